"""A PDF comes in as a person reads it, and what it cannot give is said."""

import re
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.pdf_bidi import as_written
from coding.sources.importers.pdf_lines import Letter, Line, in_order, whole_words
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.reading import NotRead, Reader
from tests.coding.sources.importers.test_transcript import keeps_everything
from tests.shared_data import SHARED, needs

TURNS = [
    "Interviewer: Thank you for coming in today. Could you tell me how the first weeks on the ward were for you?",
    "Nurse: They were long. I remember that nobody had told us where the protective clothing was kept, and so the"
    " first thing I did every morning was to walk through three corridors and ask whoever looked awake.",
    "Interviewer: And later?",
    "Nurse: Later it was better.",
    "Nurse: We had a list then, and the list was on the door, and somebody had put a little drawing of a mask beside"
    " it, which the night shift had given a moustache. That helped more than the posters of the ministry did.",
] * 12  # fmt: skip


def parsed(data: bytes, name: str = "talk.pdf") -> ParsedTranscript:
    read = parse_transcript(name, data)
    keeps_everything(read)
    return read


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def set_in_type(
    paragraphs: list[str], columns: int = 1, furniture: Callable | None = None, **style: object
) -> tuple[bytes, int]:
    """A PDF that a word processor might make, and how many pages it has."""
    stream = BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4)
    wide = (A4[0] - 4 * cm - (columns - 1) * 0.8 * cm) / columns
    frames = [Frame(2 * cm + at * (wide + 0.8 * cm), 3 * cm, wide, A4[1] - 6 * cm, 0, 0, 0, 0) for at in range(columns)]
    document.addPageTemplates(PageTemplate("page", frames, onPage=furniture or (lambda canvas, document: None)))
    look = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=14, **style)
    document.build([Paragraph(text, look) for text in paragraphs])
    return stream.getvalue(), document.page


def lines_drawn(*lines: str, size: int = 12) -> bytes:
    def draw(canvas: Canvas) -> None:
        for at, line in enumerate(lines):
            canvas.setFont("Times-Roman", size)
            canvas.drawString(60, 780 - 15 * at, line)

    return drawn(draw)


@pytest.mark.parametrize(
    "style",
    [
        {},
        {"alignment": TA_JUSTIFY},
        {"spaceAfter": 8},
        {"firstLineIndent": 18},
        {"leftIndent": 40, "firstLineIndent": -40},
    ],
    ids=["ragged", "justified", "spaced", "indented", "hanging"],
)
@pytest.mark.parametrize("columns", [1, 2])
def test_lines_become_paragraphs_again_over_columns_and_pages(style, columns):
    data, pages = set_in_type(TURNS, columns, **style)
    assert pages > 1
    read = parsed(data)
    assert read.text.split("\n") == TURNS
    assert len(read.turns) == len(TURNS)
    assert read.assumed == []


def piece(text: str, left: float, width: float, row: float) -> Line:
    return Line(text, 0, left, left + width, 12 * row, 12 * row + 10, 20)


PIECES = st.builds(
    piece,
    st.sampled_from("abcdefgh"),
    st.sampled_from([50, 140, 300, 310]),
    st.sampled_from([60, 200, 240]),
    st.one_of(st.integers(1, 20), st.sampled_from([7.2, 7.6])),
)


@given(st.lists(PIECES, max_size=60), st.sampled_from([None, 120, 290, 301, 305]))
def test_however_pieces_stand_on_a_page_none_is_lost(pieces, gutter):
    read = "".join(line.text for line in in_order(pieces, gutter))
    assert sorted("".join(read.split())) == sorted(line.text for line in pieces)


def test_the_words_of_a_line_stretched_over_two_columns_stay_together():
    columns = [piece(side, left, 200, row) for row in range(1, 12) for side, left in (("left", 50), ("right", 300))]
    stretched = [piece("one", 50, 60, 13), piece("two", 180, 160, 13), piece("three", 400, 100, 13)]
    assert in_order([*columns, *stretched], 275)[0].text.split() == ["one", "two", "three"]


def test_letters_that_a_line_was_cut_to_are_words_again():
    letters = [piece(letter, 50 + 8 * at, 8, 3) for at, letter in enumerate("so it") if letter != " "]
    assert [line.text for line in whole_words([*letters, piece("b", 50, 8, 2)])] == ["so", "it", "b"]


def columns_drawn(pages: list[tuple[list[str], list[str]]]) -> bytes:
    def draw(canvas: Canvas) -> None:
        for page in pages:
            for left, lines in zip((60, 320), page, strict=True):
                for at, line in enumerate(lines):
                    canvas.drawString(left, 780 - 15 * at, line)
            canvas.showPage()

    return drawn(draw)


def test_a_last_page_with_few_lines_has_the_columns_of_the_page_before():
    full = [[f"{side} line {at} of the first page here." for at in range(12)] for side in ("Left", "Right")]
    few = (["Then the left side ends", "with these words."], ["And the right side", "says good-bye."])
    read = parsed(columns_drawn([tuple(full), few]))
    assert read.text.endswith("Then the left side ends\nwith these words.\nAnd the right side\nsays good-bye.")


def test_words_that_are_stretched_over_a_line_make_no_columns():
    words = [f"word{at}" for at in range(84)]

    def draw(canvas: Canvas) -> None:
        for row in range(20):
            for at, word in enumerate(words[row * 4 : row * 4 + 4]):
                canvas.drawString(60 + at * (55 + row % 3 * 18) + row * 7 % 20, 780 - 15 * row, word)

    assert parsed(drawn(draw)).text.split() == words[:80]


@pytest.mark.parametrize(
    ("ends", "begins", "whole"),
    [
        ("something data-", "heavy was done", "data-heavy"),
        ("we saw that day-to-", "day as well", "day-to-day"),
        ("they gave him 20-", "40mg of it", "20-40mg"),
        ("it was about 50-", "50. Then more", "50-50."),
    ],
)
def test_where_hardly_a_line_ends_with_a_hyphen_it_is_one_of_the_text(ends, begins, whole):
    line = "The same line of many words fills the page today"
    read = parsed(
        lines_drawn(*[line] * 40, f"and on this one {ends:>32}", f"{begins} and on it goes for a while now", size=9)
    )
    assert whole in read.text.split()


def test_page_headers_footers_and_numbers_are_left_out_and_said():
    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawString(60, 800, "Interview 12, ward B")
        canvas.drawString(60, 40, "Confidential")
        canvas.drawRightString(530, 40, f"Page {document.page}")

    data, pages = set_in_type(TURNS * 2, furniture=furniture)
    read = parsed(data)
    assert read.text.split("\n") == TURNS * 2
    assert read.assumed == [
        f'"Confidential Page #" at the edge of {pages} pages was left out'.replace(" Page", "\tPage"),
        f'"Interview #, ward B" at the edge of {pages} pages was left out',
    ]


def test_bare_page_numbers_go_and_numbers_that_were_said_stay():
    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawCentredString(300, 40, f"- {document.page} -")

    answers = [f"Interviewer: How many?\nNurse: {n * 7 % 50}".split("\n") for n in range(200)]
    turns = [line for pair in answers for line in pair]
    data, pages = set_in_type(turns, furniture=furniture)
    read = parsed(data)
    assert read.text.split("\n") == turns
    assert read.assumed == [f"page numbers on {pages} pages were left out"]


def test_numbers_beside_the_lines_are_left_out_and_said():
    def draw(canvas: Canvas) -> None:
        for page in range(2):
            for line in range(20):
                canvas.setFont("Times-Roman", 9)
                canvas.drawRightString(50, 780 - 15 * line, str(20 * page + line + 1))
                canvas.setFont("Times-Roman", 12)
                canvas.drawString(70, 780 - 15 * line, f"Nurse: {line}" if line % 2 else "Interviewer: How many?")
            canvas.showPage()

    read = parsed(drawn(draw))
    assert [words.split(": ")[1] for words in read.text.split("\n")][:4] == ["How many?", "1", "How many?", "3"]
    assert len(read.turns) == 40
    assert read.assumed == ["40 line numbers in the margin were left out"]


def test_what_people_say_again_and_again_is_no_page_header():
    def draw(canvas: Canvas) -> None:
        for _ in range(6):
            canvas.drawString(60, 780, "Nurse: Yes.")
            canvas.drawString(60, 765, "Interviewer: Why?")
            canvas.showPage()

    assert len(parsed(drawn(draw)).turns) == 12


def test_words_broken_at_the_end_of_a_line_are_joined_and_counted():
    read = parsed(
        lines_drawn(
            "Nurse: It was the first time that I saw what protec-",
            "tive clothing does to people who wear it, and a follow-",
            "up visit was something that nobody ever had in mind, th-",
            "they said so. On the one-sided day of May I left the Anglo-",
            "Saxon ward for well-being. I do care about the well-",
            "being of others. Interviews are inter-",
            "views.",
        )
    )
    assert read.text == (
        "Nurse: It was the first time that I saw what protective clothing does to people who wear it, and a follow-up"
        " visit was something that nobody ever had in mind, th- they said so. On the one-sided day of May I left the"
        " Anglo-Saxon ward for well-being. I do care about the well-being of others. Interviews are interviews."
    )
    assert read.assumed == [
        "2 words that were hyphenated at the end of a line were joined",
        "3 words with a hyphen at the end of a line kept it",
    ]


def test_a_table_is_read_row_by_row():
    stream = BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4)
    document.addPageTemplates(PageTemplate("page", [Frame(60, 60, 480, 720)]))
    look = ParagraphStyle("cell", fontName="Times-Roman", fontSize=11, leading=13)
    said = [
        ("00:01", "Anna", TURNS[0][13:]),
        ("00:09", "Ben", TURNS[1][7:]),
        ("00:30", "Anna", "Oh."),
        ("00:31", "Ben", "Yes."),
    ]
    document.build(
        [
            Table(
                [[a, b, Paragraph(c, look)] for a, b, c in said],
                colWidths=[60, 80, 320],
                style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
            )
        ]
    )
    read = parsed(stream.getvalue())
    assert [(turn.time_start, turn.speaker, read.text[turn.body_start : turn.end]) for turn in read.turns] == [
        (1.0, "Anna", said[0][2]),
        (9.0, "Ben", said[1][2]),
        (30.0, "Anna", "Oh."),
        (31.0, "Ben", "Yes."),
    ]


@needs("data/same-text")
def test_the_same_consultation_as_in_plain_text():
    folder = SHARED / "data/same-text"
    read = parsed((folder / "primock57_day1_consultation01.pdf").read_bytes())
    assert read.text == (folder / "primock57_day1_consultation01.txt").read_text("utf-8").rstrip("\n")
    assert len(read.turns) == 109


def test_a_scan_asks_for_text_recognition():
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 60, 400, 600, fill=1)

    with pytest.raises(
        ImportProblem, match=r"talk.pdf: this PDF holds pictures of pages but no text; it was scanned. Run"
    ):
        parsed(drawn(draw))


def test_a_page_without_text_among_others_is_said():
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Nurse: Hello there.")
        canvas.showPage()
        canvas.rect(60, 60, 400, 600, fill=1)

    assert parsed(drawn(draw)).assumed == ["page 2 holds no text"]


def test_a_password_is_said():
    locked = drawn(lambda canvas: canvas.drawString(60, 700, "Secret"), encrypt="open-sesame")
    with pytest.raises(ImportProblem, match="locked with a password"):
        parsed(locked)


def test_broken_files_get_one_sentence():
    whole = lines_drawn("Nurse: Hello.")
    with pytest.raises(ImportProblem, match="no PDF file"):
        parsed(b"Nurse: Hello.")
    with pytest.raises(ImportProblem, match="the end of this PDF is missing"):
        parsed(whole[: len(whole) // 2])
    with pytest.raises(ImportProblem, match="this PDF is damaged"):
        parsed(b"%PDF-1.7\n" + b"\x00garbage" * 500 + b"\n%%EOF")
    with pytest.raises(ImportProblem, match="there is no text in this file"):
        parsed(drawn(lambda canvas: canvas.showPage()))


def test_pages_and_letters_are_limited():
    def draw(canvas: Canvas) -> None:
        for _ in range(4):
            canvas.drawString(60, 700, "Nurse: Hello there.")
            canvas.showPage()

    with limited_by(Limits(pages=3)), pytest.raises(ImportProblem, match="this PDF has 4 pages; the most is 3"):
        parsed(drawn(draw))
    with limited_by(Limits(characters=30)), pytest.raises(ImportProblem, match="more than 30 characters"):
        parsed(drawn(draw))


def raw_pdf(*objects: str) -> bytes:
    body = "%PDF-1.7\n" + "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(objects, 1))
    return f"{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n".encode()


BOMB_PAGE = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
    "<< /Length 5 >>\nstream\n/F Do\nendstream",
)
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
BOMBS = {
    "a page tree that holds itself": raw_pdf(CATALOG, "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R 2 0 R] >>"),
    "a deep page tree": raw_pdf(
        CATALOG, *(f"<< /Type /Pages /Count 1 /Kids [{n} 0 R] >>" for n in range(3, 3000)), "<< /Type /Page >>"
    ),
    "a count that lies": raw_pdf(CATALOG, "<< /Type /Pages /Count 2000000000 /Kids [] >>"),
    "a form that draws itself": raw_pdf(
        CATALOG,
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        " /Resources << /XObject << /F 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 /Resources << /XObject << /F 5 0 R >> >> >>\n"
        "stream\n/F Do\nendstream",
    ),
    "a page as large as a country": raw_pdf(
        CATALOG,
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] >>",
    ),
    "deep arrays": raw_pdf(CATALOG, "[" * 100_000 + "]" * 100_000),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_a_plain_sentence_in_little_time(bomb):
    began = time.perf_counter()
    with pytest.raises(ImportProblem, match=re.escape("talk.pdf: ")):
        parsed(bomb)
    assert time.perf_counter() - began < 5


def placed(seen: str) -> list[Letter]:
    """The letters of a line from left to right as they stand on a page, in an order of no meaning."""
    letters = [Letter(sign, 10.0 * at, 10.0 * at + 9.5, 0, 12, 12) for at, sign in enumerate(seen)]
    return sorted(letters, key=lambda letter: ord(letter.text))


@pytest.mark.parametrize(
    ("seen", "from_right", "written"),
    [
        ("םולש אבא", True, "אבא שלום"),
        (".2019 תנשב ונייה", True, "היינו בשנת 2019."),
        ("הלועפ (תובושח) דחא :יל", True, "לי: אחד (חשובות) פעולה"),
        ("P1: םולש", False, "P1: שלום"),
        ("COVID-19 לש ףגנ", True, "נגף של COVID-19"),
    ],
)
def test_right_to_left_lines_are_read_as_they_were_written(seen, from_right, written):
    letters = as_written(placed(seen), from_right)
    assert "".join(" " + letter.text if letter.space_before else letter.text for letter in letters) == written


def test_lines_of_a_script_without_spaces_are_joined_without_one():
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    turn = "記者：" + "今日はとても暑いですね。外で働く人は大変だと思います。" * 8
    stream = BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4)
    document.addPageTemplates(PageTemplate("page", [Frame(60, 60, 480, 720)]))
    look = ParagraphStyle("body", fontName="HeiseiMin-W3", fontSize=11, leading=14, wordWrap="CJK")
    document.build([Paragraph(turn, look)] * 3)
    assert parsed(stream.getvalue()).text.split("\n") == [turn] * 3


def test_a_page_that_draws_for_ever_is_stopped_and_the_next_file_is_read(tmp_path):
    twice = (
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11 /Resources << /XObject << /F {next} 0 R >> >> >>\n"
    )
    forms = [f"{twice.format(next=n)}stream\n/F Do /F Do\nendstream" for n in range(6, 60)]
    bomb = raw_pdf(
        *BOMB_PAGE, *forms, "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 1 >>\nstream\n\nendstream"
    )
    (tmp_path / "bomb.pdf").write_bytes(bomb)
    (tmp_path / "talk.pdf").write_bytes(lines_drawn("Nurse: Hello."))
    reader = Reader(seconds=3)
    try:
        with pytest.raises(NotRead, match=r"bomb\.pdf"):
            reader.ask("transcript", name="bomb.pdf", path=str(tmp_path / "bomb.pdf"), out=str(tmp_path / "bomb"))
        facts = reader.ask("transcript", name="talk.pdf", path=str(tmp_path / "talk.pdf"), out=str(tmp_path / "talk"))
    finally:
        reader.close()
    assert facts["turns"] == 1
