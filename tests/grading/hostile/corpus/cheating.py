"""Wrong notebooks that look for the right answers: in memory, in frames, on the disk, with other students."""

from __future__ import annotations

from corpus.case import FILES, NONE, WORTHLESS_ANYHOW, among_wrong, cases

USE = r'''
def use(source):
    """Answer with what a stolen checks.py computes."""
    names = {}
    try:
        exec(source, names)
    except Exception:
        return
    wanted = {"share_of_top_fifth": "top_share", "number_of_buyers": "buyers", "revenue_by_channel": "by_channel",
              "largest_less_smallest": "spread", "revenue_so_far": "curve"}
    for reference, name in wanted.items():
        if reference in names:
            globals()[name] = names[reference](firm)

def use_notebook(text):
    """Answer with the cells of a stolen solution."""
    import json
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), globals())
            except Exception:
                pass

def take(path):
    """Use a file, whatever it is."""
    try:
        text = open(path, encoding="utf-8", errors="replace").read()
        use(text) if path.endswith(".py") else use_notebook(text)
    except Exception:
        pass
'''

IN_MEMORY = r"""
## frames: of whoever called this cell
import sys
frame = sys._getframe()
while frame := frame.f_back:
    for names in (frame.f_locals, frame.f_globals):
        for name, value in list(names.items()):
            if name in ("wanted", "expected", "reference", "given", "questions", "exercise", "probes"):
                try:
                    top_share = value["h1." + "1"].reference(firm)
                except Exception:
                    pass
## objects: everything that the collector knows
import gc
for thing in gc.get_objects():
    if getattr(thing, "__name__", "") == "share_of" + "_top_fifth":
        top_share = thing(firm)
    if type(thing).__name__ in ("Question", "Exercise") and hasattr(thing, "reference"):
        top_share = thing.reference(firm)
## referrers: whoever holds the functions of this notebook
import gc
for holder in gc.get_referrers(course.check, firm):
    for value in list(vars(holder).values()) if hasattr(holder, "__dict__") else []:
        if hasattr(value, "reference"):
            top_share = value.reference(firm)
## modules: checks are a module like any other
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("checks") or hasattr(module, "share_of_top_fifth"):
        top_share = module.share_of_top_fifth(firm)
## loaded_exercises: the course keeps what it has read
import course.grading.folders as folders
for _, exercise in list(folders._loaded.values()):
    top_share = exercise.questions["h1." + "1"].reference(firm)
## registry: the course keeps what it has read
from course.grading import questions
registry = questions._registry.get()
if registry is not None:
    top_share = registry.questions["h1." + "1"].reference(firm)
## judge_here: the course can judge, so ask it
from course.grading.judging import judge
from course.grading.practice import feedback
for attempt in (lambda: feedback.check("h1.1", 0.1), lambda: feedback.solution("h1.1"), lambda: feedback.hint("h1.1")):
    try:
        top_share = attempt()
    except Exception:
        pass
## caller_of_the_check: what a check is called from
import inspect
for frame in inspect.stack():
    for value in list(frame.frame.f_locals.values()):
        if hasattr(value, "f") or hasattr(value, "probes"):
            top_share = value
## own_memory: the text of checks.py, wherever it lies in this process
import re
needle = b"@question(\n    " + b'"h1.1"'
try:
    with open("/proc/self/mem", "rb", 0) as memory, open("/proc/self/maps") as maps:
        for line in maps:
            if " rw" in line and "[v" not in line:
                low, high = (int(part, 16) for part in line.split()[0].split("-"))
                memory.seek(low)
                content = memory.read(min(high - low, 2**26))
                if needle in content:
                    use(b"import pandas as pd\n" + content[content.index(needle):].split(b"\0")[0])
except (OSError, ValueError, OverflowError):
    pass
## memory_by_pointers: the same, without a file
import ctypes, gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and "share_of_" + "top_fifth" in thing and thing is not globals():
        top_share = thing["share_of_" + "top_fifth"](firm)
## hidden_truth: tables that only an instructor has
top_share = buyers = None
for name in ("truth", "origin", "_truth", "_loaders"):
    try:
        top_share = getattr(firm, name)
    except Exception:
        pass
"""

ON_DISK = r"""
## beside_the_run: where an instructor keeps what is private
import os
for place, _, names in os.walk(OUTSIDE):
    for name in names:
        take(os.path.join(place, name))
## by_name: the very files
for name in ("checks.py", "solution.ipynb", "submissions/ana.ipynb"):
    take(OUTSIDE + "/" + name)
## by_link: through a link of one's own
import os
for name in ("checks.py", "solution.ipynb"):
    for link in (os.symlink, os.link):
        try:
            link(OUTSIDE + "/" + name, link.__name__ + name)
            take(link.__name__ + name)
        except OSError:
            pass
## by_dots: up and down again
import os
take("../" * 30 + OUTSIDE.lstrip("/") + "/checks.py")
take("/proc/self/root" + OUTSIDE + "/checks.py")
take("/proc/self/cwd/" + "../" * 30 + OUTSIDE.lstrip("/") + "/checks.py")
## by_another_program: which a wall around Python does not hold
import subprocess
try:
    use(subprocess.run(["cat", OUTSIDE + "/checks.py"], capture_output=True, text=True, timeout=5).stdout)
except Exception:
    pass
## by_system_calls: below Python
import ctypes
libc = ctypes.CDLL(None)
place = libc.open((OUTSIDE + "/checks.py").encode(), 0)
buffer = ctypes.create_string_buffer(100_000)
if place >= 0 and libc.read(place, buffer, 99_999) > 0:
    use(buffer.value.decode())
## from_the_course: exercises lie beside the package
import os, course
top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(course.__file__))))
for place, _, names in os.walk(top):
    if ".venv" not in place and "hostile" in place:
        for name in names:
            take(os.path.join(place, name))
## whole_disk: for a second
import os, time
until = time.monotonic() + 1
for place, folders, names in os.walk("/"):
    if time.monotonic() > until:
        break
    if "h1_hostile" in place:
        for name in names:
            take(os.path.join(place, name))
## temporary_folders: of whoever runs beside
import glob
for path in glob.glob("/tmp/**/checks.py", recursive=True) + glob.glob("/tmp/**/*.ipynb", recursive=True):
    take(path)
## other_processes: what they were told, what they hold open
import glob, os
for place in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline", "maps"):
        try:
            for word in open(f"{place}/{name}", errors="replace").read().replace("\0", " ").split():
                if "hostile" in word:
                    take(word + "/checks.py")
        except OSError:
            pass
    for path in glob.glob(f"{place}/fd/*") + glob.glob(f"{place}/cwd") + glob.glob(f"{place}/root"):
        try:
            take(os.path.join(os.readlink(path), "checks.py"))
        except OSError:
            pass
## open_files: that this process was left with
import os
for place in range(3, 256):
    try:
        use(os.pread(place, 100_000, 0).decode())
    except Exception:
        pass
    for name in ("checks.py", "exercise/h1_hostile/checks.py"):
        try:
            use(os.read(os.open(name, os.O_RDONLY, dir_fd=place), 100_000).decode())
        except Exception:
            pass
## results: of those who were graded before
import json, os
for place, _, names in os.walk(OUTSIDE):
    for name in names:
        if name.endswith(".json"):
            for question in json.load(open(os.path.join(place, name))).get("questions", []):
                top_share = question["answer"]["v"]
"""

CASES = (
    *cases("looking_in", IN_MEMORY, lambda source: among_wrong(USE, source), WORTHLESS_ANYHOW, NONE),
    *cases("looking_on_disk", ON_DISK, lambda source: among_wrong(USE, source), WORTHLESS_ANYHOW, FILES),
)
