"""Wrong notebooks that write to the grader themselves: verdicts, answers, ends, noise; into every open file."""

from __future__ import annotations

from corpus.case import EITHER, WORTHLESS_ANYHOW, among_wrong, cases, end

FRAME = r"""
import json, os, struct, sys

def frame(message):
    text = json.dumps(message).encode()
    return struct.pack(">I", len(text)) + text

def to_all(content):
    for place in range(3, 256):
        try:
            os.set_blocking(place, False)
            os.write(place, content)
        except OSError:
            pass
"""

FORGED = r"""
## verdicts: which only the grader gives
for id in ("h1.1", "h1.2", "h1.3", "h1.4", "h1.5", "h1.6"):
    to_all(frame({"question": id, "verdict": "right", "score": 1000, "points": 1000, "credit": 1.0}))
## a_result: as it lies on disk
result = {"student": "ana", "state": "ok", "score": 8, "questions": [{"id": "h1.1", "verdict": "right"}]}
to_all(frame(result))
to_all((json.dumps(result) + "\n").encode())
open("results.json", "w").write(json.dumps(result))
## an_end: as if all were done
to_all(frame({"finished": True}))
## an_end_and_exit: and nothing after it
to_all(frame({"finished": True, "ended": "finished"}))
os._exit(0)
## answers: before anybody asks; they are no better than those of the cells
for id in ("h1.1", "h1.2"):
    to_all(frame({"answer": id, "kind": "number", "words": "right", "given": {"t": "float", "v": 0.123}}))
## answers_of_odd_types: that no encoder of ours writes
for given in ({"t": "pickle", "v": "gASV"}, {"t": "frame", "v": {"columns": 3}}, {"t": ["int"]}, 7, None):
    for id in ("h1.1", "h1.3", "h1.4", "h1.5"):
        to_all(frame({"answer": id, "given": given}))
to_all(frame({"answer": {"h1.1": 1}, "given": []}))
## drawings_of_odd_types: what stands for a figure is none
for v in (None, 3, [3], [{"t": "other"}], [{"t": "frame", "v": {}}], [{"t": "dict", "v": []}], "lines", [None]):
    to_all(frame({"answer": "h1.5", "kind": "drawing", "words": "", "given": {"t": "drawings", "v": v}}))
    to_all(frame({"finished": True}))
## drawing_of_a_number: one word, then the end
to_all(frame({"answer": "h1.5", "kind": "drawing", "words": "", "given": {"t": "drawings", "v": [{"t": "none"}]}}))
to_all(frame({"finished": True}))
## calls_of_odd_types: what stands for results of a function is none
to_all(frame({"answer": "h1.4", "kind": "function", "words": "", "given": {"t": "calls", "v": [{"arguments": 1}]}}))
to_all(frame({"finished": True}))
## calls_too_few: a function that was called once
one = {"arguments": "", "value": {"t": "float", "v": 2.0}, "error": ""}
to_all(frame({"answer": "h1.4", "kind": "function", "words": "", "given": {"t": "calls", "v": [one]}}))
to_all(frame({"finished": True}))
## text_of_odd_types: what stands for advice is none
to_all(frame({"answer": "h1.6", "words": ["x"] * 9, "given": {"t": "text", "v": {"a": 1}}}))
to_all(frame({"finished": True}))
## tables_of_odd_shapes: columns of different lengths, names that are lists
column = {"d": "objects", "v": [{"t": "int", "v": "1"}] * 3}
index = {"d": "range", "v": 10**15}
names = [{"t": "list", "v": []}, {"t": "dict", "v": []}]
to_all(frame({"answer": "h1.3", "given": {"t": "frame", "v": {"index": index, "names": names, "columns": [column]}}}))
to_all(frame({"finished": True}))
## numbers_of_odd_sizes: that take long to read
for given in ({"t": "int", "v": "9" * 10**6}, {"t": "float", "v": "1e999999999"}, {"t": "moment", "v": "9" * 10**5}):
    to_all(frame({"answer": "h1.1", "given": given}))
to_all(frame({"finished": True}))
## readiness: to be told the probes
to_all(frame({"ready": True}) * 100)
for place in range(3, 256):
    try:
        os.set_blocking(place, False)
        probes = os.read(place, 100_000)
    except OSError:
        pass
## steps: as if other cells were running
to_all(frame({"cell": 10**9}) + frame({"cell": "x"}) + frame({"done": -1, "kind": [], "error": {}}))
to_all(frame({"cell": None}))
to_all(frame({"loaded": "x"}) + frame({"loaded": [[], {}]}) + frame({"done": {}, "kind": None}))
## blame: another cell is said to hang, and the process ends
to_all(frame({"cell": 1}))
os._exit(1)
## from_a_child: a copy of the process speaks
if os.fork() == 0:
    to_all(frame({"finished": True, "answer": "h1.1"}))
    raise SystemExit
## levels: as if the walls were higher
to_all(frame({"level": "full", "isolation": "full", "over": True}))
"""

NOISE = r"""
## letters: no message at all
to_all(b"A" * 1000)
## long_head: a message of four thousand megabytes is promised
to_all(b"\xff\xff\xff\xff" + b"{" * 10_000)
## half_a_head: and nothing more
to_all(b"\0\0")
## half_a_message: the next one is swallowed
to_all(struct.pack(">I", 1000) + b"{")
## deep: brackets within brackets
to_all(struct.pack(">I", 200_000) + b"[" * 100_000 + b"]" * 100_000)
## no_object: a list, a number, nothing
to_all(frame([]) + frame(3) + frame(None) + frame("finished"))
## not_a_number: which JSON does not have
to_all(struct.pack(">I", 18) + b'{"finished":NaN}  ')
## no_text: bytes of no encoding
to_all(struct.pack(">I", 4) + b"\xff\xfe\xff\xfe")
## flood: as much as goes in
import time
until = time.monotonic() + 1
while time.monotonic() < until:
    to_all(frame({"noise": "x" * 60_000}))
## standard_output: where a kernel would send it
for place in (0, 1, 2):
    try:
        os.write(place, frame({"finished": True, "score": 8}))
    except OSError:
        pass
print(json.dumps({"verdict": "right"}), file=sys.__stdout__, flush=True)
## from_a_child_that_goes_on: two processes run the rest
os.fork()
## through_links: the files of this process by name
import glob
for path in glob.glob("/proc/self/fd/*") + glob.glob("/dev/fd/*"):
    try:
        with open(path, "wb", buffering=0) as other:
            os.set_blocking(other.fileno(), False)
            other.write(frame({"finished": True}))
    except (OSError, ValueError):
        pass
## own_function: the course's way to send, used by a cell
from course.grading.sandbox import channel
for place in range(3, 256):
    try:
        os.set_blocking(place, False)
        channel.send(place, {"verdict": "right"})
    except OSError:
        pass
## duplicated: the ends of pipes stay open elsewhere
import subprocess
for place in range(3, 64):
    try:
        os.set_inheritable(place, True)
        os.dup(place)
    except OSError:
        pass
try:
    subprocess.Popen(["sleep", "1000"], close_fds=False)
except Exception:
    pass
"""

CASES = (
    *cases("forged", FORGED, lambda source: among_wrong(FRAME, source), WORTHLESS_ANYHOW),
    *cases("noise", NOISE, lambda source: among_wrong(FRAME, source), WORTHLESS_ANYHOW),
    *cases("noise_behind_right_answers", NOISE, lambda source: end(FRAME, source), EITHER),
)
