"""Studies of the market itself: how real it looks."""
