"""What docs/twins.md shows works as it stands there, and its windows are those of the hidden table of effects."""

import importlib
import re

from course import project
from course.world.of_effects import KEPT

PAGE = (project.root() / "docs" / "twins.md").read_text(encoding="utf-8")


def test_the_examples_run_in_a_fresh_session():
    shown: dict = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL):
        exec(example.replace("20_000", "5_000"), shown)
    assert shown["world"].customers == 5_000
    assert set(shown["weeks_of"](shown["world"], [17, 4711])["customer_id"]) == {17, 4711}


def test_the_windows_are_those_of_the_effects():
    said = re.findall(r"^\| `(\w+)` \| \d+ \| (\d+)–(\d+) \|", PAGE, flags=re.MULTILINE)
    kept = [(name, str(first), str(first + weeks - 1)) for name, _, _, first, weeks in KEPT]
    assert sorted(said) == sorted(kept)


def test_what_made_the_table_exists():
    name, module = re.findall(r"`(\w+)\(\)` of `(course[.\w]+)`", PAGE)[0]
    assert callable(getattr(importlib.import_module(module), name))
