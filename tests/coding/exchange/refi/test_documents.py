"""Sources that are only a Word document or a PDF in the file have their text from that, or are listed and kept."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from coding.exchange.refi import documents, model
from coding.exchange.refi.markup import write_project
from coding.sources.models import Source
from tests.coding.exchange.projects.files import exported, imported, new_study, settled
from tests.coding.exchange.refi.projects import guid
from tests.factories.people import UserFactory


def word(*paragraphs: str) -> bytes:
    made, out = docx.Document(), BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(out)
    return out.getvalue()


def pdf(*lines: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    area = model.PdfSelection(guid(5), page=0, first_x=1, first_y=2, second_x=3, second_y=4)
    sources: list[Any] = [
        model.Text(guid(1), "Rich", rich_text_path="internal://rich.docx"),
        model.Pdf(guid(2), "Paper", path="internal://paper.pdf", selections=[area]),
        model.Pdf(guid(3), "Scan", path="internal://scan.pdf"),
        model.Pdf(guid(4), "Elsewhere", path="internal://gone.pdf"),
    ]
    sources[0].selections = [model.TextSelection(guid(6), "asked me", start=15, end=23)]
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", write_project(model.Project(name="x", sources=sources)))
        archive.writestr("sources/rich.docx", word("Ana: Nobody asked me.", "Ben: Nor me."))
        archive.writestr("sources/paper.pdf", pdf("What the paper says."))
        archive.writestr("sources/scan.pdf", pdf())
    return path


def test_their_words_are_read_and_what_has_none_is_listed(file):
    found = settled(file)

    rich, paper, scan, elsewhere = found.project.sources
    assert rich.content.startswith("Ana: Nobody asked me.\nBen: Nor me.")
    assert rich.content[rich.selections[0].start : rich.selections[0].end].strip() in rich.content
    assert paper.representation.content.strip() == "What the paper says."
    assert (scan.representation, elsewhere.representation) == (None, None)
    assert (
        "2 sources or notes are in the file only as a Word document or PDF; the text was read from that." in found.said
    )
    assert "1 source or note has no text in the file that could be read: “Scan”. Kept, but not shown." in found.said
    assert "1 file is not in the project file: “gone.pdf”." in found.said


def test_documents_that_would_take_too_long_are_kept_without_their_words(file, monkeypatch):
    monkeypatch.setattr(documents, "PATIENCE", 0.0)

    found = settled(file)

    assert "3 sources or notes have no text in the file that could be read: “Rich”, “Paper”, “Scan”" in " ".join(
        found.said
    )


@pytest.mark.django_db
def test_they_are_sources_here_and_go_out_with_text_and_document(file, tmp_path):
    project, lead = new_study(UserFactory()), UserFactory()

    imported(file, project, lead)
    again = imported(file, project, lead)
    out = exported(tmp_path, project)

    assert {one.name for one in Source.objects.filter(project=project)} == {"Rich", "Paper"}
    assert again.new["sources"] == 0
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
    assert {"sources/rich.docx", "sources/paper.pdf", f"sources/{guid(1)}.txt", f"sources/{guid(2)}.txt"} <= names
    rich, paper, *_rest = settled(out).project.sources
    assert (rich.rich_text_path, paper.path, len(paper.selections)) == (
        "internal://rich.docx",
        "internal://paper.pdf",
        1,
    )
