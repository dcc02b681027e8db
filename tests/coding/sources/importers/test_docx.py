"""Word documents give the same text as their plain twins, and say what they leave out."""

import docx
import pytest

from coding.sources.importers.docx import parse_docx
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from tests.coding.sources.importers.builders import WORD, raw_word_file, saved, word_file, zip_file

BOMB = "<w:p><w:r><w:t>" + "A" * 60_000_000 + "</w:t></w:r></w:p>"


def test_paragraphs_tables_and_tabs_come_in_reading_order():
    document = docx.Document()
    document.add_paragraph("INTERVIEWER: Before\tthe table.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["P1", "Inside.\nStill.", "P2", "Too."], strict=True):
        cell.text = text
    document.add_paragraph("P1: After.")
    parsed = parse_docx("a.docx", saved(document))
    assert parsed.text == "INTERVIEWER: Before\tthe table.\nP1\tInside.\nStill.\nP2\tToo.\nP1: After.\n"
    assert parsed.speakers == ["INTERVIEWER", "P1", "P2"]
    assert parsed.assumed == ["1 table was read row by row, cells separated by tabs"]


def test_names_in_bold_are_speakers():
    data = word_file(
        [("Anna", True), (" Hello.", False)], [("Ben", True)], "Hi.", [("Anna", True)], "So.", [("Ben", True)], "No."
    )
    parsed = parse_docx("a.docx", data)
    said = [(turn.speaker, parsed.text[turn.body_start : turn.end]) for turn in parsed.turns]
    assert said == [("Anna", "Hello."), ("Ben", "Hi."), ("Anna", "So."), ("Ben", "No.")]


def test_bold_headings_that_stand_once_are_no_speakers():
    assert parse_docx("a.docx", word_file([("Background", True)], "It rained.")).speakers == []


def test_tracked_changes_are_counted_not_lost_in_silence():
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('P1: I ')}<w:ins>{run.format('do ')}</w:ins>"
        "<w:del><w:r><w:delText>don't </w:delText></w:r></w:del>" + run.format("trust it.") + "</w:p>"
    )
    parsed = parse_docx("a.docx", raw_word_file(body))
    assert parsed.text == "P1: I do trust it.\n"
    assert parsed.assumed == ["1 tracked deletion was left out", "1 tracked insertion was kept"]


def test_footnotes_follow_the_paragraph_that_refers_to_them():
    body = (
        '<w:p><w:r><w:t>P1: Yes</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>P2: No.</w:t></w:r></w:p>"
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>'
    )
    notes = (
        f'<?xml version="1.0"?><w:footnotes xmlns:w="{WORD}">'
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Laughs.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    parsed = parse_docx(
        "a.docx", raw_word_file(body, **{"word/_rels/document.xml.rels": relations, "word/footnotes.xml": notes})
    )
    assert parsed.text == "P1: Yes[footnote 1].\n[footnote 1] Laughs.\nP2: No.\n"
    assert parsed.assumed == ["1 footnote or endnote stands after the paragraph that refers to it"]


def test_links_line_breaks_and_content_controls_keep_their_text():
    body = (
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r><w:hyperlink><w:r><w:t>c</w:t></w:r></w:hyperlink></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>d</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert parse_docx("a.docx", raw_word_file(body)).text == "a\nbc\nd\n"


def test_page_headers_are_said_to_be_left_out():
    document = docx.Document()
    document.add_paragraph("P1: Hello.")
    document.sections[0].header.paragraphs[0].text = "Confidential"
    parsed = parse_docx("a.docx", saved(document))
    assert "Confidential" not in parsed.text
    assert parsed.assumed == ["page headers and footers were left out"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"just text", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file"),
        (word_file("Hello.")[:-200], "damaged"),
        (zip_file({"a.txt": "x"}), "damaged"),
        (raw_word_file(BOMB), "not safe"),
        (raw_word_file("<w:p/>" * 1_600_000), "not safe|than any transcript"),
        (
            raw_word_file("<w:p>&x;</w:p>", before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "XML entities",
        ),
        (raw_word_file("<w:p>" + "<w:r>" * 3000 + "</w:r>" * 3000 + "</w:p>"), "damaged"),
        (raw_word_file("<w:p><w:r>"), "damaged"),
    ],
    ids=["empty", "text", "doc", "cut", "zip", "bomb", "millions of empty paragraphs", "entities", "deep", "unclosed"],
)
def test_a_hostile_or_broken_document_gets_one_plain_sentence(data, reason):
    with pytest.raises(ImportProblem, match=reason) as caught:
        parse_transcript("interview.docx", data)
    assert str(caught.value).startswith("interview.docx: ")


def test_a_document_without_words_is_refused():
    with pytest.raises(ImportProblem, match="no text in this file"):
        parse_transcript("a.docx", word_file("", " "))


def test_an_unknown_kind_of_file_is_named_with_those_we_read():
    with pytest.raises(ImportProblem, match=r"\(\.exe\) cannot be read.*\.txt.*\.docx"):
        parse_transcript("a.exe", b"x")


def test_a_binary_file_called_txt_is_refused():
    with pytest.raises(ImportProblem, match="not plain text but a zip archive or an office document"):
        parse_transcript("a.txt", word_file("Hello."))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.doc", "(.doc) cannot be read: it is an old Word file. Open it in Word or LibreOffice, save it as .docx"),
        ("a.DOCM", "(.docm) cannot be read: it is a Word file that may hold macros. Save it as .docx"),
        ("a.mp3", "(.mp3) cannot be read: it is a recording. Have it transcribed first"),
    ],
)
def test_a_known_kind_that_is_not_read_gets_advice(name, sentence):
    with pytest.raises(ImportProblem) as caught:
        parse_transcript(name, b"x")
    assert sentence in str(caught.value)


def test_a_document_locked_with_a_password_is_told_from_an_old_one():
    data = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ImportProblem, match=r"locked with a password\. Save it as \.docx without a password"):
        parse_docx("a.docx", data)


def test_what_only_word_shows_is_left_out_and_said():
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    hidden = run.format("<w:rPr><w:vanish/></w:rPr>", "secret ")
    ruby = f"<w:ruby><w:rt>{run.format('', 'kan')}</w:rt><w:rubyBase>{run.format('', '漢')}</w:rubyBase></w:ruby>"
    ended = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = (
        f"<w:p>{ended}{run.format('', 'one ')}{hidden}</w:p>"
        f"<w:p>{run.format('', 'two')}<w:r>{ruby}</w:r><w:r><w:t>Hel<!-- x -->lo</w:t></w:r></w:p>"
    )
    parsed = parse_docx("a.docx", raw_word_file(body))
    assert parsed.text == "one two漢Hello\n"
    assert parsed.assumed == ["1 hidden passage was left out", "1 reading aid above a word (ruby) was left out"]


def test_bullets_that_come_with_a_style_are_said_too():
    document = docx.Document()
    for style in ("List Bullet", "List Number", "Normal"):
        document.add_paragraph("An item", style=style)
    said = parse_transcript("a.docx", saved(document)).assumed
    assert "2 automatic numbers or bullets of lists were left out" in said
