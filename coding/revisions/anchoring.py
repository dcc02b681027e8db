"""Where a span of an old text lies in a new one. Offsets are code points, half open."""
