"""Walks the XML of a Word document and writes its text, a line for each paragraph."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from coding.sources.importers.lines import Lines

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
_TEXTS = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_COUNTED = {f"{_W}rt": "reading", f"{_W}altChunk": "embedded"}
_OFF = {"0", "false", "off", "none"}


def note_texts(root: Any | None, kind: str, name: str) -> dict[tuple[str, str], str]:
    """The text of each footnote or endnote by kind and id, without the separators Word keeps beside them."""
    if root is None:
        return {}
    return {
        (kind, note.get(f"{_W}id")): WordText(name, {}).read(note).strip()
        for note in root.iterchildren(f"{_W}{kind}")
        if note.get(f"{_W}type") in {None, "normal"}
    }


def numbered_styles(styles: Any) -> frozenset[str]:
    """The ids of styles that number their paragraphs or give them bullets, themselves or by what they are based on."""
    own = {style.get(f"{_W}styleId"): style for style in styles.iterchildren(f"{_W}style")}
    based: dict[str | None, list[str]] = {}
    for name, style in own.items():
        if style.find(f"{_W}pPr/{_W}numPr") is None:
            based.setdefault(_value(style, "basedOn"), []).append(name)
    due, found = [name for name, style in own.items() if _is_numbered(style)], set()
    while due:
        name = due.pop()
        if name not in found:
            found.add(name)
            due += based.get(name, [])
    return frozenset(found)


class WordText:
    """One reading of one document, into `lines`; `seen` counts what a researcher should know of.

    `numbered` are the ids of styles whose paragraphs have automatic numbers or bullets.
    """

    def __init__(
        self,
        name: str,
        notes: Mapping[tuple[str, str], str],
        seen: Counter[str] | None = None,
        numbered: frozenset[str] = frozenset(),
    ) -> None:
        self.notes = notes
        self.numbered = numbered
        self.lines = Lines(name)
        self.seen: Counter[str] = Counter() if seen is None else seen
        self._notes_due: list[str] = []
        self._boxes_due: list[Any] = []

    def read(self, body: Any) -> str:
        for block in body:
            self._block(block)
        return self.lines.text

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
        elif block.tag in _COUNTED:
            self.seen[_COUNTED[block.tag]] += 1
        elif block.tag not in _SKIPPED:
            # Content controls, custom XML and tracked insertions hold blocks of their own.
            self.seen["inserted"] += block.tag in _INSERTED
            for inner in block:
                self._block(inner)

    def _paragraph(self, paragraph: Any) -> None:
        own = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
        if _is_numbered(paragraph) if own else _value(paragraph, f"pPr/{_W}pStyle") in self.numbered:
            self.seen["numbered"] += 1
        for piece, bold in self._pieces(paragraph):
            self.lines.write(piece, bold)
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:
            # Where the end of a paragraph is a tracked deletion, the next one goes on in its line.
            self.lines.end()
            self._write_due()

    def _row(self, row: Any) -> None:
        """A row on one line, its cells separated by tabs; paragraphs within a cell keep their breaks."""
        if row.find(f"{_W}trPr/{_W}del") is not None:
            self.seen["deleted"] += 1
            return
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if _nearest(cell, "tr") is row:
                inner = WordText(self.lines.name, self.notes, self.seen, self.numbered)
                cells.append(inner.read(cell).strip("\n"))
        self.lines.write("\t".join(cells).rstrip("\t") + "\n")
        self._write_due()

    def _pieces(self, element: Any, bold: bool = False) -> Iterator[tuple[str, bool]]:
        """The text within a paragraph, and whether it is in bold type."""
        for child in element:
            tag = child.tag
            if tag in _TEXTS:
                yield _one_line("".join(child.itertext(tag))), bold
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
            elif tag in _COUNTED:
                self.seen[_COUNTED[tag]] += 1
            elif tag == f"{_W}r" and _is_hidden(child):
                self.seen["hidden"] += any(text.text for text in child.iterchildren(f"{_W}t"))
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
            self.lines.write(f"{note}\n")
        for box in boxes:
            self.seen["box"] += 1
            for block in box:
                self._block(block)


def _nearest(element: Any, name: str) -> Any:
    return next(element.iterancestors(f"{_W}{name}"), None)


def _nearest_table(row: Any) -> Any:
    return _nearest(row, "tbl")


def _value(element: Any, path: str) -> str | None:
    found = element.find(f"{_W}{path}")
    return None if found is None else found.get(f"{_W}val")


def _is_numbered(element: Any) -> bool:
    """Whether a paragraph or a style says that it has a number or bullet; 0 takes away that of its style."""
    return element.find(f"{_W}pPr/{_W}numPr") is not None and _value(element, f"pPr/{_W}numPr/{_W}numId") != "0"


def _is_bold(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return False
    mark = properties.find(f"{_W}b")
    if mark is not None:
        return _is_on(mark)
    style = properties.find(f"{_W}rStyle")
    return style is not None and style.get(f"{_W}val") == "Strong"


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and _is_on(mark)


def _is_on(mark: Any) -> bool:
    return mark.get(f"{_W}val", "1") not in _OFF


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
