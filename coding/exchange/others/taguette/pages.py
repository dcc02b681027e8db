"""The text of a page as Taguette counts it (bytes of what is not markup) and as we keep it (a line a block). Pure."""

from __future__ import annotations

from array import array
from html.parser import HTMLParser

import numpy as np

from coding.sources.importers.guards import refuse_great, too_many_characters
from coding.sources.importers.html_text import BLOCKS
from coding.sources.importers.limits import limits

_WHITE = frozenset(" \t\n\r\f\v\x85\u2028\u2029")
_LEFT_OUT = frozenset(map(chr, [*range(9), *range(11, 32), 127]))  # all controls but tab and newline
MARK = "\ufeff"  # at the beginning of a text it would be taken for a byte order mark
_AS_WRITTEN = frozenset(("pre", "textarea"))
_CELLS = frozenset(("td", "th"))


class MarkedText(HTMLParser):
    """`text` is ours; `ours()` finds in it what lies at bytes of theirs."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__(convert_charrefs=True)
        if len(page) > limits().characters:  # before it is taken apart, which needs many times its size
            raise too_many_characters(name)
        self._name = name
        self._out: list[str] = []
        self._length = self._line = self._elements = self._as_written = 0
        self._gap = ""
        self._theirs: list[str] = []
        self._before, self._after = array("q"), array("q")
        self.feed(page)
        self.close()
        self.text = "".join(self._out).rstrip("\n")
        points = np.frombuffer("".join(self._theirs).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        widths = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)
        self._bytes = np.concatenate(([0], np.cumsum(widths)))

    def ours(self, start: int, end: int) -> tuple[int, int] | None:
        """[start, end) in bytes of their text as code points of ours; None where that is nothing, or nowhere."""
        first, last = self._place(start), self._place(end)
        if first is None or last is None:
            return None
        while first < last and self._before[first] == self._after[first]:
            first += 1
        while first < last and self._before[last - 1] == self._after[last - 1]:
            last -= 1
        return (self._before[first], self._after[last - 1]) if first < last else None

    def _place(self, byte: int) -> int | None:
        at = int(np.searchsorted(self._bytes, byte)) if 0 <= byte <= self._bytes[-1] else -1
        return at if at >= 0 and self._bytes[at] == byte else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._elements += 1
        refuse_great(self._elements, self._name)
        if tag in BLOCKS - _CELLS:
            self._break()
        if tag == "br":
            self._write("\n")
        self._as_written += tag in _AS_WRITTEN

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS:
            self._gap = "\t"
        elif tag in BLOCKS:
            self._break()
        self._as_written -= tag in _AS_WRITTEN and self._as_written > 0

    def handle_data(self, data: str) -> None:
        self._theirs.append(data)
        for character in data:
            is_gap = character in _WHITE and not self._as_written
            if is_gap or character in _LEFT_OUT or (character == MARK and not self._length):
                self._gap = self._gap or (" " if is_gap else "")
                self._before.append(self._length)
                self._after.append(self._length)
                continue
            if self._gap and self._length > self._line:
                self._write(self._gap)
            self._gap = ""
            self._before.append(self._length)
            self._write(character)
            self._after.append(self._length)

    def _break(self) -> None:
        if self._length > self._line:
            self._write("\n")
        self._gap = ""

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)
        if text == "\n":
            self._line, self._gap = self._length, ""
