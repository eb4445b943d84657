"""The model as a command: ``python -m sim``."""

from sim.cli import main

main()
