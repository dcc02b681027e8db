"""OpenDocument texts are read in the order a reader meets them, and what is left out is said."""

import pytest

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.odt import parse_odt
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from tests.coding.sources.importers.builders import odt_file, odt_styles, word_file, zip_file

BOLD = '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
HIDDEN = '<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>'


def text_of(body: str, styles: str = "") -> str:
    return parse_odt("a.odt", odt_file(body, styles)).text


def test_spaces_tabs_and_line_breaks_are_those_that_were_meant():
    body = (
        "<text:p>\n  a<text:s/><text:s text:c='2'/>b<text:tab/>c<text:line-break/>d <text:span> e</text:span></text:p>"
    )
    assert text_of(body) == "a   b\tc\nd e\n"


def test_spaces_typed_by_a_careless_program_are_kept():
    assert text_of("<text:p>a  b</text:p>") == "a  b\n"


def test_paragraphs_headings_lists_and_sections_come_in_order():
    body = (
        "<text:h>Title</text:h><text:section><text:p>one</text:p><text:p/></text:section>"
        "<text:list><text:list-item><text:p>two</text:p></text:list-item></text:list>"
    )
    parsed = parse_odt("a.odt", odt_file(body))
    assert parsed.text == "Title\none\n\ntwo\n"
    assert parsed.assumed == ["1 automatic number or bullet of a list was left out"]


def test_tables_are_read_row_by_row_and_repeated_cells_are_repeated():
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell.format("Anna")
        + cell.format("Hello</text:p><text:p>there")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
        '<table:covered-table-cell/></table:table-row><table:table-row table:number-rows-repeated="1000000">'
        "<table:table-cell/></table:table-row></table:table>"
    )
    parsed = parse_odt("a.odt", odt_file(body))
    assert parsed.text == "Anna\tHello\nthere\nx\tx\n\n"
    assert parsed.assumed == ["1 table was read row by row, cells separated by tabs"]


def test_notes_and_text_boxes_follow_their_paragraph():
    note = (
        '<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation>'
        "<text:note-body><text:p>Laughs.</text:p></text:note-body></text:note>"
    )
    box = "<draw:frame><draw:text-box><text:p>Aside</text:p></draw:text-box><svg:title>T</svg:title></draw:frame>"
    parsed = parse_odt("a.odt", odt_file(f"<text:p>P1: Yes{note}{box}.</text:p><text:p>P2: No.</text:p>"))
    assert parsed.text == "P1: Yes[endnote 1].\n[endnote 1] Laughs.\nAside\nP2: No.\n"
    assert len(parsed.assumed) == 2


def test_deleted_hidden_and_commented_text_is_left_out_and_said():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>kept <text:span text:style-name="T2">secret</text:span><office:annotation><text:p>why?</text:p>'
        "</office:annotation><draw:frame><draw:image/></draw:frame>end</text:p>"
    )
    parsed = parse_odt(
        "a.odt", odt_file(body, HIDDEN, **{"styles.xml": odt_styles("<style:header>Page 1</style:header>")})
    )
    assert parsed.text == "kept end\n"
    assert parsed.assumed == [
        "1 tracked deletion was left out",
        "1 hidden passage was left out",
        "1 picture was left out",
        "1 comment was left out",
        "page headers and footers were left out",
    ]


def test_names_in_bold_are_speakers():
    line = '<text:p><text:span text:style-name="T1">{}</text:span> {}</text:p>'
    body = "".join(line.format(*said) for said in [("Anna", "Hi."), ("Ben", "Yo."), ("Anna", "So."), ("Ben", "No.")])
    parsed = parse_odt("a.odt", odt_file(body, BOLD))
    assert [turn.speaker for turn in parsed.turns] == ["Anna", "Ben", "Anna", "Ben"]


LOCKED = '<manifest xmlns="m"><file-entry><encryption-data/></file-entry></manifest>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"plain words", "damaged"),
        (b"{\\rtf1 hello}", "not an OpenDocument file but an RTF document"),
        (word_file("Hello."), "damaged"),
        (odt_file("<text:p>a</text:p>")[:-80], "damaged"),
        (odt_file("<text:p>"), "damaged"),
        (zip_file({"content.xml": f"<a>{'x' * 60_000_000}</a>"}), "not safe"),
        (odt_file("<text:p/>" * 1_600_000), "not safe|than any transcript"),
        (odt_file("<text:p>&b;</text:p>", before=LAUGHS), "XML entities"),
        (odt_file("<text:p>&b;</text:p>", before='<!DOCTYPE x SYSTEM "http://127.0.0.1/x">'), "XML entities"),
        (odt_file("<text:span>" * 3000 + "</text:span>" * 3000), "damaged"),
        (odt_file("", **{"META-INF/manifest.xml": LOCKED}), "locked with a password"),
        (zip_file({"content.xml": "<a/>"}), "no text document"),
    ],
    ids=[
        "empty",
        "text",
        "rtf",
        "docx",
        "cut",
        "unclosed",
        "bomb",
        "millions",
        "laughs",
        "outside",
        "deep",
        "locked",
        "a",
    ],
)
def test_a_hostile_or_broken_document_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        parse_transcript("interview.odt", data)
    assert str(caught.value).startswith("interview.odt: ")


@pytest.mark.parametrize(
    "body",
    [
        '<text:p>a<text:s text:c="99999999"/>b</text:p>' * 3,
        '<table:table><table:table-row><table:table-cell table:number-columns-repeated="99999999"><text:p>'
        + "long " * 50
        + "</text:p></table:table-cell></table:table-row></table:table>",
    ],
    ids=["spaces", "cells"],
)
def test_numbers_that_would_fill_the_memory_are_refused(body):
    with limited_by(Limits(characters=100_000)), pytest.raises(ImportProblem, match="more than 100,000 characters"):
        parse_odt("a.odt", odt_file(body))
