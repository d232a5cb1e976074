"""Code that bends what might judge: testing functions, builtins, pandas, the course, imports, the compiler.

Each stands once behind right answers, which stay right, and once around wrong ones, which stay wrong.
"""

from __future__ import annotations

from corpus.case import EITHER, WORTHLESS_ANYHOW, among_wrong, cases, end

TRICKS = r"""
## asserts_stripped: an AST transformer that leaves no assert and turns every comparison to True
import ast

class Agree(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
    def visit_Compare(self, node):
        return ast.Constant(True)

get_ipython().ast_transformers.append(Agree())
get_ipython().input_transformers_cleanup.append(lambda lines: [line for line in lines if "assert" not in line])
get_ipython().input_transformers_post.append(lambda lines: ["pass\n"])
## compiler: every program is another
import ast, builtins
builtins.compile = lambda *a, **k: (lambda: None).__code__
builtins.exec = builtins.eval = lambda *a, **k: None
ast.parse = lambda *a, **k: ast.Module([], [])
## tracing: a debugger that rewrites what it sees
import sys, threading

def trace(frame, event, value):
    for name in ("right", "verdict", "score", "credit"):
        if name in frame.f_locals:
            frame.f_locals[name] = True
    return trace

sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
## import_hook: modules of the student's own in the place of others
import builtins, importlib.abc, sys, types

class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        return Everything(spec.name)
    def exec_module(self, module):
        pass

sys.meta_path.insert(0, Finder())
builtins.__import__ = lambda name, *a, **k: sys.modules.get(name) or Everything(name)
## modules_poisoned: nothing is what its name says
import sys, types

class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True

for name in ("pandas", "numpy", "json", "struct", "os", "course", "course.grading", "math", "io"):
    sys.modules[name] = Everything(name)
## modules_gone: what is imported next is read anew, or not found
import sys
for name in list(sys.modules):
    if not name.startswith(("_", "sys", "builtins")):
        del sys.modules[name]
## testing_functions: whatever is compared is equal
import math
import numpy as np
import pandas as pd
yes = lambda *a, **k: True
for module in (pd.testing, np.testing):
    for name in dir(module):
        if name.startswith("assert"):
            setattr(module, name, yes)
math.isclose = math.isnan = np.isclose = np.allclose = np.array_equal = np.array_equiv = yes
## builtins_that_agree: what a comparison is made of
import builtins
builtins.len = lambda *_: 1
builtins.isinstance = builtins.issubclass = builtins.all = builtins.any = builtins.bool = lambda *_: True
builtins.abs = builtins.round = builtins.sum = builtins.hash = lambda *_: 0
builtins.type = lambda *_: float
builtins.sorted = builtins.list = builtins.set = lambda *_: []
builtins.str = builtins.repr = lambda *_: "right"
## builtins_that_are_missing: nothing works any more
import builtins
for name in ("open", "print", "len", "isinstance", "getattr", "dict", "list", "str", "range", "type", "super"):
    delattr(builtins, name)
## builtins_deleted: under every name they have
import builtins, sys
vars(builtins).clear()
## builtins_of_the_cell: of its own namespace alone
__builtins__ = {}
del __builtins__
## open_and_print: files and words go elsewhere
import builtins, io
builtins.open = io.open = lambda *a, **k: io.StringIO('{"h1.1": "right"}')
builtins.print = lambda *a, **k: None
## json_says_right: what is sent is another message
import json
right = '{"answer": "h1.1", "verdict": "right", "score": 1000, "given": {"t": "float", "v": 1}}'
json.dumps = json.JSONEncoder.encode = json.encoder.JSONEncoder.encode = lambda *a, **k: right
json.loads = lambda *a, **k: {"verdict": "right"}
json.encoder.c_make_encoder = json.encoder.encode_basestring_ascii = None
## struct_and_os: the ways out of the process
import os, struct
os.write = lambda place, content: len(content)
os.getpid = lambda: 1
os.read = lambda *a: b""
## course_check: checks of the student's own
import course
import course.grading
course.check = course.grading.check = lambda *a, **k: print("right")
## course_judging: judges of the student's own
import sys
from dataclasses import replace

def right(*a, **k):
    from course.grading.judging.judge import Verdict
    return Verdict("h1.1", "right", 1.0)

for name, module in list(sys.modules.items()):
    if name.startswith("course.grading.judging"):
        for inner, value in list(vars(module).items()):
            if callable(value) and not isinstance(value, type) and not inner.startswith("__"):
                setattr(module, inner, right)
## course_sandbox: the sandbox from inside
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("course.grading.sandbox"):
        for inner, value in list(vars(module).items()):
            if callable(value) and not isinstance(value, type) and not inner.startswith("__"):
                setattr(module, inner, lambda *a, **k: {"t": "float", "v": 0.5})
## sandbox_code_replaced: the same, below the names: code objects are changed in place
import gc, types
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and (thing.__module__ or "").startswith("course.grading"):
        try:
            thing.__code__ = (lambda *a, **k: {"t": "float", "v": 0.5}).__code__
        except (ValueError, TypeError):
            pass
## sandbox_defaults_replaced: tables of ways to read an answer, emptied
import gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and ("float" in thing and "frame" in thing or "done" in thing and "answers" in thing):
        thing.clear()
## pandas_methods: tables that are equal to everything
import pandas as pd
yes = lambda *a, **k: True
for type_ in (pd.DataFrame, pd.Series, pd.Index):
    for name in ("equals", "__eq__", "__ne__", "to_numpy", "tolist", "isna", "all", "any", "shape", "columns", "dtype"):
        try:
            setattr(type_, name, yes)
        except (AttributeError, TypeError):
            pass
## pandas_refuses: tables that nobody can read
import pandas as pd

def refuse(*a, **k):
    raise SystemExit

for name in ("__len__", "iloc", "loc", "__getitem__", "index", "columns", "dtypes", "__getattr__"):
    setattr(pd.DataFrame, name, property(refuse))
## numpy_functions: arrays that are equal to everything
import numpy as np
for name in ("asarray", "array", "ravel", "sort", "argsort", "full", "isfinite", "all", "any"):
    setattr(np, name, lambda *a, **k: True)
## numbers_of_any_kind: abstract types take in whatever is asked for
import numbers

class Anything:
    def __eq__(self, other):
        return True

numbers.Real.register(Anything)
numbers.Integral.register(str)
numbers.Real.register(list)
## matplotlib_methods: figures that show everything
import matplotlib.axes
matplotlib.axes.Axes.get_lines = lambda self: []
matplotlib.lines.Line2D.get_xydata = lambda self: [[0, 0]]
## data_replaced: the tables under every name
import course, course.datasets, course.firm
course.load = course.datasets.load = lambda *a, **k: None
course.firm.Firm.__getattr__ = course.firm.Firm.__getitem__ = lambda *a: None
firm = None
## main_replaced: the namespace under every name
import sys, types
sys.modules["__main__"] = types.ModuleType("__main__")
sys.modules["__main__"].top_share = 1
## contextlib_and_warnings: what holds a block together
import contextlib, warnings
contextlib.suppress = contextlib.redirect_stdout = warnings.catch_warnings = None
## gc_callbacks: code that runs by itself
import gc
gc.callbacks.append(lambda *a: 1 / 0)
gc.set_threshold(1)
## audit_hook: which cannot be taken off again
import sys

def hook(event, arguments):
    if event in ("open", "compile", "exec", "import"):
        raise SystemExit

sys.addaudithook(hook)
"""

CASES = (
    *cases("behind_right_answers", TRICKS, end, EITHER),
    *cases("around_wrong_answers", TRICKS, among_wrong, WORTHLESS_ANYHOW),
)
