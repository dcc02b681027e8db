"""Web pages become what a reader would see of them; nothing in them is carried out."""

import pytest

from coding.sources.importers import guards
from coding.sources.importers.html import parse_html
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from tests.coding.sources.importers.builders import word_file


def text_of(page: str) -> str:
    return parse_html("a.html", page.encode()).text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<head><title>T</title></head><p>a<p>b<br>c<br></p><p><br></p>d", "a\nb\nc\n\nd\n"),
        ("<div>\n  one\n   two <b> three</b>  <i>four</i> </div>", "one two three  four\n"),
        ("<p>typed  twice</p>", "typed  twice\n"),
        ("<pre>\n a\n\tb\n</pre>c", " a\n\tb\nc\n"),
        ("&amp;&lt;b&gt;&nbsp;&eacute;&#x1F600;&bogus;", "&<b>\xa0é😀&bogus;\n"),
        ("<table><tr><th>Anna<td>Hello<p>there</p><tr><td>Ben<td></table>after", "Anna\tHello\nthere\nBen\nafter\n"),
        ("<ul><li>one<li>two</ul>", "one\ntwo\n"),
        ("a<script>alert(1)</script><style>b{}</style><!-- c --><template>d</template>e", "ae\n"),
        ("<p>left <b>open <div>inner</b> tail", "left open\ninner tail\n"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>字", "漢字\n"),
    ],
)
def test_a_page_reads_as_it_is_shown(page, text):
    assert text_of(page) == text


def test_hidden_text_and_pictures_are_left_out_and_said():
    parsed = parse_html("a.html", b"<p>a<span style='Display: None'>x</span><img alt=p><i hidden>y</i>b</p>")
    assert parsed.text == "ab\n"
    assert parsed.assumed == ["2 hidden passages were left out", "1 picture was left out"]


def test_names_in_bold_are_speakers():
    said = [("Anna", "Hi."), ("Ben", "Yo."), ("Anna", "So."), ("Ben", "No.")]
    page = "".join(f"<p><strong>{name}</strong> {words}</p>" for name, words in said)
    assert [turn.speaker for turn in parse_html("a.html", page.encode()).turns] == ["Anna", "Ben", "Anna", "Ben"]


@pytest.mark.parametrize(
    ("codec", "declared", "said"),
    [
        ("utf-8", "UTF-8", []),
        ("utf-16", "", ["read as UTF-16"]),
        ("cp949", "euc-kr", ["read as euc-kr, as the page says"]),
        ("utf-8", "shift_jis-nonsense", []),
    ],
)
def test_the_encoding_is_the_one_the_page_says_or_its_bytes_show(codec, declared, said):
    meta = f'<meta charset="{declared}">' if declared else ""
    parsed = parse_html("a.html", f"{meta}<p>참여자: 그렇습니다.</p>".encode(codec))
    assert parsed.text == "참여자: 그렇습니다.\n"
    assert parsed.assumed == said


def test_characters_no_database_keeps_are_removed_and_said():
    parsed = parse_html("a.html", b"<p>a\x00b&#1;c&#xD800;</p>")
    assert parsed.text == "abc\ufffd\n"
    assert "2 invisible control characters were removed" in parsed.assumed


def test_half_a_character_is_lost_alone_and_counted():
    parsed = parse_html(
        "a.html", b"<meta charset=utf-8><p>Gr\xc3\xbc\xc3\x9fe \xed\xa0\x80 hi \xed\xa0\xbd\xed\xb8\x80</p>"
    )
    assert parsed.text.strip() == "Grüße � hi 😀"
    assert "1 character is lost; � stands there" in parsed.assumed


def test_entities_of_a_document_type_are_not_read():
    page = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>x&a;</p>'
    assert "root" not in text_of(page)


@pytest.mark.parametrize(
    "page",
    ["<div>" * 50_000 + "x", "<table><tr><td>" * 5_000 + "x", "x" + "<" * 100_000, "<p>" + "</b>" * 100_000 + "x"],
    ids=["blocks", "tables", "brackets", "ends"],
)
def test_deep_and_broken_pages_are_read_without_a_tree(page):
    assert "x" in text_of(page)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"<p></p>", "no text in this file"),
        (word_file("Hello."), "not an HTML file but a zip archive"),
    ],
    ids=["empty", "nothing", "docx"],
)
def test_a_hostile_or_broken_page_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        parse_transcript("page.html", data)
    assert str(caught.value).startswith("page.html: ")


def test_a_page_of_nothing_but_marks_is_refused(monkeypatch):
    monkeypatch.setattr(guards, "MAX_XML_ELEMENTS", 1_000)
    assert text_of("<i>" * 990 + "x") == "x\n"
    with pytest.raises(ImportProblem, match="than any transcript has"):
        text_of("<i>" * 1_001 + "x")
