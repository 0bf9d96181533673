"""Turning a question into the right entry: pure functions over the curated knowledge."""
