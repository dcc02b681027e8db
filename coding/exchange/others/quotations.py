"""Whether a place in a text holds the words that a program quotes, and where else they are. Pure."""

from __future__ import annotations


def squeezed(text: str) -> str:
    """The text without white space.

    >>> squeezed(" two\\n words ")
    'twowords'
    """
    return "".join(text.split())


class Words:
    """A text in which quotations are looked for; white space does not count."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._plain = ""
        self._places: list[int] = []

    def holds(self, start: int, end: int, quote: str) -> bool:
        """Whether these words stand at [start, end)."""
        return 0 <= start < end <= len(self.text) and squeezed(self.text[start:end]) == squeezed(quote)

    def only_place(self, quote: str) -> tuple[int, int] | None:
        """Where the words stand, if that is in one place alone.

        >>> Words("Nobody asked. Nobody  came.").only_place("Nobody came")
        (14, 26)
        """
        wanted = squeezed(quote)
        if not self._places:
            self._places = [at for at, character in enumerate(self.text) if not character.isspace()]
            self._plain = "".join(self.text[at] for at in self._places)
        first = self._plain.find(wanted) if wanted else -1
        if first < 0 or self._plain.find(wanted, first + 1) >= 0:
            return None
        return self._places[first], self._places[first + len(wanted) - 1] + 1
