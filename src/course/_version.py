"""The version of the package; the market has one of its own (`course.world.market_version`)."""

__version__ = "0.2.0"
