"""Whose a file is: told from its path, as it is in a folder by students, in Moodle's or in Canvas' download.

Moodle (moodle/moodle, mod/assign/classes/downloader.php): `Full Name_ID_assignsubmission_file/name.ipynb`, or all of it
with underscores in one file's name; under blind marking the word for Participant stands in the place of the name. The
folder ended in one more underscore before. Canvas (instructure/canvas-lms, lib/content_zipper.rb, `get_filename`):
`lastfirst_USER_ATTACHMENT_name.ipynb`, with `LATE` after the name; where students are anonymous there is no name, so
it is `anon_XXXXX_ATTACHMENT_name.ipynb` or `LATE_anon_XXXXX_ATTACHMENT_name.ipynb`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?")
CANVAS = re.compile(r"(?P<name>.+?)(?:_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
CANVAS_ANONYMOUS = re.compile(r"(?:LATE_)?(?P<name>anon_[A-Za-z0-9]+)_(?P<attachment>\d+)_(?P<file>.+)")
# Nine digits: a name in an archive may be longer than any number that Python reads.
COPY = re.compile(r"(?P<stem>.+?)(?: ?\((?P<n>\d{1,9})\)|-(?P<m>\d{1,9}))")
COPY_OF_BROWSER = re.compile(r"(?P<stem>.+?) ?\(\d+\)")


@dataclass(frozen=True)
class Owner:
    """Who handed a file in, as far as its path says: an id or a name, and the number of the platform."""

    name: str
    number: str = ""


@dataclass(frozen=True)
class Placed:
    """A file's owner and its own name; `plugin` for Moodle's parts of a submission ("file", "onlinetext")."""

    owner: Owner
    file: str
    plugin: str = ""
    by_platform: bool = False


def placed(parts: tuple[str, ...]) -> Placed:
    """Return whose a file is."""
    first, last = parts[0], parts[-1]
    if moodle := MOODLE.fullmatch(first):
        file = last if len(parts) > 1 else moodle["file"] or ""
        return Placed(_moodle_owner(moodle), file, moodle["plugin"], by_platform=True)
    if len(parts) > 1:
        return by_student(parts)
    if canvas := CANVAS_ANONYMOUS.fullmatch(last) or CANVAS.fullmatch(last):
        number = canvas.groupdict().get("id") or ""
        return Placed(Owner(canvas["name"], number), canvas["file"], by_platform=True)
    return by_student(parts)


def by_student(parts: tuple[str, ...]) -> Placed:
    """Return whose a file is where folders, or the files themselves, are named by students."""
    name = parts[0] if len(parts) > 1 else parts[0].rpartition(".")[0] or parts[0]
    return Placed(Owner(unquote(name)), parts[-1])


def _moodle_owner(match: re.Match[str]) -> Owner:
    anonymous = match["name"] == "Participant"
    return Owner(f"Participant {match['id']}" if anonymous else match["name"], match["id"])


def copy_of(stem: str) -> tuple[str, int]:
    """Return a file's name without the " (2)" of browsers or the "-2" of Canvas, and that number (0: none)."""
    match = COPY.fullmatch(stem)
    return (match["stem"], int(match["n"] or match["m"])) if match else (stem, 0)


def owner_of_copy(name: str) -> str:
    """Return a student's name without the " (2)" that a browser adds; a hyphen may belong to an id."""
    match = COPY_OF_BROWSER.fullmatch(name)
    return match["stem"] if match else name
