"""Moodle's offline grading worksheet.

Read in moodle/moodle: mod/assign/gradingtable.php (the columns: Identifier, Full name, fields of people such as ID
number and Email address, Status, Grade, Maximum grade or Scale, …, Feedback comments), feedback/offline/locallib.php
(a grade above the maximum, or of another scale, is passed over without a word) and feedback/comments/locallib.php (what
is imported is kept as HTML). Identifier is "Participant 1234"; the number is another one in each assignment.
"""

from __future__ import annotations

import html

from course.grading.marking.lms.columns import Columns, Row, cell, place, places

WANTED = ("identifier", "grade")
SURE = ("identifier", "email address", "id number", "username")


def columns(names: list[str]) -> Columns | None:
    """Return the columns of a worksheet by their names, in small letters; None for a file of another kind.

    A worksheet with a scale of words takes no points, so it has no column for the grade.
    """
    if not set(WANTED) <= set(names):
        return None
    most = place(names, "maximum grade")

    def most_of(row: Row) -> str:
        return cell(row, most)

    return Columns(
        grade=None if "scale" in names else names.index("grade"),
        feedback=place(names, "feedback comments"),
        number=names.index("identifier"),
        sure=places(names, SURE),
        name=places(names, ("full name",)),
        most=most_of,
        as_text=_as_html,
    )


def _as_html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")
