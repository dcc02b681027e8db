"""The paragraph styles of a Word file, which a person may change in one place. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from workbench.exporting.cells import clean
from workbench.exporting.looks import APA, JMIR, Look, Run

# Times New Roman is among the faces that APA names (section 2.19); JMIR sets its pages without serifs.
FACES = {APA: "Times New Roman", JMIR: "Arial"}
FACE = "Arial"


def set_styles(word: WordFile, look: Look) -> None:
    """Make the styles of titles, tables, figures and their notes."""
    face = FACES.get(look.style, FACE)
    # Letters without serifs look larger.
    less = 0 if look.style == APA else 1
    apart = look.style == APA
    _style(word, "Normal", face, size=11 - less)
    title = _style(word, "Title", face, size=15 - less, bold=True, after=4)
    if (borders := title.element.get_or_add_pPr().find(qn("w:pBdr"))) is not None:
        borders.getparent().remove(borders)
    _style(word, "Facts", face, size=9 - less / 2, after=2, gray=True)
    text_head = _style(word, "Text Heading", face, size=12 - less, bold=True, before=12, after=4)
    text_head.paragraph_format.keep_with_next = True
    _style(word, "Text", face, size=11 - less, after=6).paragraph_format.line_spacing = 1.15
    for what in ("Table", "Figure"):
        number = _style(word, f"{what} Number", face, size=11 - less, before=16, after=2)
        number.paragraph_format.keep_with_next = True
        heading = _style(word, f"{what} Title", face, size=11 - less, before=0 if apart else 16, after=6)
        heading.paragraph_format.keep_with_next = True
    drawing = _style(word, "Figure Drawing", face, size=11 - less, after=4)
    drawing.paragraph_format.keep_with_next = True
    _style(word, "Table Text", face, size=9.5, before=2, after=2)
    _style(word, "Table Head", face, size=9.5, before=3, after=3)
    _style(word, "Table Note", face, size=9 - less / 2, before=4)


def write_runs(paragraph: Paragraph, runs: list[Run]) -> None:
    """Add letters to a paragraph, each run in its own way."""
    for run in runs:
        if run.mark in {"gone", "come"}:
            paragraph._p.append(_tracked(clean(run.text), run.mark))
            continue
        added = paragraph.add_run(clean(run.text))
        if run.mark == "open":
            added.font.highlight_color = WD_COLOR_INDEX.YELLOW
        added.italic = True if run.italic else None
        added.bold = True if run.bold else None
        added.font.superscript = True if run.raised else None


def _tracked(text: str, mark: str) -> BaseOxmlElement:
    """Return letters as a change that Word can accept or refuse; made by nobody in particular."""
    change = OxmlElement("w:del" if mark == "gone" else "w:ins")
    change.set(qn("w:id"), str(next(_changes)))
    change.set(qn("w:author"), "Marginalia")
    change.set(qn("w:date"), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    run = OxmlElement("w:r")
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        words = OxmlElement("w:delText" if mark == "gone" else "w:t")
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = line
        run.append(words)
    change.append(run)
    return change


_changes = count(1)


def _style(
    word: WordFile,
    name: str,
    face: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    gray: bool = False,
) -> docx.styles.style.ParagraphStyle:
    known = name in word.styles
    style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = face, Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0x55, 0x55, 0x55) if gray else RGBColor(0, 0, 0)
    # Word takes other scripts' faces from attributes of their own, and a theme's face before any of them.
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(faces.attrib):
        if attribute.lower().endswith("theme"):
            del faces.attrib[attribute]
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(script), face)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0
    return style
