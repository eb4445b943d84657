"""One unit more of each capacity: what it does, and until where."""
