"""Files that tests make for themselves, good and hostile."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

import docx
import openpyxl

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(*paragraphs: str | Sequence[tuple[str, bool]]) -> bytes:
    """A Word document; a paragraph is a string or runs of (text, bold)."""
    document = docx.Document()
    for paragraph in paragraphs:
        runs = [(paragraph, False)] if isinstance(paragraph, str) else paragraph
        added = document.add_paragraph()
        for text, bold in runs:
            added.add_run(text).bold = bold
    return saved(document)


def saved(document: object) -> bytes:
    stream = BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def raw_word_file(body: str, before: str = "", **parts: str) -> bytes:
    """A Word document of the XML given; `before` stands before the root element."""
    document = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zip_file(
        {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document, **parts}
    )


def zip_file(parts: dict[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def excel_file(*rows: Iterable[object], **more_sheets: Iterable[Iterable[object]]) -> bytes:
    """A workbook whose first sheet is called "Answers"."""
    workbook = openpyxl.Workbook()
    sheets = {"Answers": rows, **more_sheets}
    for title, its_rows in sheets.items():
        sheet = workbook.active if title == "Answers" else workbook.create_sheet(title)
        sheet.title = title
        for row in its_rows:
            sheet.append(list(row))
    return saved(workbook)


ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip


def odt_file(body: str, styles: str = "", before: str = "", **parts: str) -> bytes:
    """An OpenDocument text of the XML given; `styles` are automatic ones, `before` stands before the root element."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {ODF}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zip_file({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **parts})


def odt_styles(master: str) -> str:
    """The styles beside an OpenDocument text, with what its master page holds."""
    return (
        f'<?xml version="1.0"?><office:document-styles {ODF}><office:master-styles><style:master-page>{master}'
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def rtf_file(body: str, fonts: str = r"{\f0\fcharset0 Times;}") -> bytes:
    """An RTF document with the Windows code page of western Europe."""
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl" + fonts + "}" + body + "}").encode("ascii")
