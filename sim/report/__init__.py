"""What one reads: findings, tables and pictures of stored results."""
