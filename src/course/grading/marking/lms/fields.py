"""CSV whose fields can be changed one by one while every other byte stays: quotes, line ends, encoding and all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from course.errors import DataError


@dataclass(frozen=True)
class Field:
    """One field as it stands in the file, with its quotes, and the delimiter or line end behind it."""

    raw: str
    end: str

    @property
    def value(self) -> str:
        """What the field says."""
        return self.raw[1:-1].replace('""', '"') if self.raw.startswith('"') and len(self.raw) > 1 else self.raw


@dataclass(frozen=True)
class Sheet:
    """Rows of fields, and how the file is encoded."""

    rows: list[list[Field]]
    encoding: str
    mark: bytes
    delimiter: str

    def changed(self, new: dict[tuple[int, int], str]) -> bytes:
        """Return the file's bytes with some fields, by row and column from 0, saying something else."""
        text = "".join(
            self._written(field, new.get((row, column))) + field.end
            for row, fields in enumerate(self.rows)
            for column, field in enumerate(fields)
        )
        return self.mark + text.encode(self.encoding, "replace")

    def _written(self, field: Field, value: str | None) -> str:
        if value is None or value == field.value:
            return field.raw
        quoted = field.raw.startswith('"') or re.search(rf'["\r\n{re.escape(self.delimiter)}]', value)
        return '"' + value.replace('"', '""') + '"' if quoted else value


def read(content: bytes, name: str) -> Sheet:
    """Return the fields of a file with commas, semicolons or tabs.

    Errors: DataError where a quote is not closed, or where bytes are not of the encoding that the file begins with.
    """
    text, encoding, mark = _decoded(content, name)
    head = re.sub(r'"[^"]*"', "", text[:20_000]).partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    pattern = re.compile(
        rf'("(?:[^"]|"")*"|(?:[^"{re.escape(delimiter)}\r\n][^{re.escape(delimiter)}\r\n]*)?)({re.escape(delimiter)}|\r\n|\n|\r|\Z)'
    )
    rows: list[list[Field]] = [[]]
    place = 0
    while place < len(text) or (rows[-1] and rows[-1][-1].end == delimiter):
        match = pattern.match(text, place)
        if match is None:
            raise DataError(f"{name}: a quote in row {len(rows)} is not closed. Download the file again.")
        rows[-1].append(Field(match[1], match[2]))
        place = match.end()
        if match[2] != delimiter and place < len(text):
            rows.append([])
        elif match[2] != delimiter:
            break
    return Sheet([row for row in rows if row], encoding, mark, delimiter)


def _decoded(content: bytes, name: str) -> tuple[str, str, bytes]:
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    for mark, encoding in marks:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, name), encoding, mark
    try:
        return content.decode("utf-8"), "utf-8", b""
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1", b""


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: not {encoding} at byte {error.start:,}. Download the file again.") from None
