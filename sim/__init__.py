"""docketsim: an agent-based simulation of the caseload capacity of an immigration-enforcement agency."""
