"""What a student asks while working: check, hint, solution, progress."""
