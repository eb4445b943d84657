"""How it runs: arrays, time and chance. Not one word of the field; it would fit a hospital as well."""
