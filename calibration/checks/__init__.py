"""What must be said of a posterior: how well it fits, and what it rests on."""
