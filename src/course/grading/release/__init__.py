"""Giving out a graded exercise: the key, the roster, data of each student's own, the folders to hand out."""
