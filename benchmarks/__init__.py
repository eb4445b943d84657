"""How fast it is, measured again by `make bench`."""
