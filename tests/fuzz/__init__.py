"""Random input for every reader: it answers with what it read or with places, and with nothing else."""
