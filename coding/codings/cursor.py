"""How far a person has read the history of a study, as a text that tells nobody anything else.

The numbers of events are given to all studies and people in turn: somebody who sees their own could tell from a gap
that others did something they may not see. So a cursor leaves the site sealed, and only the site can open it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

# Events become visible in the order of their transactions, not of their numbers: so many are looked at again.
WINDOW = 256
_NUMBER = 8  # bytes of the last event's number


@dataclass(frozen=True)
class Cursor:
    """How far the history was read: its last event, and which of the WINDOW before it were there (bits)."""

    last: int
    seen: int

    def sealed_for(self, person: int) -> str:
        """Return the cursor as text: the same for the same cursor and person, and of the same length for all."""
        plain = self.last.to_bytes(_NUMBER, "big") + self.seen.to_bytes(WINDOW // 8, "big")
        return urlsafe_b64encode(_cipher().encrypt(plain, [str(person).encode()])).decode().rstrip("=")

    @classmethod
    def of(cls, events: Iterable[int]) -> Cursor:
        """Return the cursor of somebody who has read these events."""
        numbers = set(events)
        last = max(numbers, default=0)
        return cls(last, sum(1 << last - number for number in numbers if last - number < WINDOW))

    @classmethod
    def read(cls, text: str, person: int) -> Cursor | None:
        """Return the cursor that was sealed for the person as this text; else None."""
        try:
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            plain = _cipher().decrypt(sealed, [str(person).encode()])
        except (ValueError, InvalidTag):
            return None
        return cls(int.from_bytes(plain[:_NUMBER], "big"), int.from_bytes(plain[_NUMBER:], "big"))

    @property
    def begin(self) -> int:
        """The event after which everything is looked at again."""
        return max(0, self.last - WINDOW)

    def has(self, number: int) -> bool:
        return number <= self.last and bool(self.seen >> (self.last - number) & 1)


@lru_cache(maxsize=1)
def _cipher() -> AESSIV:
    return AESSIV(sha256(f"cursor:{settings.SECRET_KEY}".encode()).digest())
