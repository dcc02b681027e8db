"""Suggestions for codes: which are nearly the same, which hold two things, which passages look like a code's."""
