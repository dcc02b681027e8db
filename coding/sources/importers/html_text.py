"""Writes the text of a web page while a parser reports its elements one by one."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from coding.sources.importers.guards import refuse_great
from coding.sources.importers.lines import Lines, as_typed


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p "
    "plaintext pre search section summary table tbody td textarea tfoot th thead tr ul xmp"
)
_AS_WRITTEN = {"pre", "textarea", "listing", "xmp", "plaintext"}
# What shows no text, or only where a page cannot show the real thing.
_UNSEEN = _names(
    "script style title template noscript noframes iframe object embed applet audio video canvas svg datalist select "
    "rp rt"
)
_COUNTED = {"rt": "reading", "li": "numbered", "table": "table", "svg": "picture"}
_COUNTED |= dict.fromkeys(("audio", "video", "object", "iframe", "applet"), "embedded")
_BOLD = {"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(\w+)", re.IGNORECASE)
_HEAVY = {"bold", "bolder", "600", "700", "800", "900"}


@dataclass(frozen=True)
class _State:
    """What holds within an element."""

    tag: str = ""
    seen: bool = True
    bold: bool = False
    as_written: bool = False


@dataclass
class _Row:
    """A row of a table being read: the lines it will stand in, and its cells so far."""

    around: Lines
    cells: list[str] = field(default_factory=list)


class PageText:
    """One reading of one page, into `lines`; `seen` counts what a researcher should know of."""

    def __init__(self, name: str) -> None:
        self.lines = Lines(name)
        self.seen: Counter[str] = Counter()
        self._states = [_State()]
        self._open: Counter[str] = Counter()
        self._rows: list[_Row] = []
        self._space = ""
        self._fresh = False
        self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        refuse_great(self._elements, self.lines.name)
        if tag in BLOCKS:
            self._break_line()
        if tag == "br" and self._states[-1].seen:
            self._end_line()
        elif tag == "img":
            self.seen["picture"] += self._states[-1].seen
        elif tag not in _VOID:
            self._enter(tag, attributes)

    def end(self, tag: str) -> None:
        """Close an element, and those within it that the page left open."""
        if self._open[tag]:
            while self._leave() != tag:
                pass

    def data(self, text: str) -> None:
        state = self._states[-1]
        if not state.seen:
            return
        if state.as_written:
            # The first newline within <pre> only sets the text apart from the tag.
            self.lines.write(text[1:] if self._fresh and text.startswith("\n") else text, state.bold)
            self._fresh = False
            return
        text = as_typed(text)
        words = text.strip(" ")
        if not words:
            self._space = self._space or text
            return
        before = "" if not self.lines.within_line else self._space or text[: text.index(words)]
        self.lines.write(before + words, state.bold)
        self._space = text[len(text.rstrip(" ")) :]

    def close(self) -> "PageText":
        while len(self._states) > 1:
            self._leave()
        self._break_line()
        return self

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        outer = self._states[-1]
        style = attributes.get("style", "")
        hidden = "hidden" in attributes or bool(_HIDDEN.search(style)) or (tag == "dialog" and "open" not in attributes)
        if outer.seen:
            self.seen["hidden"] += hidden
            self.seen[_COUNTED.get(tag, "")] += not hidden
        weight = _WEIGHT.search(style)
        bold = weight[1].lower() in _HEAVY if weight else outer.bold or tag in _BOLD
        as_written = outer.as_written or tag in _AS_WRITTEN
        self._fresh = tag in _AS_WRITTEN
        self._states.append(_State(tag, outer.seen and not hidden and tag not in _UNSEEN, bold, as_written))
        self._open[tag] += 1
        if tag == "tr":
            self._rows.append(_Row(self.lines))
        elif tag in {"td", "th"} and self._rows:
            self.lines = Lines(self.lines.name)

    def _leave(self) -> str:
        """Close the innermost element, and tell which that was."""
        tag = self._states.pop().tag
        self._open[tag] -= 1
        if tag in BLOCKS:
            self._break_line()
        if tag in {"td", "th"} and self._rows:
            self._rows[-1].cells.append(self.lines.text.strip("\n"))
            self.lines = self._rows[-1].around
        elif tag == "tr":
            row = self._rows.pop()
            self.lines = row.around
            line = "\t".join(row.cells).rstrip("\t")
            self.lines.write(line + "\n" if line else "")
        return tag

    def _break_line(self) -> None:
        """A block begins or ends: what stands on the line so far is a line of its own."""
        if self._states[-1].seen and self.lines.within_line:
            self.lines.end()
        self._space = ""

    def _end_line(self) -> None:
        self.lines.end()
        self._space = ""
