"""What is chosen: dated orders, what arrives of them, what is assumed."""
