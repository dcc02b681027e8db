"""Files hold what the document says in every format."""

from __future__ import annotations

import pytest

from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.writers import FORMATS, content_type, format_name, write


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_a_media_type_and_a_name_and_takes_an_empty_document(format_: str) -> None:
    assert content_type(format_)
    assert format_name(format_)
    assert write(Document("Nothing", []), format_)
    assert write(Document("Nothing", [Table("Empty", [Column("Code")], [])]), format_)


@pytest.mark.parametrize("format_", FORMATS)
def test_an_unlikely_text_breaks_no_format(format_: str) -> None:
    awkward = "\x00\x0b\ud800 \ufffe 👩🏽‍⚕️ العربية ]]> \\end{longtable} {{x}} |"
    document = Document(awkward, [Table(awkward, [Column(awkward)], [[awkward]], notes=[awkward])], facts=[awkward])

    assert "👩🏽‍⚕️" in write(document, format_).decode() if format_ not in {"docx", "xlsx"} else write(document, format_)
