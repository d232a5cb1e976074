"""Answers that pose as right: equal to everything, of a type that lies, deadly to look at. None gets a point."""

from __future__ import annotations

from corpus.case import WORTHLESS_ANYHOW, behind_wrong, cases

EQUAL_TO_EVERYTHING = r"""
## object: equal, near and true to whatever is asked
class Same:
    def __eq__(self, other):
        return True
    def __ne__(self, other):
        return False
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    __hash__ = lambda self: 0
    __sub__ = __rsub__ = __abs__ = __add__ = __mul__ = __neg__ = lambda self, *_: self
    __float__ = lambda self: 0.0
    __getattr__ = lambda self, name: self
    __call__ = lambda self, *a, **k: self

top_share = buyers = by_channel = spread = curve = Same()
## numbers: of types that agree with everybody
import math

class Real(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = lambda self, other: 0.0
    __float__ = lambda self: 1 / 0
    __hash__ = lambda self: 0
    __repr__ = __str__ = lambda self: "right"

class Whole(int):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __mod__ = lambda self, other: 0
    __int__ = __index__ = lambda self: 1 / 0
    __hash__ = lambda self: 0

top_share, buyers = Real(0.123), Whole(4)
by_channel, spread, curve = [Real(1.0)], lambda values: Real(0.5), [Whole(1)]
## tables: that are equal to every other
import pandas as pd

class Table(pd.DataFrame):
    equals = __eq__ = lambda self, other: True
    shape = property(lambda self: (3, 2))
    __len__ = lambda self: 3
    sort_values = reset_index = merge = copy = lambda self, *a, **k: self
    values = property(lambda self: [])

by_channel = Table({"channel": ["x"], "revenue": [1]})
top_share = buyers = spread = curve = by_channel
## containers: that hold whatever is looked for
class Many(list):
    __eq__ = __contains__ = lambda self, other: True
    __len__ = lambda self: 3
    __getitem__ = lambda self, place: self
    __iter__ = lambda self: iter(())

class Names(dict):
    __eq__ = __contains__ = lambda self, other: True
    __getitem__ = get = lambda self, *_: self
    keys = values = items = lambda self: []

top_share = buyers = Many([1])
by_channel = spread = curve = Names(channel=1, revenue=2)
## classes: that say they are another
import pandas as pd

class Liar:
    def __init__(self, said):
        self.said = said
    __class__ = property(lambda self: self.said)
    __eq__ = lambda self, other: True
    __len__ = lambda self: 1
    __float__ = lambda self: 0.5

top_share, buyers, by_channel = Liar(float), Liar(int), Liar(pd.DataFrame)
spread, curve = Liar(type(lambda: 0)), Liar(type(fig))
## texts: that are whatever is compared
class Word(str):
    __eq__ = __contains__ = startswith = lambda self, *_: True
    __hash__ = lambda self: 0
    strip = lower = casefold = lambda self, *_: self

top_share = buyers = by_channel = spread = curve = Word("right")
## raising: whoever looks at it fails
class Bomb:
    def __getattribute__(self, name):
        raise SystemExit
    __eq__ = __hash__ = __len__ = __iter__ = __repr__ = __str__ = __float__ = __bool__ = __call__ = __getattribute__

top_share = buyers = by_channel = spread = curve = Bomb()
## raising_inside: whoever looks into it fails
import pandas as pd

class Bomb(float):
    def __getattribute__(self, name):
        raise MemoryError
    __float__ = __repr__ = __eq__ = __hash__ = __int__ = __bool__ = lambda *_: 1 / 0

top_share = [Bomb(1)]
buyers = {1: Bomb(1)}
by_channel = pd.DataFrame({name: pd.Series([Bomb(1)], dtype=object) for name in ("channel", "revenue")})
spread = lambda values: Bomb(1)
curve = (Bomb(1),)
## pickled: code that runs where a pickle is read
import os

class Pickle:
    def __reduce__(self):
        return os._exit, (0,)

top_share = buyers = by_channel = spread = curve = Pickle()
## deadly: code that runs where it is thrown away
import os

class Deadly(float):
    __del__ = lambda self: os._exit(1)

top_share, buyers, by_channel = Deadly(0.1), Deadly(4), [Deadly(1)]
spread = lambda values: Deadly(0.5)
curve = [Deadly(1)]
## drawn: axes whose lines are whatever is compared
class Line:
    get_xydata = lambda self: Line()
    __array__ = lambda self, *a, **k: 1 / 0
    __len__ = lambda self: 3

class Axes:
    get_lines = lambda self: [Line()]
    patches = containers = collections = []
    xaxis = property(lambda self: self)
    have_units = lambda self: True

top_share = buyers = by_channel = spread = curve = Axes()
## not_a_number: equal to nothing, near to nothing
import numpy as np
import pandas as pd
top_share, buyers = float("nan"), np.nan
by_channel = pd.DataFrame({"channel": ["web", "shop", "app"], "revenue": [np.nan] * 3})
spread = lambda values: float("nan")
fig, curve = plt.subplots()
curve.plot([np.nan] * 50)
## infinite: larger than every tolerance
top_share = buyers = float("inf")
by_channel = [float("-inf")]
spread = lambda values: float("inf")
fig, curve = plt.subplots()
curve.plot([float("inf")] * 3)
## classes_themselves: a type in the place of a value
import pandas as pd
top_share, buyers, by_channel, spread, curve = float, int, pd.DataFrame, type, type(fig)
## markup: texts for a browser, in every place that is shown
import pandas as pd
bad = "<script>alert(1)</script>"
top_share, buyers = bad, {bad: {bad: [bad]}}
by_channel = pd.DataFrame({bad: [bad], "</td>": ["\x00"]}, index=[bad])
spread = lambda values: bad
curve = type(bad, (), {"__doc__": bad})()
## mixed_types: columns of everything at once
import datetime, decimal
import pandas as pd
things = [None, ..., 1, "x", b"y", 1j, decimal.Decimal("NaN"), datetime.date(1, 1, 1), pd.NaT, pd.NA, {}, set(), print]
top_share, buyers = things, {0: things}
by_channel = pd.DataFrame({"channel": pd.Series(things, dtype=object), "revenue": pd.Series(things, dtype=object)})
spread = lambda values: things
curve = tuple(things)
## odd_frames: the same name twice, names in levels, no columns, no rows
import pandas as pd
top_share = pd.DataFrame([[1, 2]], columns=["channel", "channel"])
buyers = pd.DataFrame(index=range(3))
by_channel = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("channel", 1), ("revenue", 2)]))
spread = lambda values: pd.DataFrame([[1]], index=pd.MultiIndex.from_tuples([(1, 2)]))
curve = pd.Series(dtype=object)
"""

CASES = cases("posing", EQUAL_TO_EVERYTHING, behind_wrong, WORTHLESS_ANYHOW)
