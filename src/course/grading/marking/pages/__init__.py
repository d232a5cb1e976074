"""Pages for people: feedback for a student, open answers for who marks them."""
