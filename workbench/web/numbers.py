"""Numbers in addresses and forms."""

LONGEST_KEY = 18


def key_in(text: str) -> int | None:
    """Return the whole number that the text is, if a database can hold it as a key; else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None
