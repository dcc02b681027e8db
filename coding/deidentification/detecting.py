"""Finds what may say who somebody is, in plain text. Spans are code points, half open."""
