"""What happens to single cases."""
