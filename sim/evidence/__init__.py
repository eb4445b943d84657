"""What is known: numbers with unit and source, published figures and how each is read."""
