"""Prose and changed words are written by every format, each in its own way."""

from __future__ import annotations

import json
from io import BytesIO

import docx
import pytest

from workbench.exporting.documents import Changed, Column, Document, Phrase, Table, Text
from workbench.exporting.writers import write

CHANGED = Changed((Phrase("A slip of "), Phrase("the", "gone"), Phrase("a", "come"), Phrase(" tool")))
DOCUMENT = Document(
    title="Codebook",
    tables=[Table("Changes", [Column("Code"), Column("Definition")], [["Errors", CHANGED]])],
    texts=[Text("Coding", [[Phrase("Two coders read all.", refs=(1, 2)), Phrase("[…]", "open")]])],
)


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("html", ["A slip of <del>the</del><ins>a</ins> tool", "<h2>Coding</h2>", "<sup>1,2</sup><mark>[…]</mark>"]),
        ("md", ["A slip of ~~the~~**a** tool", "## Coding", "Two coders read all.<sup>1,2</sup>"]),
        ("tex", [r"A slip of \sout{the}\uline{a} tool", r"\section*{Coding}", r"\usepackage[normalem]{ulem}"]),
        ("csv", ["A slip of [-the-]{+a+} tool"]),
    ],
)
def test_what_changed_is_marked_in_each_format(format_, expected):
    text = write(DOCUMENT, format_).decode()
    for part in expected:
        assert part in text


def test_word_has_real_tracked_changes_and_marks_what_the_author_must_add():
    word = docx.Document(BytesIO(write(DOCUMENT, "docx")))
    cell = word.tables[0].rows[1].cells[1]._tc
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert [part.text for part in cell.iter(f"{space}delText")] == ["the"]
    assert [part.text for ins in cell.iter(f"{space}ins") for part in ins.iter(f"{space}t")] == ["a"]
    assert any(run.font.highlight_color for paragraph in word.paragraphs for run in paragraph.runs)


def test_json_has_prose_as_paragraphs():
    whole = json.loads(write(DOCUMENT, "json"))
    assert whole["texts"] == [{"heading": "Coding", "paragraphs": ["Two coders read all.[…]"]}]
