"""What the published figures say about the model. Nothing in :mod:`sim` imports this package."""
