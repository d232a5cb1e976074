"""Where exercises are: `exercises/NN_name/` in the checkout, with `checks.py` and `exercise.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import project
from course.errors import DataError, InputError, invalid, unknown
from course.firm import Firm
from course.grading.questions import Question, read_checks

SETTINGS = {"customers": int, "tables": list, "minutes": int}


class NoCheckout(DataError):
    """The package was installed without its exercises."""


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise: its folder, its questions by id, and what `exercise.toml` says.

    customers : size of the dataset that a student of a graded exercise is given.
    tables : tables that the exercise needs; hidden ones as "truth.customers".
    minutes : how long it takes.
    """

    path: Path
    questions: dict[str, Question]
    customers: int
    tables: tuple[str, ...]
    minutes: int

    @property
    def name(self) -> str:
        """The folder's name, which is the chapter's."""
        return self.path.name


_loaded: dict[Path, tuple[tuple, Exercise]] = {}


def folders() -> list[Path]:
    """Return the folders of all exercises, in the order of their names.

    Raises NoCheckout where the package was installed without them.
    """
    return sorted(path.parent for path in (checkout() / "exercises").glob("[!.]*/checks.py"))


def checkout() -> Path:
    """Return the checkout's folder; raises NoCheckout where there is none."""
    if (root := project.find_root()) is None:
        raise NoCheckout(
            "Exercises are checked in the project's own folder, and this package was installed without it. "
            "Fetch the project, run `python3 start.py lab` there, and open the exercise again."
        )
    return root


def folder_of(name: str | Path) -> Path:
    """Return an exercise's folder: by its name under `exercises/`, or by its path."""
    if isinstance(name, Path) or any(separator in name for separator in "/\\"):
        return Path(name).resolve()
    by_name = {folder.name: folder for folder in folders()}
    if name not in by_name:
        raise unknown("exercise", name, by_name)
    return by_name[name]


def exercise_of(id: object) -> Exercise:
    """Return the exercise that a question belongs to: "07.3" is in `exercises/07_…`."""
    if not isinstance(id, str) or "." not in id:
        raise invalid("question", id, "chapter and number in quotes, as '07.3'")
    chapter = id.split(".")[0]
    found = [folder for folder in folders() if folder.name.split("_")[0] == chapter]
    if len(found) > 1:
        raise DataError(f"two exercises begin with {chapter}_: {found[0]} and {found[1]}. Rename one.")
    if not found:
        raise unknown("exercise for question", id, [folder.name for folder in folders()])
    return load(found[0])


def question_of(id: object) -> Question:
    """Return a question by its id."""
    found = exercise_of(id)
    if id not in found.questions:
        raise unknown("question", id, found.questions)
    return found.questions[str(id)]


def load(path: Path) -> Exercise:
    """Read an exercise's folder; read it again only when one of its files has changed.

    Raises DataError that names the file, and the line where there is one.
    """
    path = path.resolve()
    files = [path / "checks.py", path / "exercise.toml"]
    if missing := [file for file in files if not file.is_file()]:
        raise DataError(f"{missing[0]} is missing. docs/exercises.md says what an exercise consists of.")
    stamp = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    if path not in _loaded or _loaded[path][0] != stamp:
        _loaded[path] = stamp, _read(path, *files)
    return _loaded[path][1]


def _read(path: Path, checks: Path, toml: Path) -> Exercise:
    settings = _settings(toml)
    questions = read_checks(checks)
    if strays := [id for id in questions if id.split(".")[0] != path.name.split("_")[0]]:
        raise DataError(
            f"{checks}: question {strays[0]} does not belong to {path.name}. Its id begins with the chapter."
        )
    return Exercise(path, questions, settings["customers"], tuple(settings["tables"]), settings["minutes"])


def _settings(toml: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(toml.read_text(encoding="utf-8"))
        for name in settings:
            if name not in SETTINGS:
                raise unknown("setting", name, SETTINGS)
        return {name: _setting(name, settings.get(name), kind) for name, kind in SETTINGS.items()}
    except (tomllib.TOMLDecodeError, InputError, UnicodeDecodeError) as error:
        raise DataError(f"{toml}: {error}") from error


def _setting(name: str, value: Any, kind: type) -> Any:
    if kind is int and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise invalid(name, value, "a whole number above 0", f"Write `{name} = 20`.")
    if kind is list and not (isinstance(value, list) and value and all(isinstance(item, str) for item in value)):
        raise invalid(name, value, "a list of names of tables", 'Write `tables = ["customers", "orders"]`.')
    return value


def limited(firm: Firm, exercise: Exercise) -> Firm:
    """Return the firm with no tables but those that exercise.toml names.

    Raises DataError where the firm has no table of such a name.
    """
    hidden = [name.removeprefix("truth.") for name in exercise.tables if name.startswith("truth.")]
    open_ = [name for name in exercise.tables if not name.startswith("truth.")]
    if lacking := [name for name in open_ if name not in firm] + [name for name in hidden if name not in firm.truth]:
        raise DataError(f"{exercise.path / 'exercise.toml'}: {firm.id} has no table {lacking[0]!r}.")
    loaders = {name: lambda name=name: firm[name] for name in open_}
    truth = {name: lambda name=name: firm.truth[name] for name in hidden}
    origin = firm.origin if firm.simulated else None
    return Firm(loaders, truth, name=firm.name, version=firm.version, kind=firm.kind, origin=origin)
