"""What came out: measures, trajectories, bands, and the tables on disk."""
