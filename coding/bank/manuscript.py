"""Reads a manuscript for its quotations, in the process that opens uploads. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coding.bank.quoted import BLOCK, CELL, INDENTED, TEXT
from coding.sources.importers.docx import open_docx, part_root
from coding.sources.importers.docx_text import WordText, note_texts
from coding.sources.importers.guards import check_office_file, refuse_big

READ = "coding.bank.manuscript:read_manuscript"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_QUOTES = ("quote", "quotation", "block text", "zitat", "citation", "cita")
INDENTED_FROM = 280  # twips: half a centimetre


def read_manuscript(task: dict[str, Any], _tell: Any) -> dict[str, Any]:
    """Return {"blocks": [[kind, text], …]}, and what was left out by name; raises ImportProblem."""
    path = Path(task["path"])
    refuse_big(path.stat().st_size, task["name"])
    blocks, seen = manuscript_blocks(task["name"], path.read_bytes())
    return {"blocks": blocks, "deleted": seen["deleted"], "inserted": seen["inserted"]}


def manuscript_blocks(name: str, data: bytes) -> tuple[list[tuple[str, str]], Counter[str]]:
    """Return (kind, text) of the paragraphs, cells and notes of a Word document, as its tracked changes would leave it.

    Raises ImportProblem for what is no Word document, or none that is safe to open.
    """
    check_office_file(data, name, "Word", ".docx")
    document = open_docx(name, data)
    seen: Counter[str] = Counter()
    styles = {style.style_id: (style.name or "").casefold() for style in document.styles}
    blocks = list(_blocks(document.element.body, name, styles, seen))
    for kind in ("footnote", "endnote"):
        notes = note_texts(part_root(document, f"{kind}s"), kind, name)
        blocks += [(TEXT, text) for text in notes.values() if text]
    return [(kind, text) for kind, text in blocks if text], seen


def _blocks(body: Any, name: str, styles: dict[str, str], seen: Counter[str]) -> Iterator[tuple[str, str]]:
    for block in body.iter(f"{_W}p"):
        text = WordText(name, {}, seen).read([block]).strip()
        if next(block.iterancestors(f"{_W}tc"), None) is not None:
            yield CELL, text
        else:
            yield _kind(block, styles), text


def _kind(paragraph: Any, styles: dict[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    called = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    if any(word in called for word in _QUOTES):
        return BLOCK
    indent = paragraph.find(f"{_W}pPr/{_W}ind")
    if indent is None or indent.get(f"{_W}hanging") or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        return TEXT
    left = indent.get(f"{_W}left") or indent.get(f"{_W}start") or "0"
    return INDENTED if left.isdigit() and int(left) >= INDENTED_FROM else TEXT
