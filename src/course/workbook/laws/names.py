"""The law that a reader may skip what is deeper: core cells use no name that a deeper section bound."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from course.workbook.laws.page import Page

USED, BOUND, LATER = "used", "bound", "later"  # LATER: used when a function is called, not when it is defined
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_VALUE_FIRST = {
    ast.Assign: ("value", "targets"),
    ast.AnnAssign: ("value", "target"),
    ast.NamedExpr: ("value", "target"),
    ast.For: ("iter", "target", "body", "orelse"),
}


def core_stands_alone(page: Page) -> list[str]:
    """What a core cell uses was last bound by a core cell, so that skipping the deeper sections changes nothing."""
    bound_by: dict[str, tuple[int, bool]] = {}
    problems = []
    for place in page.code:
        used, bound = names_in(place.text)
        if not place.deeper:
            borrowed = [name for name in sorted(used) if bound_by.get(name, (0, False))[1]]
            problems += [f"cell {place.nr} uses {name} of the deeper cell {bound_by[name][0]}" for name in borrowed]
        bound_by.update(dict.fromkeys(bound, (place.nr, place.deeper)))
    return problems


def names_in(source: str) -> tuple[set[str], set[str]]:
    """Return the outside names that a cell uses before it binds them itself, and the names it binds or changes."""
    used: set[str] = set()
    bound: set[str] = set()
    later: set[str] = set()
    for event, name in _events(ast.parse(python_of(source))):
        if event == BOUND:
            bound.add(name)
        elif event == LATER:
            later.add(name)
        elif name not in bound:
            used.add(name)
    return (used | (later - bound)) - set(dir(builtins)), bound


def python_of(source: str) -> str:
    """Return a cell's source with IPython's magics and shell lines written as Python."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)


def _events(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what happens to names, in the order of evaluation."""
    if isinstance(node, ast.Name):
        yield (USED if isinstance(node.ctx, ast.Load) else BOUND), node.id
    elif isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        yield from _definition(node)
    elif isinstance(node, _COMPREHENSIONS):
        yield from ((USED, name) for name in _free_names(node))
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((BOUND, (alias.asname or alias.name).partition(".")[0]) for alias in node.names)
    elif isinstance(node, ast.AugAssign):
        yield from _changed(node.target)
        yield from _events(node.value)
    elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
        yield from _changed(node)
    else:
        for child in _children(node):
            yield from _events(child)


def _definition(node: ast.AST) -> Iterator[tuple[str, str]]:
    """A class runs at once; a function's names are looked up when it is called, its defaults at once."""
    when = USED if isinstance(node, ast.ClassDef) else LATER
    for default in [*getattr(node, "decorator_list", []), *_defaults(node)]:
        yield from _events(default)
    yield from ((when, name) for name in _free_names(node))
    if not isinstance(node, ast.Lambda):
        yield BOUND, node.name  # type: ignore[attr-defined]


def _changed(node: ast.AST) -> Iterator[tuple[str, str]]:
    """`frame["x"] = 1` uses frame and changes it, so whoever reads it next depends on this cell."""
    yield from ((USED, child.id) for child in ast.walk(node) if isinstance(child, ast.Name))
    root = node
    while isinstance(root, (ast.Subscript, ast.Attribute)):
        root = root.value
    if isinstance(root, ast.Name):
        yield BOUND, root.id


def _free_names(node: ast.AST) -> set[str]:
    """Return the names that a function, class or comprehension takes from outside."""
    names = [child for child in ast.walk(node) if isinstance(child, ast.Name)]
    inside = {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    inside |= {child.arg for child in ast.walk(node) if isinstance(child, ast.arg)}
    return {name.id for name in names} - inside


def _defaults(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, _FUNCTIONS):
        return []
    return [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for field in _VALUE_FIRST.get(type(node), node._fields):
        value = getattr(node, field, None)
        yield from (child for child in (value if isinstance(value, list) else [value]) if isinstance(child, ast.AST))
