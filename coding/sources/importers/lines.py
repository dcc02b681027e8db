"""Text written piece by piece out of a document, and what is said about how the document was read."""

import re
from collections import Counter
from collections.abc import Iterator

from coding.sources.importers.characters import clean, counted, refuse_long
from coding.sources.importers.transcript import ParsedTranscript, recognise_turns

_SENTENCES = {
    "deleted": ("tracked deletion was left out", "tracked deletions were left out"),
    "inserted": ("tracked insertion was kept", "tracked insertions were kept"),
    "hidden": ("hidden passage was left out", "hidden passages were left out"),
    "note": (
        "footnote or endnote stands after the paragraph that refers to it",
        "footnotes or endnotes stand after the paragraph that refers to them",
    ),
    "table": (
        "table was read row by row, cells separated by tabs",
        "tables were read row by row, cells separated by tabs",
    ),
    "box": (
        "text box stands after the paragraph it belongs to",
        "text boxes stand after the paragraph they belong to",
    ),
    "numbered": (
        "automatic number or bullet of a list was left out",
        "automatic numbers or bullets of lists were left out",
    ),
    "picture": ("picture was left out", "pictures were left out"),
    "embedded": ("embedded file was left out", "embedded files were left out"),
    "reading": (
        "reading aid above a word (ruby) was left out",
        "reading aids above words (ruby) were left out",
    ),
    "comment": ("comment was left out", "comments were left out"),
}
_WHITE = re.compile(r"[ \t\r\n]+")
MARGINS_LEFT_OUT = "page headers and footers were left out"


def sentences(seen: Counter[str]) -> list[str]:
    """What a researcher should know about how a document was read."""
    return [counted(seen[kind], *forms) for kind, forms in _SENTENCES.items() if seen[kind]]


def as_typed(text: str) -> str:
    """White space with a newline or tab in it is only how a file was set; spaces that someone typed are kept."""
    return _WHITE.sub(lambda run: run[0] if run[0].isprintable() else " ", text)


def to_transcript(lines: "Lines", said: list[str]) -> ParsedTranscript:
    """The finished text with its turns; what had to be changed in it is said too."""
    text, changed = clean(lines.text, lines.name)
    bold = lines.bold if len(text) == len(lines.text) else dict(_moved(lines))
    return recognise_turns(text, [*said, *changed], bold)


class Lines:
    """The lines of a text in the making. `bold` tells how many characters in bold type begin a line, by its offset."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.bold: dict[int, int] = {}
        self._out: list[str] = []
        self._length = 0
        self._start = 0
        self._bold_so_far = True

    @property
    def text(self) -> str:
        return "".join(self._out)

    @property
    def within_line(self) -> bool:
        """Whether anything stands on the line being written."""
        return self._length > self._start

    def write(self, text: str, bold: bool = False) -> None:
        """Add to the line; "\\n" ends it."""
        for piece in _pieces(text):
            if piece == "\n":
                self._start, self._bold_so_far = self._length + 1, True
            elif bold and self._bold_so_far:
                self.bold[self._start] = self._length + len(piece) - self._start
            else:
                # White space before the name does not make the name less bold.
                self._bold_so_far = self._bold_so_far and not self.bold.get(self._start) and piece.isspace()
            self._out.append(piece)
            self._length += len(piece)
        refuse_long(self._length, self.name)

    def end(self) -> None:
        """End the line, be it empty."""
        self.write("\n")


def _moved(lines: Lines) -> Iterator[tuple[int, int]]:
    """Where lines begin in bold once characters that cannot be kept are gone."""
    text, read, at = lines.text, 0, 0
    for start, length in lines.bold.items():
        at += len(clean(text[read:start], lines.name)[0])
        read = start
        yield at, len(clean(text[start : start + length], lines.name)[0])


def _pieces(text: str) -> Iterator[str]:
    """The text cut at its newlines, each a piece of its own."""
    first, *rest = text.split("\n")
    if first:
        yield first
    for line in rest:
        yield "\n"
        if line:
            yield line
