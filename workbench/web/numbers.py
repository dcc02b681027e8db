"""Numbers and keys in addresses and forms."""

import uuid

LONGEST_KEY = 18


def key_in(text: str) -> int | None:
    """Return the whole number that the text is, if a database can hold it as a key; else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None


def uuid_in(text: str) -> uuid.UUID | None:
    """Return the UUID that the text is; else None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
