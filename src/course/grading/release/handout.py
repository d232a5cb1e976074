"""What is handed out: a folder for each student with the notebook and data of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course.errors import DataError, InputError
from course.grading.authoring import exercises
from course.grading.folders import Exercise
from course.grading.notebooks import Notebook
from course.grading.release import keys, own_data
from course.grading.release.roster import Roster, Student

NOTE = "release.json"  # in OUT: what was released there, so that another exercise does not mix with it
PLAIN = re.compile(r"[\w@+-]([\w@+. -]*[\w@+-])?")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # names that Windows keeps for itself
LOAD = re.compile(r"course\.load\([^)]*\)")


@dataclass(frozen=True)
class Release:
    """What was handed out: how many students, how many datasets, how many folders were there already."""

    students: int
    datasets: int
    kept: int


def release(
    exercise: Exercise, roster: Roster, key: bytes, out: Path, after: Callable[[Student], None] = lambda _: None
) -> Release:
    """Write OUT/STUDENT/EXERCISE.ipynb and OUT/STUDENT/data/*.parquet for every student; folders that are whole stay.

    after : told each student whose folder is there.
    Errors: InputError for an empty roster, or where OUT holds something else; DataError where it cannot be written.
    """
    if not roster:
        raise InputError("the roster names no student. It needs a line for each, below the line of columns.")
    out = Path(out)
    version = _begin(exercise, key, out)
    notebook = released_notebook(exercise)
    kept = 0
    for student in roster.values():
        kept += _handed_out(exercise, student, key, out / folder_name(student), notebook, version)
        after(student)
    return Release(len(roster), len({student.whose for student in roster.values()}), kept)


def folder_name(student: Student) -> str:
    """Return a folder's name that every system can have: the id where it is one, else percent-encoded."""
    if PLAIN.fullmatch(student.id) and not RESERVED.fullmatch(student.key):
        return student.id
    return "".join(f"%{byte:02X}" for byte in student.id.encode())


def released_notebook(exercise: Exercise) -> Notebook:
    """Return the exercise as it is handed out: it loads the data beside it."""
    notebook = exercises.made_from(exercise.path)
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    if not LOAD.search(first["source"]):
        raise DataError(
            f"{exercise.path}: the first code cell does not load the data. `course exercise test` says more."
        )
    first["source"] = LOAD.sub('course.load(folder="data")', first["source"], count=1)
    return notebook


def _begin(exercise: Exercise, key: bytes, out: Path) -> str:
    """Note what is released in a folder; return its version. Errors: InputError where something else is there."""
    version = f"{exercise.name}/{keys.seed(key, exercise.name, 'version') % 2**32:08x}"
    note = out / NOTE
    if note.is_file():
        there = json.loads(note.read_text(encoding="utf-8")).get("release")
        if there != version:
            raise InputError(f"{out} holds another release ({there}). Name a new or an empty folder with --out.")
    elif out.is_dir() and any(out.iterdir()):
        raise InputError(f"{out} holds other files. Name a new or an empty folder with --out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"release": version}) + "\n", encoding="utf-8")
    except OSError as error:
        raise DataError(f"cannot write to {out}: {error.strerror or error}. Name another folder with --out.") from None
    return version


def _handed_out(
    exercise: Exercise, student: Student, key: bytes, folder: Path, notebook: Notebook, version: str
) -> bool:
    """Write one student's folder whole or not at all; return whether it was there already."""
    if folder.is_dir():
        return True
    staged = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        exercises.write_notebook(staged / f"{exercise.name}.ipynb", notebook)
        own_data.write_for_student(own_data.firm_of(exercise, key, student), staged / "data", exercise)
        staged.chmod(0o755)
        os.replace(staged, folder)
    except OSError as error:
        raise DataError(f"cannot write {folder}: {error.strerror or error}. What was finished before stays.") from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return False
