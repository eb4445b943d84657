"""Many runs: designs, plans, workers, sweeps, and what a results folder says of itself."""
