"""Measuring how well questions find their entries."""
