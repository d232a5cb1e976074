"""What customers say when asked, or unasked: surveys, reviews, wishes, choices."""
