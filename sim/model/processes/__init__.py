"""What happens in a week, one module for each body that does it."""
