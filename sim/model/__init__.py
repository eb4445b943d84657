"""One run: the weeks of a docket, from the opening to the trajectory."""
