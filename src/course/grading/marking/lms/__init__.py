"""What learning platforms give out and take back: Moodle's and Canvas's files."""
