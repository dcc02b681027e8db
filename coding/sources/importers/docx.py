"""Word transcripts: paragraphs and tables in reading order, footnotes after their paragraph."""

from io import BytesIO
from typing import Any

import docx
from docx.opc.exceptions import OpcError

from coding.sources.importers.docx_text import WordText, note_texts, numbered_styles
from coding.sources.importers.guards import check_office_file, damaged, macros_said
from coding.sources.importers.lines import MARGINS_LEFT_OUT, sentences, to_transcript
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.transcript import ParsedTranscript


def parse_docx(name: str, data: bytes) -> ParsedTranscript:
    """Read a Word document; what is left out is said under `assumed`, never dropped in silence."""
    check_office_file(data, name, "Word", ".docx")
    document = open_docx(name, data)
    notes = {
        **note_texts(part_root(document, "footnotes"), "footnote", name),
        **note_texts(part_root(document, "endnotes"), "endnote", name),
    }
    styles = part_root(document, "styles")
    reading = WordText(name, notes, numbered=frozenset() if styles is None else numbered_styles(styles))
    try:
        reading.read(document.element.body)
    except RecursionError as error:
        raise damaged(name, "Word") from error
    comments = part_root(document, "comments")
    reading.seen["comment"] += 0 if comments is None else len(comments)
    return to_transcript(reading.lines, [*sentences(reading.seen), *_margins(document), *macros_said(BytesIO(data))])


def open_docx(name: str, data: bytes) -> Any:
    """Open a Word document that was found safe; raises ImportProblem."""
    try:
        return docx.Document(BytesIO(data))
    except ValueError as error:
        # python-docx names the content type of the main part, as of a document with macros or a presentation.
        raise ImportProblem(
            "this is no plain Word document; it may hold macros.",
            remedy="Save it as .docx without macros, and upload that.",
            file=name,
        ) from error
    except (OpcError, KeyError, SyntaxError, OSError, AttributeError, RuntimeError, IndexError) as error:
        raise damaged(name, "Word") from error


def part_root(document: Any, kind: str) -> Any | None:
    """Return the XML of a part beside the document, such as its footnotes; None where it has none."""
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] == kind and not relation.is_external:
            part = relation.target_part
            return getattr(part, "element", None) if hasattr(part, "element") else docx.oxml.parse_xml(part.blob)
    return None


def _margins(document: Any) -> list[str]:
    """Page headers and footers are not part of what was said."""
    parts = (part for section in document.sections for part in (section.header, section.footer))
    filled = any(
        not part.is_linked_to_previous and any(paragraph.text.strip() for paragraph in part.paragraphs)
        for part in parts
    )
    return [MARGINS_LEFT_OUT] if filled else []
