"""RTF documents are read in the order a reader meets them, in any code page, and what is left out is said."""

import pytest

from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.rtf import parse_rtf
from tests.coding.sources.importers.builders import rtf_file, word_file

ASIAN = r"{\f0\fcharset0 T;}{\f1\fcharset128 M;}{\f2\fcharset204 A;}{\f3\fcharset129 B;}{\f4\fcharset2 S;}"


def text_of(body: str, fonts: str = ASIAN) -> str:
    return parse_rtf("a.rtf", rtf_file(body, fonts)).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 \lquote x\rquote\par", "café ‘x’\n"),
        (r"\u8217?x\uc0\u233 y{\uc2\u12354\'82\'a0}z", "’xéyあz\n"),
        (r"\u-10179?\u-8704?", "😀\n"),
        (r"\f1\'82\'a0\'83\'5c\f0 a\'e9", "あソaé\n"),
        (r"\f2\'cf\'f0{\f3\'b0\'a1}\'e2", "Пр가в\n"),
        (r"a\~b\_c\-d\emdash e\tab f\{\}\\", "a\xa0b-cd—e\tf{}\\\n"),
        ("one \r\ntwo\\\nthree", "one two\nthree\n"),
        (r"{\upr{ansi}{\*\ud{\u9731 ?}}}{\*\nobody knows}x", "☃x\n"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}", "link\n"),
        (r"{\pict\bin5 }}}}}}after", "after\n"),
        (r"a\page b\sect\par c", "a\nb\n\nc\n"),
    ],
)
def test_characters_come_out_as_they_were_meant(body, text):
    assert text_of(body) == text


def test_letters_that_a_program_wrote_as_utf8_are_read_so():
    assert parse_rtf("a.rtf", r"{\rtf1\ansi café 漢字 \'e9}".encode()).text == "café 漢字 é\n"


def test_what_a_symbol_font_shows_is_marked_as_lost():
    parsed = parse_rtf("a.rtf", rtf_file(r"\f4\'b7\f0  item", ASIAN))
    assert parsed.text == "\ufffd item\n"
    assert parsed.assumed == ["1 character is lost; \ufffd stands there"]


def test_tables_notes_and_boxes_stand_in_reading_order():
    body = (
        r"Before\par\trowd\pard\intbl Anna\cell Hello\par there\cell\row\trowd\intbl Ben\cell\cell\row\pard "
        r"P1: Yes{\super\chftn}{\footnote\ftnalt\pard{\super\chftn} Laughs.\par}."
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Aside\par}}}\par P2: No.\par"
    )
    parsed = parse_rtf("a.rtf", rtf_file(body))
    assert parsed.text == (
        "Before\nAnna\tHello\nthere\nBen\nP1: Yes[endnote 1].\n[endnote 1] Laughs.\nAside\nP2: No.\n"
    )
    assert parsed.assumed == [
        "1 footnote or endnote stands after the paragraph that refers to it",
        "1 table was read row by row, cells separated by tabs",
        "1 text box stands after the paragraph it belongs to",
    ]


def test_deleted_hidden_and_printed_only_text_is_left_out_and_said():
    body = (
        r"{\header Page 1}{\listtext 1.\tab}kept {\v secret}{\deleted gone\par}{\revised new}{\*\annotation why?}"
        r"{\*\shppict{\pict 00ff}}{\nonshppict{\pict 00ff}} end\par"
    )
    parsed = parse_rtf("a.rtf", rtf_file(body))
    assert parsed.text == "kept new end\n"
    assert parsed.assumed == [
        "1 tracked deletion was left out",
        "1 tracked insertion was kept",
        "1 hidden passage was left out",
        "1 automatic number or bullet of a list was left out",
        "1 picture was left out",
        "1 comment was left out",
        "page headers and footers were left out",
    ]


def test_names_in_bold_are_speakers():
    said = [("Anna", "Hi."), ("Ben", "Yo."), ("Anna", "So."), ("Ben", "No.")]
    parsed = parse_rtf("a.rtf", rtf_file("".join(rf"{{\b {name}}} {words}\par" for name, words in said)))
    assert [turn.speaker for turn in parsed.turns] == ["Anna", "Ben", "Anna", "Ben"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"plain words", "damaged"),
        (word_file("Hello."), "not an RTF file but a zip archive or an office document"),
        (rtf_file("Hello")[:-3], "stops in the middle"),
        (b"{\\rtf1 " + b"{" * 50_000_000, "damaged"),
        (b"{\\rtf1 \\bin999999999 x}", "stops in the middle"),
        (rtf_file(""), "no text in this file"),
    ],
    ids=["empty", "text", "docx", "cut", "braces", "bin", "nothing"],
)
def test_a_hostile_or_broken_document_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        parse_transcript("interview.rtf", data)
    assert str(caught.value).startswith("interview.rtf: ")


def test_nonsense_numbers_do_no_harm():
    assert text_of(r"\u-99999999 ?a\u1114112 ?\uc99999\u8217 bcd") == "\ufffda\ufffd’\n"


def test_ends_without_text_take_time_in_proportion():
    text = text_of("a" + r"\par" * 50_000 + r"\cell" * 50_000 + " b")
    assert text.startswith("a\n")
    assert text.endswith("\tb\n")
    assert text.count("\t") == 50_000
