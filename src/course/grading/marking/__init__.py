"""Marking what was handed in: find it, judge it, write it down, read marks of people back in."""
