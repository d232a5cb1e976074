"""Writing an exercise: a new one, its student's version, the tests that it must pass."""
