"""Cells that use up memory, disk or output: each is dropped, and nobody else notices."""

from __future__ import annotations

from corpus.case import EITHER, FULL, NONE, ONE_DROPPED, cases, end

OUTPUT = r"""
## printed: a hundred megabytes
for _ in range(100):
    print("x" * 1_000_000)
## written: a hundred megabytes below Python
import os
for _ in range(100):
    for place in (1, 2):
        os.write(place, b"x" * 1_000_000)
## by_a_program: a hundred megabytes from a child
import subprocess
try:
    subprocess.run("head -c 100000000 /dev/zero; yes | head -c 100000000", shell=True, timeout=2)
except Exception:
    pass
## displayed: a table of a million rows
import numpy as np
import pandas as pd
display(pd.DataFrame(np.zeros((1_000_000, 3))))
## warned: a hundred thousand times
import warnings
for number in range(20_000):
    warnings.warn(f"careful {number}")
## figures: five hundred that stay open
import matplotlib.pyplot as plt
for _ in range(200):
    plt.figure(figsize=(1, 1))
## figure_of_a_square_kilometre: drawn in memory
import matplotlib.pyplot as plt
wide, _ = plt.subplots(figsize=(2_000, 2_000))
try:
    wide.canvas.draw()
except Exception:
    pass
"""

MEMORY = r"""
## array: three gigabytes at once
import numpy as np
x = np.ones(3 * 2**30, dtype="u1")
## list: that grows for ever
x = []
while True:
    x.append(" " * 10**6)
## text: that doubles
x = "x"
while True:
    x += x
## frame: joined with itself
import pandas as pd
x = firm.orders.assign(one=1)
while True:
    x = x.merge(x[["one"]], on="one")
"""

FAMILY = r"""
## memory_of_children: six with six hundred megabytes each
import os, time
for _ in range(6):
    if os.fork() == 0:
        x = bytearray(os.urandom(2**20)) * 600
        time.sleep(1000)
time.sleep(5)
## disk_one_file: as large as there is room
with open("large", "wb") as file:
    while True:
        file.write(b"x" * 2**20)
## disk_many_files: each of a megabyte
number = 0
while True:
    number += 1
    with open(f"file{number}", "wb") as file:
        file.write(b"x" * 2**20)
## disk_small_files: as many as there can be
import os
os.mkdir("many")
number = 0
while True:
    number += 1
    open(f"many/{number}", "w").close()
## disk_folders: each within the last
import os
while True:
    os.mkdir("deep")
    os.chdir("deep")
## disk_without_a_name: a file that is deleted and grows
import os
place = os.open("large", os.O_RDWR | os.O_CREAT)
os.unlink("large")
while True:
    os.write(place, b"x" * 2**20)
## disk_reserved: room that is not written
import os
for number in range(1000):
    os.posix_fallocate(os.open(f"reserved{number}", os.O_RDWR | os.O_CREAT), 0, 40 * 2**20)
"""

SPARSE = r"""
## sparse: a file of a thousand gigabytes that takes no room
try:
    with open("sparse", "wb") as file:
        file.truncate(10**12)
except OSError:
    pass
## deep_folder: which who tidies up must get to the end of
import os
for _ in range(900):
    os.mkdir("deep")
    os.chdir("deep")
## forbidden_folder: which who tidies up may not enter
import os
os.mkdir("closed")
open("closed/file", "w").close()
os.chmod("closed", 0)
os.chmod(".", 0o500)
## odd_names: that no encoding has
import os
for name in (b"\xff\xfe", b"new\nline", b"-rf", b" ", b"x" * 255):
    open(name, "w").close()
## odd_files: pipes, links in a circle
import os
os.mkfifo("pipe")
os.symlink("circle", "circle")
os.symlink("/", "root")
## open_files: as many as there can be
kept = []
try:
    while True:
        kept.append(open("/dev/null"))
except OSError:
    pass
"""

CASES = (
    *cases("output", OUTPUT, end, EITHER, NONE),
    *cases("memory", MEMORY, end, ONE_DROPPED, NONE),
    *cases("room", SPARSE, end, EITHER, NONE),
    *cases("family", FAMILY, end, EITHER, FULL),
)
