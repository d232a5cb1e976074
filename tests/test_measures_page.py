"""docs/measures.md names every measure, and what it shows works as it stands there."""

import inspect
import re

import course.measures as measures
from course import project

PAGE = (project.root() / "docs" / "measures.md").read_text(encoding="utf-8")


def test_the_examples_run_in_a_fresh_session():
    shown: dict = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL):
        exec(example, shown)
    assert shown["summary"].columns.to_list() == ["frequency", "recency", "T", "monetary_value"]


def test_what_the_comments_say_comes_out():
    assert str(measures.nps([10] * 50 + [8] * 30 + [3] * 20)) in PAGE
    assert str(measures.staffing(10 / 180, 180, within=20, promised=0.8)) in PAGE


def test_every_measure_is_in_the_table_and_nothing_else():
    public = {name for name in dir(measures) if not name.startswith("_") and callable(getattr(measures, name))}
    results = {
        name
        for name in public
        if inspect.isclass(getattr(measures, name)) and not hasattr(getattr(measures, name), "fit")
    }
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert sorted(listed) == sorted(public - results)
