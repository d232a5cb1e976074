"""Files that are no notebook, or hardly one: cut, empty, in another encoding, of another format, too large."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from corpus.case import FULL_MARKS, UNREADABLE, Base, Case, Link, Pipe, notebook

MEGABYTE = 1_000_000
DEEP = 5_000


def _raw(content: bytes) -> Callable[[Base], bytes]:
    return lambda _: content


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Base], bytes]:
    """Return the solved notebook with its bytes changed."""
    return lambda base: change(notebook(base.solved))


def _content(change: Callable[[dict[str, Any]], Any]) -> Callable[[Base], bytes]:
    """Return the solved notebook with its JSON changed."""
    return lambda base: json.dumps(change(json.loads(notebook(base.solved)))).encode()


def _with(**entries: Any) -> Callable[[Base], bytes]:
    return _content(lambda content: {**content, **entries})


def _without(name: str) -> Callable[[Base], bytes]:
    return _content(lambda content: {key: value for key, value in content.items() if key != name})


def _text(base: Base, remark: str) -> str:
    """Return the solved notebook with a remark that is not ASCII, written as itself."""
    content = json.loads(notebook(base.solved))
    content["cells"][0]["source"] += f"\n\n{remark}"
    return json.dumps(content, indent=1, ensure_ascii=False)


def _deep_metadata(base: Base, depth: int) -> bytes:
    return notebook(base.solved).replace(b'"metadata": {}', b'"metadata": ' + b'{"a":' * depth + b"1" + b"}" * depth, 1)


def _of_size(base: Base, megabytes: int) -> bytes:
    """Return the solved notebook with outputs that make it large."""
    content = json.loads(notebook(base.solved))
    text = ["a line of output that nobody reads\n" * 1000] * (megabytes * MEGABYTE // 36_000 + 1)
    content["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return json.dumps(content).encode()


def _version_3(base: Base) -> bytes:
    cells = [{**cell, "input": cell["source"], "language": "python"} for cell in base.solved]
    for cell in cells:
        if cell["cell_type"] == "code":
            del cell["source"]
    content = {"worksheets": [{"cells": cells, "metadata": {}}], "metadata": {"name": ""}}
    return json.dumps({**content, "nbformat": 3, "nbformat_minor": 0}).encode()


def _conflict(content: bytes) -> bytes:
    half = len(content) // 2
    return content[:half] + b"\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n" + content[half:]


def _without_cells_ids(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "cells": [{**cell, "id": "same"} for cell in content["cells"]]}


NO_NOTEBOOK = {
    "no_bytes": (_raw(b""), "an upload that broke off at once"),
    "white_space": (_raw(b" \n\t\r\n" * 100), "an upload of nothing"),
    "nul_bytes": (_raw(b"\0" * 65_536), "a disk that was full when it was saved"),
    "a_web_page": (_raw(b"<!DOCTYPE html><html><title>Log in</title></html>"), "the login page saved in its place"),
    "a_picture": (_raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "another file under the notebook's name"),
    "a_zip": (_raw(b"PK\x03\x04" + b"\0" * 60), "the folder, packed, under the notebook's name"),
    "a_script": (_raw(b"import course\nfirm = course.load()\n"), "the exported script under the notebook's name"),
    "a_list": (_raw(b"[]"), "JSON, but no notebook"),
    "a_number": (_raw(b"7"), "JSON, but no notebook"),
    "a_text": (_raw(b'"cells"'), "JSON, but no notebook"),
    "null": (_raw(b"null"), "JSON, but no notebook"),
    "deep_json": (_raw(b"[" * DEEP + b"]" * DEEP), "readers recurse"),
    "deep_json_unclosed": (_raw(b'{"a":' * 200_000), "readers recurse, and the end is missing"),
    "deep_metadata": (lambda base: _deep_metadata(base, DEEP), "readers recurse"),
    "half_a_file": (_bytes(lambda content: content[: len(content) // 2]), "an upload that broke off"),
    "last_byte_lost": (_bytes(lambda content: content[:-1]), "an upload that broke off near its end"),
    "twice_in_a_row": (_bytes(lambda content: content * 2), "appended instead of replaced"),
    "merge_conflict": (_bytes(_conflict), "two versions, never merged"),
    "no_cells": (_without("cells"), "the list of cells is missing"),
    "null_cells": (_with(cells=None), "the list of cells is no list"),
    "cells_are_a_number": (_with(cells=3), "the list of cells is no list"),
    "cells_are_a_text": (_with(cells="import course"), "a text can be walked through like a list"),
    "100_megabytes": (lambda base: _of_size(base, 101), "larger than anybody's work"),
}

STILL_READ = {
    "not_a_number_in_metadata": (_with(metadata={"a": float("nan"), "b": float("inf")}), "JSON has no such numbers"),
    "metadata_is_a_list": (_with(metadata=[1, None]), "nothing in it is needed"),
    "metadata_is_null": (_with(metadata=None), "nothing in it is needed"),
    "no_format": (_without("nbformat"), "nothing in it is needed"),
    "format_99": (_with(nbformat=99, nbformat_minor="x"), "a version of the future"),
    "format_3": (_version_3, "cells stand in a worksheet, source is called input"),
    "shallow_metadata": (lambda base: _deep_metadata(base, 100), "some extensions nest settings"),
    "50_megabytes": (lambda base: _of_size(base, 50), "a table printed in full"),
    "byte_order_mark": (_bytes(lambda content: b"\xef\xbb\xbf" + content), "saved by an editor on Windows"),
    "crlf": (_bytes(lambda content: content.replace(b"\n", b"\r\n")), "saved by an editor on Windows"),
    "mark_and_crlf": (_bytes(lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")), "both at once"),
    "crlf_in_source": (_bytes(lambda content: content.replace(b"\\n", b"\\r\\n")), "lines of cells end as on Windows"),
    "latin_1": (lambda base: _text(base, "Gr\u00fc\u00dfe").encode("latin-1"), "saved by an old editor"),
    "utf_16": (lambda base: _text(base, "Gr\u00fc\u00dfe").encode("utf-16"), "saved by an editor on Windows"),
    "utf_8": (lambda base: _text(base, "\u043f\u0440\u0438\u0432\u0435\u0442 \U0001f642").encode(), "as it should be"),
    "half_surrogate_in_words": (
        _bytes(lambda content: content.replace(b"Exercise", b"\\ud83d", 1)),
        "half a smiley, cut by an editor",
    ),
    "same_ids": (_content(_without_cells_ids), "cells pasted with their ids"),
    "cells_given_twice": (_bytes(lambda content: b'{"cells": [],' + content.lstrip()[1:]), "a key that stands twice"),
}


def _copied(names: tuple[str, ...]) -> Callable[[Base], Any]:
    return lambda base: {name: notebook(base.solved) for name in names}


IN_A_FOLDER = (
    Case("downloaded_twice", _copied(("h1_hostile (1).ipynb",)), why="a browser renames the second download"),
    Case("downloaded_thrice", _copied(("h1_hostile.ipynb", "h1_hostile (1).ipynb")), why="both are the same"),
    Case("a_checkpoint_beside", _copied(("h1_hostile.ipynb", ".ipynb_checkpoints/h1_hostile-checkpoint.ipynb"))),
    Case("beside_other_files", lambda base: {"h1_hostile.ipynb": notebook(base.solved), "notes.txt": b"\xff"}),
    Case(
        "link_to_the_solution",
        lambda base: {"h1_hostile.ipynb": Link(str(base.outside / "solution.ipynb"))},
        UNREADABLE,
        why="whoever follows it grades the instructor's own solution",
    ),
    Case(
        "link_to_nothing", lambda _: {"h1_hostile.ipynb": Link("nowhere.ipynb")}, UNREADABLE, why="it leads to no file"
    ),
    Case("link_to_itself", lambda _: {"h1_hostile.ipynb": Link("h1_hostile.ipynb")}, UNREADABLE, why="a circle"),
    Case("endless_device", lambda _: {"h1_hostile.ipynb": Link("/dev/zero")}, UNREADABLE, why="it never ends"),
    Case("named_pipe", lambda _: {"h1_hostile.ipynb": Pipe()}, UNREADABLE, why="whoever opens it waits for ever"),
)

CASES = (
    *(Case(name, build, UNREADABLE, why=why) for name, (build, why) in NO_NOTEBOOK.items()),
    *(Case(name, build, FULL_MARKS, why=why) for name, (build, why) in STILL_READ.items()),
    *IN_A_FOLDER,
)
