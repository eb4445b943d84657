"""The page of ``docketsim explore``: choose, move levers, look, and run it properly."""
