"""How ids are made: a child's id is its parent's × width + slot, so that every id says whose child it is."""

import numpy as np

ORDER_WIDTH = 256  # order = customer × 256 + week: a week's shopping is one order
LINE_WIDTH = 16  # line = order × 16 + position in the basket
CONTACT_WIDTH = 8  # contact = (customer × 256 + week) × 8 + purpose


def week_of(order: np.ndarray) -> np.ndarray:
    """Return the week of orders with these ids: the remainder, which is quickest of a power of two like this."""
    return order & (ORDER_WIDTH - 1)
