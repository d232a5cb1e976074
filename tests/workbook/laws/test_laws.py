"""Each law of the chapters: a page that keeps it passes, a page that breaks it is answered with what to mend."""

from __future__ import annotations

import copy
import json

import pytest

from course.workbook import chapters
from course.workbook.execution import stamped
from course.workbook.laws import LAWS, Page, broken_laws, form, names, outputs, page_of, prose

FILES = {"02_more.ipynb", "../exercises/01_who/exercise.ipynb", "figure.png"}
IMG = '<img alt="Bars: two in ten buy" src="data:image/png;base64,AAAA">'


def page(notebook: dict, name: str = "01_who") -> Page:
    known = {"keys": {"ehrenberg1959"}, "questions": {"01.1"}, "written": {"02"}}
    return Page(name, notebook, FILES.__contains__, **{what: frozenset(names) for what, names in known.items()})


def shown(data: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def html(text: str) -> dict:
    return shown({"text/html": text})


def printed(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": [text]}


def replace(nr: int, old: str, new: str):
    """Return a change of one text in the cell with that number (from 1)."""

    def change(notebook: dict) -> None:
        text = "".join(notebook["cells"][nr - 1]["source"])
        assert old in text, text
        notebook["cells"][nr - 1]["source"] = text.replace(old, new).splitlines(keepends=True)

    return change


def output(nr: int, *outputs: dict):
    return lambda notebook: notebook["cells"][nr - 1].update(outputs=list(outputs))


def swap(first: int, second: int):
    def change(notebook: dict) -> None:
        cells = notebook["cells"]
        cells[first - 1], cells[second - 1] = cells[second - 1], cells[first - 1]

    return change


def drop(nr: int):
    return lambda notebook: notebook["cells"].pop(nr - 1)


def cell(nr: int, **fields):
    return lambda notebook: notebook["cells"][nr - 1].update(fields)


def metadata(**fields):
    return lambda notebook: notebook["metadata"].update(fields)


# cells of the good chapter: 1 title · 2 figure · 3 learn · 4 idea · 5 predict · 6 by hand · 7 code · 8 Deeper
# 9 deeper code · 10 truth · 11 wrong turn · 12 remember · 13 words · 14 exercises · 15 sources
BROKEN = [
    (form.headings_in_order, replace(1, "# 01 · Who", "# Who"), "open with one title `# 01 · …`"),
    (form.headings_in_order, replace(1, "# 01 ·", "# 02 ·"), "open with one title `# 01 · …`"),
    (form.headings_in_order, replace(1, "# 01 · Who", "x"), "open with one title"),
    (form.headings_in_order, replace(4, "## The idea", "# The idea"), "missing: ['The idea']"),
    (form.headings_in_order, replace(5, "## Predict first", "## Predict"), "missing: ['Predict first']; too many"),
    (form.headings_in_order, swap(4, 5), "found the order"),
    (form.headings_in_order, drop(10), "missing: ['Against the truth']"),
    (form.headings_in_order, replace(11, "Count nobody.", "## Words"), "too many: ['Words']"),
    (form.deeper_sections_named, replace(8, "### Deeper: more", "### Deeper – more"), "cell 8: write `### Deeper: …`"),
    (form.deeper_sections_named, replace(8, "### Deeper", "#### Deeper"), "not `#### Deeper: more`"),
    (form.opens_with_a_figure, swap(2, 4), "no figure stands above"),
    (form.opens_with_a_figure, output(2, printed("2")), "no figure stands above"),
    (form.says_how_long, replace(3, "About 40 minutes", "Soon"), "how many minutes"),
    (form.words_in_four_languages, replace(13, "Polish", "Czech"), "English | Russian | Polish | Portuguese"),
    (form.words_in_four_languages, replace(13, "kupujący", ""), "the row of 'buyer' needs a word"),
    (form.cells_short, replace(7, "print", "\n".join(["x = 1"] * 12) + "\nprint"), "cell 7 has 13 lines, at most 12"),
    (form.file_small, output(7, printed("x" * 1_000_000)), "at most 1,000,000"),
    (form.stored_tidily, cell(7, metadata={"execution": {}}), "run `course notebooks run 01`"),
    (form.stored_tidily, metadata(widgets={}), "not stored by the course"),
    (form.stored_tidily, metadata(language_info={"name": "python", "version": "3.11.7"}), "not stored by the course"),
    (form.outputs_fresh, replace(7, "print", "display"), "its code changed after it was run"),
    (form.outputs_fresh, lambda notebook: notebook["metadata"].pop("clientela"), "never run"),
    (outputs.run_in_order, cell(7, execution_count=None), "cells were run as [1, None, 3], not 1 to 3"),
    (outputs.run_in_order, swap(7, 9), "cells were run as [1, 3, 2]"),
    (outputs.no_errors, output(7, {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": []}),
     "cell 7 stops with KeyError: 'a'"),
    (outputs.no_warnings, output(7, printed("x.py:1: FutureWarning: soon", "stderr")), "cell 7 writes to stderr"),
    (outputs.claims_hold, output(7, printed("✗ Two in ten buy: 0.3\n")), "cell 7 shows ✗ Two in ten"),
    (outputs.claims_hold, output(7, shown({"text/html": ["<td>✗</td>"]})), "cell 7 shows ✗"),
    (outputs.figures_described, output(2, shown({"image/png": "AAAA"})), "bare image/png; use course.show"),
    (outputs.figures_described, output(2, shown({"image/svg+xml": "<svg>"})), "bare image/svg+xml"),
    (outputs.figures_described, output(2, shown({"text/html": IMG})), "outside a <figure>"),
    (outputs.figures_described, output(2, html('<figure><img src="a"></figure>')), "no alt text"),
    (outputs.figures_described, output(2, html('<figure><img alt="figure" src="a"></figure>')), "no alt text"),
    (outputs.few_digits, output(7, printed("0.20051")), "cell 7 shows 0.20051: round it to 4 digits"),
    (outputs.few_digits, output(7, shown({"text/html": "<td>1,234.5</td>"})), "shows 1,234.5"),
    (outputs.few_digits, output(7, shown({"text/plain": "a    12.3456"})), "shows 12.3456"),
    (outputs.no_machine_paths, output(7, printed("saved to /home/ana/x.csv")), "a path of this machine, /home/a"),
    (outputs.no_machine_paths, output(7, printed("in C:\\Users\\ana")), "a path of this machine, C:\\U"),
    (outputs.no_machine_paths, output(7, printed("at /tmp/ipykernel_17/2.py")), "a path of this machine"),
    (outputs.widgets_not_compared, replace(7, "print(", "interact(lambda: "), "needs the tag nbval-ignore-output"),
    (prose.numbers_have_a_source, replace(6, "Two of 10", "7 of 10"), "cell 6: 7 is neither set in code nor cited"),
    (prose.numbers_have_a_source, replace(6, "Two of 10", "20 % of 10"), "cell 6: 20 is neither"),
    (prose.numbers_have_a_source, replace(6, "Two of 10", "1,234.5"), "cell 6: 1,234.5 is neither"),
    (prose.numbers_have_a_source, replace(4, " {cite}`ehrenberg1959`", ""), "cell 4: 1959 is neither"),
    (prose.numbers_have_a_source, replace(4, ", said", ".\n\nIt was said"), "cell 4: 1959 is neither"),
    (prose.numbers_have_a_source, replace(4, ", said in 1959", ".\n- 3 buyers"), "cell 4: 3 is neither"),
    (prose.links_lead_somewhere, replace(6, "02_more", "03_none"), "cell 6: 03_none.ipynb does not exist"),
    (prose.written_chapters_linked, replace(4, "A buyer", "Chapter 02 (planned): a buyer"), "chapter 02 is there"),
    (prose.written_chapters_linked, replace(4, "A buyer", "A buyer (chapter 02, planned)"), "chapter 02 is there"),
    (prose.written_chapters_linked, replace(4, "A buyer", "| chapter 02 | Who? | planned |\n\nA buyer"), "is there"),
    (prose.links_lead_somewhere, replace(6, "02_more", "../notebooks/02_more"), "is neither a chapter"),
    (prose.links_lead_somewhere, replace(6, "02_more.ipynb", "#the-idea"), "is neither a chapter"),
    (prose.links_lead_somewhere, replace(6, "[chapter 02](02_more.ipynb)", "![](figure.png)"), "has no alt text"),
    (prose.links_lead_somewhere, replace(6, "[chapter 02](02_more.ipynb)", "![a](no.png)"), "no.png does not exist"),
    (prose.exercises_exist, replace(14, "01_who", "02_more"), "must link to ../exercises/01_who/exercise.ipynb"),
    (prose.exercises_exist, replace(14, "01.1", "01.9"), "cell 14: there is no question 01.9"),
    (prose.exercises_exist, replace(7, "print(", "course.check('01.8', "), "cell 7: there is no question 01.8"),
    (prose.exercises_exist, replace(14, "01.1", "a1.9"), "cell 14: there is no question a1.9"),
    (prose.citations_known, replace(4, "ehrenberg1959", "ehrenberg1988"), "ehrenberg1988 is not in references"),
    (prose.sources_listed, replace(4, "1959`", "1959, sharp1997`"), "`Sources` does not list sharp1997"),
]  # fmt: skip


def test_a_good_chapter_keeps_every_law(good_chapter):
    assert broken_laws(page(good_chapter)) == []


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_is_broken_by_some_example(law):
    assert law is names.core_stands_alone or law in {case[0] for case in BROKEN}


@pytest.mark.parametrize(
    ("law", "change", "answer"), BROKEN, ids=[f"{case[0].__name__}-{case[2][:30]}" for case in BROKEN]
)
def test_a_broken_law_is_answered_with_what_to_mend(law, change, answer, good_chapter):
    broken = copy.deepcopy(good_chapter)
    change(broken)
    assert any(answer in problem for problem in law(page(broken))), law(page(broken))


ALLOWED = [
    "In 40 minutes.", "Takes 5–10 min.", "See chapter 12.", "See chapters 02 and 13.", "See [07 · RFM](02_more.ipynb).",
    "Start with a1 or a2.", "B2B on Python 3.", "`x[17]` is code.", "With $k = 37$.", "$$\nx = 37\n$$",
    "1. first\n2. second",
    "Exercise 01.1 asks.", "Exercise a1.2 asks.", "```\n17\n```", "### 3. Third", "Said in 1988 {cite}`ehrenberg1959`.",
    "A tenth, 0.1, and 10 %.", "A thousand: 1,000.", "[A paper](https://doi.org/10.1000/17)", "<!-- 17 -->",
    "On 2024-01-31.", "Half: .5",
]  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED)
def test_digits_that_need_no_source(text, good_chapter):
    changed = copy.deepcopy(good_chapter)
    changed["cells"][1]["source"] = [
        "tenth, thousand, day, half = 0.1, 1_000, '2024-01-31', 0.5\nbuyers, people = 2, 10"
    ]
    changed["cells"][5]["source"] = [f"## By hand, then on the data\n\n{text}"]
    assert prose.numbers_have_a_source(page(changed)) == []


def test_a_comment_in_the_code_sets_no_number(good_chapter):
    changed = copy.deepcopy(good_chapter)
    replace(2, "10", "10  # 99")(changed)
    replace(6, "Two", "99")(changed)
    assert prose.numbers_have_a_source(page(changed)) != []


SHOWN = [
    "0.2005",
    "1,234",
    "20,000.0",
    "12.34",
    "2024-01-31 10:05:33.123456",
    "standard@0.12345",
    "1.10.20000",
    "1e-05",
]


@pytest.mark.parametrize("text", SHOWN)
def test_what_counts_as_few_digits(text, good_chapter):
    output(7, printed(text))(good_chapter)
    assert outputs.few_digits(page(good_chapter)) == []


def test_pictures_bytes_are_neither_paths_nor_numbers(good_chapter):
    html = IMG.replace("AAAA", "/home/ana/tmp/1.23456/usr/")
    output(2, shown({"text/html": f"<figure>{html}</figure>"}))(good_chapter)
    assert broken_laws(page(good_chapter)) == []


def test_what_a_check_replies_is_no_claim(good_chapter):
    from course.grading.practice.reply import Reply

    reply = Reply("Not yet", "07.1", ("Try again.",))
    output(7, shown({"text/html": reply._repr_html_(), "text/plain": repr(reply)}))(good_chapter)
    assert outputs.claims_hold(page(good_chapter)) == []


@pytest.mark.parametrize("name", ["00_start_here", "a1_pandas", "a2_chance"])
def test_chapters_without_a_market_omit_truth_and_wrong_turn(name, good_chapter):
    number = name.partition("_")[0]
    replace(1, "# 01", f"# {number}")(good_chapter)
    del good_chapter["cells"][9:11]
    assert form.headings_in_order(page(good_chapter, name)) == []
    assert form.headings_in_order(page(good_chapter, "02_more")) != []


CORE, DEEPER = "### Core", "### Deeper: more"
STORIES = [
    ([CORE, ">>> a = 1", DEEPER, ">>> b = a", CORE, ">>> a"], []),
    ([DEEPER, ">>> b = 1", CORE, ">>> b + 1"], ["cell 4 uses b of the deeper cell 2"]),
    ([DEEPER, ">>> b = 1", CORE, ">>> b = 2\nb"], []),
    ([DEEPER, ">>> b = 1", CORE, ">>> b = b + 1"], ["cell 4 uses b of the deeper cell 2"]),
    ([DEEPER, ">>> b = 1", CORE, ">>> b += 1"], ["cell 4 uses b of the deeper cell 2"]),
    ([DEEPER, ">>> import numpy as np", CORE, ">>> np.arange(2)"], ["cell 4 uses np of the deeper cell 2"]),
    ([DEEPER, ">>> def f(): pass", CORE, ">>> [f() for _ in range(2)]"], ["cell 4 uses f of the deeper cell 2"]),
    ([DEEPER, ">>> b = 1", CORE, ">>> def f(x):\n    return x + b"], ["cell 4 uses b of the deeper cell 2"]),
    ([DEEPER, ">>> x = 1", CORE, ">>> def f(x):\n    return x\nf(2)"], []),
    ([DEEPER, ">>> x = 1", CORE, ">>> [x for x in range(3)]"], []),
    ([DEEPER, ">>> x = 1", CORE, ">>> for x in range(3):\n    print(x)"], []),
    ([DEEPER, ">>> x = 1", CORE, ">>> with open('a') as x:\n    print(x)"], []),
    ([DEEPER, ">>> later = 1", CORE, ">>> def f():\n    return later\nlater = 2\nf()"], []),
    ([CORE, ">>> a = {}", DEEPER, ">>> a['x'] = 1", CORE, ">>> a"], ["cell 6 uses a of the deeper cell 4"]),
    ([CORE, ">>> a = 1", DEEPER, ">>> a = 2", "## Next", ">>> a"], ["cell 6 uses a of the deeper cell 4"]),
    ([CORE, ">>> a = 1", DEEPER, ">>> %time a = 2", CORE, ">>> a"], []),
    ([DEEPER, ">>> b = 1", "#### Inside it", ">>> b"], []),
    ([DEEPER, ">>> f'{1}'", CORE, ">>> print(len('a'))"], []),
]


@pytest.mark.parametrize(("texts", "problems"), STORIES)
def test_the_core_can_be_read_without_the_deeper_sections(texts, problems, make_notebook):
    assert names.core_stands_alone(page(make_notebook(*texts))) == problems


def test_a_page_of_a_checkout_knows_its_files_references_and_questions(checkout):
    entry = chapters(checkout)[2]
    seen = page_of(entry, checkout)
    assert seen.exists("02_more.ipynb")
    assert not seen.exists("03_none.ipynb")
    assert seen.keys == {"ehrenberg1959"}
    assert seen.questions == {"01.1"}
    assert broken_laws(seen) == []


def test_a_stamp_alone_does_not_make_a_page_untidy(good_chapter):
    assert form.stored_tidily(page(stamped(json.loads(json.dumps(good_chapter))))) == []
