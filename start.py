#!/usr/bin/env python3
"""Set Clientela up and start it:  python3 start.py lab   (Windows: py start.py lab)

The first start makes .venv from requirements.lock; later ones find it done.
Standard library only, in words that an old Python can read, so that it can say which one is needed.
"""

import os
import sys

ROOT = os.path.dirname(os.path.realpath(__file__))
OLDEST, NEWEST = (3, 11), (3, 14)
STUDY = ["real"]
ALL = ["real", "test", "cluster", "docs", "instructor", "lint"]

# task, dependency groups beside the runtime, what it does
TASKS = [
    ("lab", STUDY, "open the workbook in JupyterLab"),
    ("test", ALL, "run the whole suite; test -k streams: a part of it"),
    ("setup", STUDY, "make .venv ready and do nothing else"),
    ("doctor", STUDY, "say what is wrong with this installation and how to mend it"),
    ("book", STUDY + ["docs"], "build the book from the chapters"),
    ("bench", STUDY + ["bench"], "measure how fast the market is made and read"),
    ("data", STUDY, "make the standard dataset anew and verify it"),
    ("notebooks", ALL, "execute the chapters and store their outputs"),
    ("claims", ALL, "recompute the chapters' claims over the seeds"),
    ("lint", ALL, "check style, types, spelling and who imports whom"),
    ("test-slow", ALL, "run the tests that take minutes"),
    ("lock", None, "resolve pyproject.toml into requirements.lock and environment.yml"),
    ("clean", None, "remove .venv, .tools and caches; work/ and data/ stay"),
    ("help", None, "say this"),
]
CACHES = [
    os.path.join(".venv", "clientela.json"),  # first: what is half removed must not look whole
    ".venv",
    ".tools",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".hypothesis",
    ".import_linter_cache",
    os.path.join("book", "_build"),
    os.path.join("book", "_pages"),
]


def main(words):
    """Do the task that the first word names, with the other words as its options; return the exit code."""
    task, options = (words[0], words[1:]) if words else ("help", [])
    if task in ("help", "-h", "--help"):
        return say_help()
    refuse_other_pythons(sys.version_info[:2])
    os.chdir(ROOT)
    sys.path.insert(0, os.path.join(ROOT, "src"))
    from course.environment import SetUpError

    try:
        return perform(task, options)
    except SetUpError as error:
        sys.stderr.write("\n{}\n".format(error))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Start it again to go on.\n")
        return 130


def perform(task, options):
    """Set up what the task needs, then hand over to it."""
    from pathlib import Path

    from course.environment import renew, set_up

    if task == "lock":
        return renew(Path(ROOT), options)
    if task == "clean":
        return clean()
    groups = {name: groups for name, groups, _ in TASKS}.get(task, STUDY)
    python = set_up(Path(ROOT), groups)
    return None if task == "setup" else hand_over([str(python)] + command(task, options))


def command(task, options):
    """Return what the environment's Python is to run; words that are no task here go to `course` as they are."""
    if task == "test":
        return ["-m", "pytest"] + parallel() + notebooks() + options
    if task == "test-slow":
        return ["-m", "pytest", "-m", "slow"] + options
    if task == "lint":
        return ["-m", "pytest", "-q", "tests/test_style.py", "tests/test_architecture.py"] + options
    return ["-m", "course", task] + options


def parallel():
    """Share the tests out among at most four processors, each notebook to one of them."""
    return ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadscope"]


def notebooks():
    """Compare what each chapter's cells give with what is stored."""
    return ["--nbval", "--nbval-sanitize-with", os.path.join("tests", "nbval_sanitize.cfg")]


def hand_over(words):
    """Run the command in this process's place, or on Windows, which has no such thing, beside it."""
    variables = dict(os.environ, PYTHONUTF8=os.environ.get("PYTHONUTF8", "1"))
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(words[0], words, variables)
    import subprocess

    process = subprocess.Popen(words, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the task hears it too, and decides
            pass


def clean():
    """Remove what can be made again."""
    import shutil

    for name in CACHES:
        if os.path.isfile(name):
            os.remove(name)
        shutil.rmtree(name, ignore_errors=True)


def refuse_other_pythons(this):
    """Stop where this Python is too old, or too new for packages that the course needs."""
    if not OLDEST <= this <= NEWEST:
        sys.exit(
            "Clientela needs Python {}.{} to {}.{}; this is {}.{} ({}). Install one from "
            "https://www.python.org/downloads/ and start again with it, "
            "for example: python3.13 start.py lab (Windows: py -3.13 start.py lab)".format(
                *(OLDEST + NEWEST + this + (sys.executable,))
            )
        )


def say_help():
    """Print the tasks."""
    print("python3 start.py TASK    Windows: py start.py TASK    with make: make TASK\n")
    for name, _, purpose in TASKS:
        print("  {:<10}  {}".format(name, purpose))
    print("\nAny other word goes to `course`: python3 start.py progress")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
