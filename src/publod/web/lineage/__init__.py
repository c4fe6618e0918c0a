"""Lineages drawn on a scale of years."""
