"""Where one types: commands, their options, what they print."""
