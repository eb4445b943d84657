"""What scenarios cost: outlays by item and year, differences in pairs, and what one more of something costs."""
