"""Projections of the past against what happened."""
