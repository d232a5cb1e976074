"""How customers live: the truth of the market, stage by stage."""
