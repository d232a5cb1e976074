"""Answers too large, too deep or too slow to be looked at: they get no points, and the others theirs."""

from __future__ import annotations

from corpus.case import NO_POINTS, Expected, answered, but, cases

LARGE = r"""
## ten_million_rows: a table larger than anything asked for
import numpy as np
import pandas as pd
by_channel = pd.DataFrame({"channel": np.zeros(10**7, "i1"), "revenue": np.zeros(10**7, "i1")})
## nested_5000: a list in a list in a list
by_channel = []
for _ in range(5_000):
    by_channel = [by_channel]
## inside_itself: a list that never ends
by_channel = []
by_channel.append(by_channel)
## inside_itself_by_name: a dictionary that never ends
by_channel = {}
by_channel["channel"] = by_channel
## endless: a generator of all numbers
import itertools
by_channel = itertools.count()
## endless_list: a list that never ends, though it is empty
import itertools

class Endless(list):
    __iter__ = lambda self: itertools.count()
    __len__ = lambda self: 10**9

by_channel = Endless()
## long_range: every whole number to a million million
by_channel = range(10**12)
## large_number: of a hundred thousand digits
by_channel = 10**100_000
## long_text: of fifty million letters
by_channel = "channel" * 7_000_000
## many_columns: a table that lies down
import numpy as np
import pandas as pd
by_channel = pd.DataFrame(np.zeros((1, 30_000)))
## many_texts: in each place a long one
by_channel = ["revenue" * 10_000] * 100_000
## strided: an array of a million million zeros that takes no memory
import numpy as np
by_channel = np.lib.stride_tricks.as_strided(np.zeros(1), shape=(10**6, 10**6), strides=(0, 0))
## lazy: computed when looked at, for ever
class Lazy:
    def __len__(self):
        while True:
            pass
    __iter__ = __getitem__ = __float__ = __array__ = __repr__ = __len__

by_channel = Lazy()
## lazy_number: a float that is slow to say which
class Slow(float):
    def __float__(self):
        while True:
            pass
    __repr__ = __str__ = __format__ = is_integer = __float__

by_channel = Slow(1)
## lazy_class: slow to say what it is
class Slow:
    @property
    def __class__(self):
        while True:
            pass

by_channel = Slow()
## lazy_in_a_table: a cell of it is slow
import pandas as pd

class Slow(float):
    def __float__(self):
        while True:
            pass
    __repr__ = __str__ = __format__ = __eq__ = __hash__ = is_integer = __float__

by_channel = pd.DataFrame({"channel": pd.Series([Slow(1)], dtype=object), "revenue": [1]})
"""

CASES = cases(
    "large",
    LARGE,
    lambda source: answered("h1.3", source),
    Expected("ok|partial", but(h1_3=NO_POINTS), None),
)
