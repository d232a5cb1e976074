"""For authors: `python -m course.grading new | tidy | build | test NAME`."""

from __future__ import annotations

import argparse
import sys

from course.errors import DataError, InputError
from course.grading import folders
from course.grading.authoring import exercises
from course.grading.authoring.examine import examine


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked for one exercise, or for all where no name is given; return 1 where a test fails."""
    parser = argparse.ArgumentParser(prog="python -m course.grading", description=__doc__)
    parser.add_argument("action", choices=["new", "tidy", "build", "test"])
    parser.add_argument("name", nargs="*", help="as 07_behavioural_segments")
    given = parser.parse_args(arguments)
    try:
        names = given.name or [folder.name for folder in folders.folders()]
        return max([_do(given.action, name) for name in names], default=0)
    except (DataError, InputError) as error:
        print(error, file=sys.stderr)
        return 2


def _do(action: str, name: str) -> int:
    if action == "test":
        return _test(name)
    print({"new": exercises.new, "tidy": exercises.tidy, "build": exercises.build}[action](name))
    return 0


def _test(name: str) -> int:
    from course.datasets import load

    findings = examine(name, load())
    for finding in findings:
        print(f"{'passed' if finding.passed else 'FAILED'}  {name}: {finding.test}")
        print("".join(f"        {problem}\n" for problem in finding.problems), end="")
    return int(any(not finding.passed for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
