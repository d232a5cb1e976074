"""The book: pages laid out from notebooks, exercises and docs/, built by Sphinx with the stored outputs."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from course.errors import DataError, MissingPackage
from course.workbook import claims_page, glossary
from course.workbook.copies import with_citations
from course.workbook.references import read_references
from course.workbook.shelf import chapters, exercises

CITED = "([{}](#sources))"  # a citation leads to the list at the end of its page


def build(root: Path, out: Path | None = None) -> Path:
    """Build the book into book/_build/html, or `out`; return its first page. A warning of Sphinx is a fault.

    Raises `MissingPackage` without the group docs, `DataError` where Sphinx finds a fault; its words are printed.
    """
    if not all(importlib.util.find_spec(package) for package in ("sphinx", "myst_nb", "sphinx_book_theme")):
        raise MissingPackage("The book needs the group docs: python3 start.py book installs it and builds the book.")
    out, pages = out or root / "book" / "_build" / "html", lay_out(root)
    options = ["-q", "-W", "--keep-going", "-b", "html", "-c", root / "book", "-d", out.with_name("doctrees")]
    call = [sys.executable, "-m", "sphinx", *map(str, options), str(pages), str(out)]
    if subprocess.run(call, check=False).returncode:
        raise DataError("The book has faults; they are named above. Mend them in notebooks/, exercises/ or docs/.")
    return out / "index.html"


def lay_out(root: Path) -> Path:
    """Write the pages of the book into book/_pages, made anew, and return that folder."""
    pages = root / "book" / "_pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    references = read_references(root / "notebooks" / "references.bib")
    for entry in [*chapters(root), *exercises(root)]:
        notebook = with_citations(json.loads(entry.path.read_text(encoding="utf-8")), references, CITED)
        page = pages / entry.path.relative_to(root)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    if (root / "docs").exists():
        shutil.copytree(root / "docs", pages / "docs")
    (pages / "glossary.md").write_text(glossary.as_markdown(root), encoding="utf-8")
    (pages / "claims.md").write_text(claims_page.as_markdown(root), encoding="utf-8")
    index = (root / "book" / "index.md").read_text(encoding="utf-8")
    (pages / "index.md").write_text(without_empty_groups(index, pages), encoding="utf-8")
    return pages


def without_empty_groups(index: str, pages: Path) -> str:
    """Return the first page without the groups of which there is no page yet."""

    def kept(group: re.Match[str]) -> str:
        patterns = [line for line in group[1].splitlines() if line.strip() and not line.startswith(":")]
        return group[0] if any(list(pages.glob(f"{pattern}.*")) for pattern in patterns) else ""

    return re.sub(r"```\{toctree\}\n(.*?)```\n", kept, index, flags=re.DOTALL)
