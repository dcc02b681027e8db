"""Files that are too big are refused in the words and units in which the settings say how big they may be."""

import zipfile
from io import BytesIO

import pytest

from coding.sources.importers.guards import refuse_big
from coding.sources.importers.limits import Limits, limited_by, megabytes
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript, read_table
from tests.coding.sources.importers.builders import excel_file, odt_file, raw_word_file, zip_file

MB = 1024**2


def test_a_megabyte_is_that_of_the_settings():
    assert [megabytes(size) for size in (0, 10, 100 * MB, int(1.5 * MB), 2048 * MB)] == [
        "0 MB",
        "0 MB",
        "100 MB",
        "1.5 MB",
        "2,048 MB",
    ]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.docx", "Save it without its pictures, or split it."),
        ("a.HTML", "Save it without its pictures, or split it."),
        ("a.txt", "Split it, and import the parts."),
        ("a.csv", "Split it, and import the parts."),
    ],
)
def test_who_sends_too_big_a_file_hears_the_limit_and_a_way_out(name, remedy):
    with limited_by(Limits(file_bytes=100 * MB)):
        refuse_big(100 * MB, name)
        with pytest.raises(ImportProblem) as caught:
            refuse_big(101 * MB, name)
    assert str(caught.value) == f"{name}: this file has 101 MB; the most is 100 MB. {remedy}"


def test_a_transcript_over_the_limit_is_refused_before_it_is_read():
    with (
        limited_by(Limits(file_bytes=MB)),
        pytest.raises(ImportProblem, match=r"^a\.txt: this file has 2 MB; the most"),
    ):
        parse_transcript("a.txt", b"x" * (2 * MB))


MACROS = ["macros in this file were left out"]


def test_macros_in_a_file_are_said_and_the_text_is_read():
    program = {"word/vbaProject.bin": "x"}
    word = parse_transcript("a.docx", raw_word_file("<w:p><w:r><w:t>P1: hi</w:t></w:r></w:p>", **program))
    assert (word.text, word.assumed) == ("P1: hi\n", MACROS)
    assert (
        parse_transcript("a.odt", odt_file("<text:p>P1: hi</text:p>", **{"Basic/Standard/a.xml": "<a/>"})).assumed
        == MACROS
    )
    with zipfile.ZipFile(BytesIO(excel_file(["id"], ["A"]))) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    assert list(read_table("a.xlsx", zip_file(parts | {"xl/vbaProject.bin": b"x"})).assumed) == MACROS
