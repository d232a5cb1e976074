"""The project's own Python environment and its lock. Standard library only: `start.py` runs this before any set-up."""

from course.environment.lock import renew
from course.environment.uv import SetUpError
from course.environment.venv import problem, python_of, set_up

__all__ = ["SetUpError", "problem", "python_of", "renew", "set_up"]
