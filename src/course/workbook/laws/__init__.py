"""The laws every chapter keeps: functions from a page to a list of sentences that say what breaks them."""

from __future__ import annotations

from collections.abc import Callable

from course.workbook.laws import form, names, outputs, prose
from course.workbook.laws.page import Page as Page
from course.workbook.laws.page import page_of as page_of

LAWS: tuple[Callable[[Page], list[str]], ...] = (
    form.headings_in_order,
    form.deeper_sections_named,
    form.opens_with_a_figure,
    form.says_how_long,
    form.words_in_four_languages,
    form.cells_short,
    form.file_small,
    form.stored_tidily,
    form.outputs_fresh,
    outputs.run_in_order,
    outputs.no_errors,
    outputs.no_warnings,
    outputs.claims_hold,
    outputs.figures_described,
    outputs.few_digits,
    outputs.no_machine_paths,
    outputs.widgets_not_compared,
    prose.numbers_have_a_source,
    prose.links_lead_somewhere,
    prose.written_chapters_linked,
    prose.exercises_exist,
    prose.citations_known,
    prose.sources_listed,
    names.core_stands_alone,
)


def broken_laws(page: Page) -> list[str]:
    """Return one sentence for each place where a page breaks a law."""
    return [problem for law in LAWS for problem in law(page)]
