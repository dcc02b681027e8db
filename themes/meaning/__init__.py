"""Passages that mean the same as words or as another passage."""
