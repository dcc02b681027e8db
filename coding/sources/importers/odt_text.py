"""Walks the XML of an OpenDocument text and writes its text, a line for each paragraph."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coding.sources.importers.characters import refuse_long
from coding.sources.importers.limits import limits
from coding.sources.importers.lines import Lines, as_typed

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, STYLE, _TEXT, _TABLE, _DRAW = (_NAMESPACE % name for name in ("office", "style", "text", "table", "drawing"))
_FO = _NAMESPACE % "xsl-fo-compatible"
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_SKIPPED = {
    f"{OFFICE}forms",
    f"{OFFICE}annotation-end",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}variable-decls",
    f"{_TEXT}user-field-decls",
    f"{_TEXT}note-citation",
    f"{_TEXT}index-title-template",
    f"{_TEXT}change",
}
_SKIPPED |= {"{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}" + name for name in ("title", "desc")}
_SKIPPED |= {f"{_TEXT}{index}-source" for index in ("table-of-content", "alphabetical-index", "user-index")}
_SKIPPED |= {
    f"{_TEXT}{index}-source" for index in ("illustration-index", "table-index", "object-index", "bibliography")
}
_COUNTED = {
    f"{OFFICE}annotation": "comment",
    f"{_TEXT}ruby-text": "reading",
    f"{_DRAW}image": "picture",
    f"{_DRAW}object": "embedded",
    f"{_DRAW}object-ole": "embedded",
}
_SHAPES = {"text-box", "custom-shape", "rect", "ellipse", "circle", "line", "polygon", "polyline", "path", "caption"}
_BOXES = {f"{_DRAW}{shape}" for shape in _SHAPES}
_EXACT = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_ROW_GROUPS = {f"{_TABLE}{group}" for group in ("table-header-rows", "table-rows", "table-row-group")}


@dataclass(frozen=True)
class Look:
    """What of a style matters: bold type and hidden text; None where the style leaves it as it was."""

    bold: bool | None = None
    hidden: bool | None = None


def read_styles(*roots: Any) -> dict[str, Look]:
    """The look of every named style, with what it takes from its parents."""
    elements = {element.get(f"{STYLE}name", ""): element for root in roots for element in root.iter(f"{STYLE}style")}
    return {name: _look(name, elements) for name in elements}


def _look(name: str, elements: Mapping[str, Any]) -> Look:
    bold = hidden = None
    met: set[str] = set()
    while name in elements and name not in met and (bold is None or hidden is None):
        met.add(name)
        own = elements[name].find(f"{STYLE}text-properties")
        if own is not None:
            weight, display = own.get(f"{_FO}font-weight"), own.get(f"{_TEXT}display")
            bold = _is_heavy(weight) if bold is None and weight else bold
            hidden = display == "none" if hidden is None and display else hidden
        name = elements[name].get(f"{STYLE}parent-style-name", "")
    return Look(bold, hidden)


def _is_heavy(weight: str) -> bool:
    return weight == "bold" or (weight.isdigit() and int(weight) >= 600)


class OpenDocumentText:
    """One reading of one document, into `lines`; `seen` counts what a researcher should know of."""

    def __init__(self, name: str, styles: Mapping[str, Look], seen: Counter[str] | None = None) -> None:
        self.lines = Lines(name)
        self.styles = styles
        self.seen: Counter[str] = Counter() if seen is None else seen
        self._notes_due: list[str] = []
        self._boxes_due: list[Any] = []
        # Whether white space is dropped here: at the start of a paragraph, and after other white space.
        self._spaced = True

    def read(self, body: Any) -> str:
        for block in body:
            self._block(block)
        self._write_due()
        return self.lines.text

    def _block(self, block: Any) -> None:
        tag = block.tag
        if tag in _PARAGRAPHS:
            self._paragraph(block)
        elif tag == f"{_TABLE}table":
            self.seen["table"] += 1
            self._rows(block)
        elif tag == f"{_TEXT}tracked-changes":
            self._tracked(block)
        elif tag in _BOXES:
            self._boxes_due.append(block)
            self._write_due()
        elif tag in _COUNTED:
            self.seen[_COUNTED[tag]] += 1
        elif block.get(f"{_TEXT}display") == "none":
            self.seen["hidden"] += 1
        elif tag not in _SKIPPED:
            self.seen["numbered"] += tag == f"{_TEXT}list-item"
            for inner in _parts(block):
                self._block(inner)

    def _tracked(self, changes: Any) -> None:
        """Deleted text stands apart, at the top of the file; inserted text stands in the text."""
        self.seen["deleted"] += sum(1 for _ in changes.iter(f"{_TEXT}deletion"))
        self.seen["inserted"] += sum(1 for _ in changes.iter(f"{_TEXT}insertion"))

    def _paragraph(self, paragraph: Any) -> None:
        look = self.styles.get(paragraph.get(f"{_TEXT}style-name", ""), Look())
        self._spaced = True
        for piece, bold in self._pieces(paragraph, Look(bool(look.bold), bool(look.hidden))):
            self.lines.write(piece, bold)
        self.lines.end()
        self._write_due()

    def _rows(self, table: Any) -> None:
        for element in table:
            if element.tag == f"{_TABLE}table-row":
                line = self._row(element)
                times = _repeated(element, "number-rows-repeated", limits().rows) if line.strip() else 1
                for _ in range(times):
                    self.lines.write(line)
            elif element.tag in {
                f"{_TABLE}{group}" for group in ("table-header-rows", "table-rows", "table-row-group")
            }:
                self._rows(element)

    def _row(self, row: Any) -> str:
        """A row on one line, its cells separated by tabs; paragraphs within a cell keep their breaks."""
        cells: list[str] = []
        for cell in row:
            times = _repeated(cell, "number-columns-repeated", limits().columns)
            if cell.tag == f"{_TABLE}table-cell":
                inner = OpenDocumentText(self.lines.name, self.styles, self.seen)
                text = inner.read(cell).strip("\n")
                refuse_long(len(text) * times, self.lines.name)
                cells += [text] * times
            elif cell.tag == f"{_TABLE}covered-table-cell":
                cells += [""] * times
        return "\t".join(cells).rstrip("\t") + "\n"

    def _pieces(self, element: Any, look: Look) -> Iterator[tuple[str, bool]]:
        """The text within a paragraph, and whether it is in bold type."""
        yield self._plain(element.text, look), bool(look.bold)
        for child in element:
            yield from self._piece(child, look)
            yield self._plain(child.tail, look), bool(look.bold)

    def _piece(self, child: Any, look: Look) -> Iterator[tuple[str, bool]]:
        tag = child.tag
        if tag in _EXACT and not look.hidden:
            self._spaced = False
            times = _repeated(child, "c", limits().characters, _TEXT) if tag == f"{_TEXT}s" else 1
            yield _EXACT[tag] * times, bool(look.bold)
        elif tag == f"{_TEXT}note":
            yield self._note(child), bool(look.bold)
        elif tag in _BOXES:
            self._boxes_due.append(child)
        elif tag in _COUNTED:
            self.seen[_COUNTED[tag]] += 1
        elif tag in {f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph"}:
            self.seen["hidden"] += 1
        elif tag == f"{_DRAW}frame":
            for part in _parts(child):
                yield from self._piece(part, look)
        elif tag not in _SKIPPED:
            inner = self._changed(child, look)
            self.seen["hidden"] += bool(inner.hidden and not look.hidden and _has_text(child))
            yield from self._pieces(child, inner)

    def _changed(self, span: Any, look: Look) -> Look:
        """How a span looks within what stands around it."""
        own = self.styles.get(span.get(f"{_TEXT}style-name", ""), Look()) if span.tag == f"{_TEXT}span" else Look()
        return Look(look.bold if own.bold is None else own.bold, look.hidden if own.hidden is None else own.hidden)

    def _plain(self, text: str | None, look: Look) -> str:
        """Text with its white space as it is shown: OpenDocument writes meant spaces as elements."""
        if not text or look.hidden:
            return ""
        text = as_typed(text)
        if self._spaced:
            text = text.lstrip(" ")
        if text:
            self._spaced = text.endswith(" ")
        return text

    def _note(self, note: Any) -> str:
        kind = note.get(f"{_TEXT}note-class", "footnote")
        body = note.find(f"{_TEXT}note-body")
        if body is None:
            return ""
        self.seen["note"] += 1
        mark = f"[{'endnote' if kind == 'endnote' else 'footnote'} {self.seen['note']}]"
        text = OpenDocumentText(self.lines.name, self.styles, self.seen).read(body).strip()
        self._notes_due.append(f"{mark} {text}")
        self._spaced = False
        return mark

    def _write_due(self) -> None:
        """Write the footnotes and text boxes of the paragraph that was just written."""
        notes, boxes = list(self._notes_due), list(self._boxes_due)
        self._notes_due.clear()
        self._boxes_due.clear()
        for note in notes:
            self.lines.write(f"{note}\n")
        for box in filter(_has_text, boxes):
            self.seen["box"] += 1
            for block in box:
                self._block(block)


def _parts(block: Any) -> list[Any]:
    """What a block holds; a frame holds one thing in several shapes, the best first, and its description."""
    return list(block)[:1] if block.tag == f"{_DRAW}frame" else list(block)


def _has_text(element: Any) -> bool:
    return any(text.strip() for text in element.itertext())


def _repeated(element: Any, name: str, most: int, namespace: str = _TABLE) -> int:
    """How often an element stands there; a hostile number is cut to the limits."""
    number = element.get(f"{namespace}{name}", "1")
    return min(int(number), most) if number.isascii() and number.isdigit() and len(number) < 10 else 1
