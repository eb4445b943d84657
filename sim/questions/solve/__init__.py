"""How much of a lever a target takes."""
