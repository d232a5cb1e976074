"""Markets of any size: blocks of customers, each written as Parquet and noted before the next, in bounded memory."""

from __future__ import annotations

from course.generate.folder import finished
from course.generate.plan import BLOCK, Plan
from course.generate.run import Report, generate

__all__ = ["BLOCK", "Plan", "Report", "finished", "generate"]
