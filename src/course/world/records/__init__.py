"""How customers are written down, twice and not alike: the raw exports of two systems."""
