"""Money: outlays by item and fiscal year, and what was appropriated."""
