"""What happens: short functions about one case, each file beside the YAML of its numbers."""
