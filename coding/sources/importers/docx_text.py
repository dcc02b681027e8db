"""Walks the XML of a Word document and writes its text, a line for each paragraph."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}tblPr",
    f"{_W}trPr",
    f"{_W}tcPr",
    f"{_W}sectPr",
    f"{_W}instrText",
    _FALLBACK,
}
_DELETED = {f"{_W}del", f"{_W}moveFrom"}
_INSERTED = {f"{_W}ins", f"{_W}moveTo"}
_PICTURES = {f"{_W}drawing", f"{_W}pict", f"{_W}object"}
_REFERENCES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_PLAIN = {
    f"{_W}tab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "",
    f"{_W}ptab": "\t",
}
_OFF = {"0", "false", "off", "none"}


def note_texts(root: Any | None, kind: str) -> dict[tuple[str, str], str]:
    """The text of each footnote or endnote by kind and id, without the separators Word keeps beside them."""
    if root is None:
        return {}
    return {
        (kind, note.get(f"{_W}id")): WordText({}).read(note).strip()
        for note in root
        if note.get(f"{_W}type") in {None, "normal"}
    }


class WordText:
    """One reading of one document. After `read`, `bold` tells how many characters in bold begin a line."""

    def __init__(self, notes: Mapping[tuple[str, str], str]) -> None:
        self.notes = notes
        self.bold: dict[int, int] = {}
        self.seen: Counter[str] = Counter()
        self._out: list[str] = []
        self._length = 0
        self._notes_due: list[str] = []
        self._boxes_due: list[Any] = []

    def read(self, body: Any) -> str:
        for block in body:
            self._block(block)
        return "".join(self._out)

    def said(self) -> list[str]:
        """What a researcher should know about how the document was read."""
        sentences = {
            "deleted": "{} tracked deletions were left out",
            "inserted": "{} tracked insertions were kept",
            "note": "{} footnotes or endnotes stand after the paragraph that refers to them",
            "table": "{} tables were read row by row, cells separated by tabs",
            "picture": "{} pictures were left out",
            "box": "{} text boxes stand after the paragraph they belong to",
            "numbered": "{} automatic numbers or bullets of lists were left out",
        }
        return [sentence.format(self.seen[kind]) for kind, sentence in sentences.items() if self.seen[kind]]

    def _block(self, block: Any) -> None:
        if block.tag == f"{_W}p":
            self._paragraph(block)
        elif block.tag == f"{_W}tbl":
            self.seen["table"] += 1
            for row in block.iter(f"{_W}tr"):
                if _nearest_table(row) is block:
                    self._row(row)
        elif block.tag in _DELETED:
            self.seen["deleted"] += 1
        elif block.tag not in _SKIPPED:
            # Content controls, custom XML and tracked insertions hold blocks of their own.
            self.seen["inserted"] += block.tag in _INSERTED
            for inner in block:
                self._block(inner)

    def _paragraph(self, paragraph: Any) -> None:
        if paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            self.seen["numbered"] += 1
        at, bold, leading = self._length, 0, True
        for piece, is_bold in self._pieces(paragraph):
            leading = leading and is_bold and "\n" not in piece
            bold += len(piece) if leading else 0
            self._write(piece)
        if bold:
            self.bold[at] = bold
        self._write("\n")
        self._write_due()

    def _row(self, row: Any) -> None:
        """A row on one line, its cells separated by tabs; paragraphs within a cell keep their breaks."""
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if _nearest(cell, "tr") is row:
                inner = WordText(self.notes)
                inner.seen = self.seen
                cells.append(inner.read(cell).strip("\n"))
        self._write("\t".join(cells).rstrip("\t") + "\n")
        self._write_due()

    def _pieces(self, element: Any, bold: bool = False) -> Iterator[tuple[str, bool]]:
        """The text within a paragraph, and whether it is in bold type."""
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                yield _one_line(child.text or ""), bold
            elif tag in _PLAIN:
                yield _PLAIN[tag], bold
            elif tag == f"{_W}br":
                yield "\n" if child.get(f"{_W}type") in {None, "textWrapping"} else "", bold
            elif tag == f"{_W}sym":
                yield _symbol(child), bold
            elif tag in _REFERENCES:
                yield self._reference(_REFERENCES[tag], child.get(f"{_W}id")), bold
            elif tag in _DELETED:
                self.seen["deleted"] += 1
            elif tag == f"{_W}txbxContent":
                self._boxes_due.append(child)
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self.seen["inserted"] += tag in _INSERTED
                self.seen["picture"] += tag in _PICTURES and child.find(f".//{_W}txbxContent") is None
                yield from self._pieces(child, _is_bold(child) if tag == f"{_W}r" else bold)

    def _reference(self, kind: str, number: str) -> str:
        text = self.notes.get((kind, number))
        if text is None:
            return ""
        self.seen["note"] += 1
        mark = f"[{kind} {self.seen['note']}]"
        self._notes_due.append(f"{mark} {text}")
        return mark

    def _write_due(self) -> None:
        """Write the footnotes and text boxes of the paragraph that was just written."""
        notes, boxes = list(self._notes_due), list(self._boxes_due)
        self._notes_due.clear()
        self._boxes_due.clear()
        for note in notes:
            self._write(f"{note}\n")
        for box in boxes:
            self.seen["box"] += 1
            for block in box:
                self._block(block)

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._length += len(text)


def _nearest(element: Any, name: str) -> Any:
    return next(element.iterancestors(f"{_W}{name}"), None)


def _nearest_table(row: Any) -> Any:
    return _nearest(row, "tbl")


def _is_bold(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    mark = properties.find(f"{_W}b")
    if mark is not None:
        return mark.get(f"{_W}val", "1") not in _OFF
    style = properties.find(f"{_W}rStyle")
    return style is not None and style.get(f"{_W}val") == "Strong"


def _one_line(text: str) -> str:
    """A line break within the XML of a run is only how the file was written."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _symbol(symbol: Any) -> str:
    """A character of a symbol font; those fonts have no Unicode meaning in the private area."""
    try:
        code = int(symbol.get(f"{_W}char", ""), 16)
    except ValueError:
        return "\ufffd"
    return "\ufffd" if 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or not 0 < code < 0x110000 else chr(code)
