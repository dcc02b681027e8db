"""Files hold what the document says: numbers as numbers, text as text, and nothing that runs."""

from __future__ import annotations

import csv
import json
from functools import partial
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st

from workbench.charts import Interval, forest, heatmap
from workbench.exporting.documents import Column, Document, Estimate, Figure, Middle, Share, Spread, Table
from workbench.exporting.looks import STYLES, Look
from workbench.exporting.writers import FORMATS, content_type, format_name, write

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]


def sample(**changes: object) -> Document:
    """Two codes in a tree with counts and one coefficient that is undefined."""
    table = Table(
        title="Codebook of the study",
        columns=[
            Column("Code", width=1),
            Column("Definition", width=3),
            Column("Codings", numeric=True),
            Column("Alpha", numeric=True, decimals=2),
        ],
        rows=[
            ["Trust", "Faith in the tool.\nOr lack of it.", 12, 0.81234],
            ["Errors", "What <b>it</b> gets wrong & right | 50 % of_it", 3, -0.05],
            ["Checking", None, 0, None],
        ],
        notes=["Alpha is Krippendorff's.", "A dash stands for undefined."],
        levels=[0, 1, 2],
    )
    return Document(title="Trust in tools: codebook", tables=[table], facts=["5 codes, 2 coders."], **changes)


def mixed() -> Table:
    """A table whose cells are made of several numbers, two of its columns under a common head."""
    return Table(
        title="Codes in the two groups",
        columns=[
            Column("Code"),
            Column("Physicians", numeric=True, group="Applied by"),
            Column("Nurses", numeric=True, group="Applied by"),
            Column("κ", numeric=True, bounded=True, note="Kappa is Cohen's."),
            Column("Words", numeric=True),
        ],
        rows=[
            ["Trust", Share(12, 35), Share(0, 0), Estimate(0.744, 0.65, 0.81), Spread(12.25, 3.5)],
            ["Errors", Share(1, 35), Share(2, 120), Estimate(None), Middle(11.0, 9.5, 14.0)],
        ],
        notes=["Codings of both rounds."],
    )


def of_cells(*cells: object) -> Document:
    return Document("D", [Table("T", [Column("Text")], [[cell] for cell in cells])])


def word(document: Document) -> docx.document.Document:
    return docx.Document(BytesIO(write(document, "docx")))


def excel(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write(document, "xlsx")))


def rows_of_csv(document: Document) -> list[list[str]]:
    return list(csv.reader(StringIO(write(document, "csv").decode("utf-8-sig"), newline="")))


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


# --- Word ------------------------------------------------------------------------------------------


def test_word_repeats_the_head_on_every_page_and_never_splits_a_row() -> None:
    [table] = word(sample()).tables

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in table.rows[1:])


def test_word_has_the_title_above_and_the_notes_below_each_table() -> None:
    file = word(sample())
    order = [(p.style.name, p.text) for p in file.paragraphs]

    assert order == [
        ("Title", "Trust in tools: codebook"),
        ("Facts", "5 codes, 2 coders."),
        ("Table Number", "Table 1"),
        ("Table Title", "Codebook of the Study"),
        ("Table Note", "Note. Alpha is Krippendorff's. A dash stands for undefined."),
    ]
    body = [child.tag.split("}")[1] for child in file.element.body]
    assert body[:6] == ["p", "p", "p", "p", "tbl", "p"]


def test_word_shows_values_as_people_read_them() -> None:
    [table] = word(sample()).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]

    assert cells[0] == ["Code", "Definition", "Codings", "Alpha"]
    assert cells[1] == ["Trust", "Faith in the tool.\nOr lack of it.", "12", "0.81"]
    assert cells[2][3] == "−0.05"
    assert cells[3] == ["Checking", "", "0", "—"]


def test_word_indents_the_levels_of_a_tree() -> None:
    [table] = word(sample()).tables
    indents = [row.cells[0].paragraphs[0].paragraph_format.left_indent for row in table.rows[1:]]

    assert indents[0] is None
    assert 0 < indents[1] < indents[2]


def test_word_draws_rules_only_above_below_and_under_the_head() -> None:
    [table] = word(sample()).tables
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))

    assert [edge.tag for edge in borders] == [qn("w:top"), qn("w:bottom")]
    with_rule = [
        cell for row in table.rows for cell in row._tr.tc_lst if cell.find(f".//{qn('w:tcBorders')}") is not None
    ]
    assert with_rule == list(table.rows[0]._tr.tc_lst)


def test_word_shares_the_width_of_the_text_among_the_columns() -> None:
    file = word(sample(landscape=True))
    [table] = file.tables
    widths = [column.width for column in table.columns]

    assert file.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert file.sections[0].page_width == pytest.approx(Cm(29.7), rel=0.001)
    assert widths[1] == pytest.approx(3 * widths[0], rel=0.01)
    assert sum(widths) == pytest.approx(Cm(29.7) - 2 * Cm(2.54), rel=0.01)


def test_word_names_nobody() -> None:
    properties = word(sample()).core_properties

    assert (properties.author, properties.last_modified_by) == ("Marginalia", "Marginalia")
    assert (properties.title, properties.comments) == ("Trust in tools: codebook", "")


# --- Excel -----------------------------------------------------------------------------------------


def test_excel_holds_real_numbers() -> None:
    sheet = excel(sample()).worksheets[0]

    assert [cell.value for cell in sheet[2]] == ["Trust", "Faith in the tool.\nOr lack of it.", 12, 0.81234]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n"]
    assert sheet["D2"].number_format == "0.00"
    assert sheet["D4"].value is None


def test_excel_freezes_and_filters_the_head_and_wraps_text() -> None:
    sheet = excel(sample()).worksheets[0]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D4"
    assert sheet["B2"].alignment.wrap_text
    assert [sheet[f"A{row}"].alignment.indent for row in (2, 3, 4)] == [0, 1, 2]
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["A"].width


def test_excel_is_ready_to_be_printed_and_read() -> None:
    sheet = excel(sample()).worksheets[0]

    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "$1:$1", 0, True,
    )  # fmt: skip
    assert sheet.row_dimensions[2].height == 30  # a definition of two lines
    assert sheet["A3"].alignment.horizontal == "left"


def test_excel_keeps_what_looks_like_a_formula_as_text() -> None:
    sheet = excel(of_cells(*FORMULAS, "plain")).worksheets[0]

    for row in range(2, 2 + len(FORMULAS)):
        assert sheet.cell(row, 1).data_type == "s"
        assert sheet.cell(row, 1).quotePrefix
    assert sheet["A2"].value == "=1+1"
    assert not sheet.cell(2 + len(FORMULAS), 1).quotePrefix


def test_excel_gives_each_table_a_sheet_of_its_own_and_says_what_they_are() -> None:
    tables = [Table("A very long title: with [marks] that no sheet may have", [Column("x")], []) for _ in range(3)]
    book = excel(Document("Study", [*tables, Table("About", [Column("x")], [], sheet="About")], facts=["A fact."]))

    assert len(book.sheetnames) == 5
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [cell.value for cell in book["About"]["A"]][:2] == ["Study", "A fact."]
    assert book.properties.creator == "Marginalia"


def test_excel_says_when_a_text_was_too_long_for_a_cell() -> None:
    book = excel(of_cells("x" * 40_000))

    assert len(book.worksheets[0]["A2"].value) == 32_767
    assert any("1 cells were longer" in str(cell.value) for cell in book["About"]["A"])


# --- CSV, JSON, Markdown ---------------------------------------------------------------------------


def test_csv_is_one_plain_table_that_excel_opens_in_the_right_encoding() -> None:
    assert write(sample(), "csv").startswith(b"\xef\xbb\xbf")
    rows = rows_of_csv(sample())

    assert rows[0] == ["Code", "Definition", "Codings", "Alpha"]
    assert rows[1] == ["Trust", "Faith in the tool.\nOr lack of it.", "12", "0.81234"]
    assert rows[2][3] == "-0.05"
    assert rows[3] == ["Checking", "", "0", ""]


def test_csv_puts_an_apostrophe_before_what_looks_like_a_formula_but_not_before_numbers() -> None:
    rows = rows_of_csv(of_cells(*FORMULAS, -5, -0.5))

    assert all(row[0].startswith("'") for row in rows[1:-2])
    assert [row[0] for row in rows[-2:]] == ["-5", "-0.5"]


def test_heads_that_join_a_group_and_a_title_are_made_harmless_too() -> None:
    table = Table("=T", [Column("=1", group="+G", note="@n")], [[Share(1, 2)]], notes=["-x"])
    sheet = excel(Document("=D", [table])).worksheets[0]

    assert rows_of_csv(Document("D", [table]))[0] == ["'+G: =1, n", "'+G: =1, %"]
    assert [(cell.data_type, cell.quotePrefix) for cell in sheet[1]] == [("s", True)] * 2


def test_csv_separates_several_tables_by_their_titles() -> None:
    one = Table("One", [Column("a")], [["1"]])
    two = Table("Two", [Column("b")], [["2"]])

    assert rows_of_csv(Document("D", [one, two])) == [["One"], ["a"], ["1"], [], ["Two"], ["b"], ["2"]]


def test_json_has_rows_by_column_and_nothing_for_what_is_undefined() -> None:
    whole = json.loads(write(sample(), "json"))
    [table] = whole["tables"]

    assert (whole["title"], whole["facts"]) == ("Trust in tools: codebook", ["5 codes, 2 coders."])
    assert table["rows"][0]["Alpha"] == 0.81234
    assert table["rows"][2] == {"Code": "Checking", "Definition": None, "Codings": 0, "Alpha": None}


def test_json_tells_columns_of_one_name_apart_and_knows_no_nan() -> None:
    table = Table("T", [Column("n"), Column("n")], [[1, float("nan")]])

    assert json.loads(write(Document("D", [table]), "json"))["tables"][0]["rows"] == [{"n": 1, "n (2)": None}]


def test_markdown_shows_marks_as_marks_and_keeps_each_row_on_one_line() -> None:
    text = write(sample(), "md").decode()

    assert "| Code | Definition | Codings | Alpha |\n| --- | --- | ---: | ---: |" in text
    assert "| Trust | Faith in the tool.<br>Or lack of it. | 12 | 0.81 |" in text
    assert r"| &emsp;Errors | What &lt;b>it&lt;/b> gets wrong &amp; right \| 50 % of\_it | 3 | −0.05 |" in text
    assert "*Note.* Alpha is Krippendorff's." in text


# --- HTML, LaTeX -----------------------------------------------------------------------------------


def test_html_is_one_file_with_every_text_escaped() -> None:
    page = BeautifulSoup(write(sample(), "html"), "html.parser")

    assert page.find(["script", "link", "img", "b"], string="it") is None
    assert not page.find_all(["script", "link", "img"])
    assert "What <b>it</b> gets wrong" in page.find_all("td")[3].text
    assert [th.text for th in page.thead.find_all("th")] == ["Code", "Definition", "Codings", "Alpha"]
    assert [row.th.get("class") for row in page.tbody.find_all("tr")] == [None, ["level-1"], ["level-2"]]


def test_html_tells_a_spreadsheet_that_text_is_text() -> None:
    page = write(of_cells("=1+1"), "html").decode()

    assert 'mso-number-format: "\\@"' in page
    assert '<th scope="row">=1+1</th>' in page


def test_latex_is_a_long_table_with_booktabs_rules_and_no_loose_marks() -> None:
    text = write(sample(landscape=True), "tex").decode()

    for part in (
        r"\begin{landscape}",
        r"\begin{longtable}",
        r"\toprule",
        r"\midrule \endhead",
        r"\bottomrule",
    ):
        assert part in text
    assert (
        r"What \textless{}b\textgreater{}it\textless{}/b\textgreater{} gets wrong \& right \textbar{} 50 \% of\_it"
        in text
    )
    assert r"Faith in the tool.\newline Or lack of it." in text
    assert r"\hspace*{2em}Checking" in text
    assert r"$-$0.05" in text
    assert text.count(r"\begin") == text.count(r"\end{")


@given(st.text())
def test_latex_braces_always_pair(text: str) -> None:
    body = write(of_cells(text), "tex").decode().replace(r"\{", "").replace(r"\}", "")

    assert body.count("{") == body.count("}")


@given(st.text())
def test_csv_gives_back_what_went_in_except_the_apostrophe_and_control_characters(text: str) -> None:
    from workbench.exporting.cells import clean, harmless

    assert rows_of_csv(of_cells(text, "end"))[-2:] in ([[harmless(clean(text))], ["end"]], [[], ["end"]])


@given(st.text(alphabet="'=+-@\t x"))
def test_the_protection_of_a_text_can_be_taken_away_again(text: str) -> None:
    from workbench.exporting.cells import FORMULA_STARTS, harmless, unprotected

    assert not str(harmless(text)).startswith(FORMULA_STARTS)
    assert unprotected(str(harmless(text))) == text


# --- Cells made of several numbers, and styles -----------------------------------------------------

IN_STYLES = {
    "apa": ["12 (34.3)", "0 (—)", ".74 [.65, .81]", "12.25 (3.50)"],
    "jmir": ["12 (34.3)", "0 (—)", "0.74 (0.65-0.81)", "12.25 (3.50)"],
    "plain": ["12 (34.3)", "0 (—)", "0.74 [0.65, 0.81]", "12.25 (3.50)"],
}


@pytest.mark.parametrize("style", STYLES)
def test_one_cell_for_readers_is_said_in_the_style(style: str) -> None:
    file = docx.Document(BytesIO(write(Document("D", [mixed()]), "docx", Look(style))))
    [table] = file.tables

    assert [cell.text for cell in table.rows[2].cells][1:] == IN_STYLES[style]
    assert [cell.text for cell in table.rows[0].cells] == ["", "Applied by", "Applied by", "", ""]
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows[:2])


def test_other_programs_get_several_columns_of_numbers() -> None:
    heads = [
        "Code", "Applied by: Physicians, n", "Applied by: Physicians, %", "Applied by: Nurses, n",
        "Applied by: Nurses, %", "κ", "κ, low", "κ, high", "Words, mean", "Words, SD", "Words, median", "Words, Q1",
        "Words, Q3",
    ]  # fmt: skip
    sheet = excel(Document("D", [mixed()])).worksheets[0]
    first = ["Trust", 12, pytest.approx(34.2857, abs=1e-4), 0, None, 0.744, 0.65, 0.81, 12.25, 3.5, None, None, None]

    assert [cell.value for cell in sheet[1]] == heads
    assert [cell.value for cell in sheet[2]] == first
    assert (sheet["C2"].number_format, sheet["F2"].number_format) == ("0.0", "0.00")
    assert rows_of_csv(Document("D", [mixed()]))[0] == heads
    assert json.loads(write(Document("D", [mixed()]), "json"))["tables"][0]["rows"][1]["Words, median"] == 11.0


def test_the_notes_of_a_column_hang_on_letters() -> None:
    def paragraphs(style: str) -> list[str]:
        file = docx.Document(BytesIO(write(Document("D", [mixed()]), "docx", Look(style))))
        return [p.text for p in file.paragraphs if p.style.name.startswith("Table")]

    assert paragraphs("apa") == [
        "Table 1", "Codes in the Two Groups", "Note. Codings of both rounds.", "aKappa is Cohen's.",
    ]  # fmt: skip
    assert paragraphs("jmir") == [
        "Table 1. Codes in the two groups.a", "aCodings of both rounds.", "bKappa is Cohen's.",
    ]  # fmt: skip


def test_decimals_and_percentages_are_as_asked() -> None:
    text = write(
        Document("D", [mixed()]), "md", Look("plain", decimals=1, percent_decimals=0, percent_sign=True)
    ).decode()

    assert "| Trust | 12 (34%) | 0 (—) | 0.7 \\[0.7, 0.8\\] | 12.3 (3.5) |" in text


def test_halves_are_rounded_up_as_readers_do() -> None:
    table = Table("T", [Column("n", numeric=True), Column("x", numeric=True)], [[Share(1, 8), -0.125]])

    assert "| 1 (13) | −0.13 |" in write(Document("D", [table]), "md", Look("jmir")).decode()


BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"code": "Trust", "n": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "code", "type": "nominal"}},
}


def drawn() -> Document:
    behind = Table("Codings of each code", [Column("Code"), Column("Codings", numeric=True)], [["Trust", 3]])
    return Document("D", [], figures=[Figure("How often", BARS, "A bar for Trust.", ["Of all coders."], behind)])


def test_a_figure_is_in_the_file_or_said_in_words_with_the_numbers_behind_it() -> None:
    file = word(drawn())
    page = BeautifulSoup(write(drawn(), "html"), "html.parser")

    assert [p.text for p in file.paragraphs if p.style.name.startswith("Figure")] == ["Figure 1", "How Often", ""]
    assert len(file.inline_shapes) == 1
    assert file.inline_shapes[0]._inline.docPr.get("descr") == "A bar for Trust."
    assert page.figure.img["alt"] == "A bar for Trust."
    assert "A bar for Trust." in write(drawn(), "md").decode()
    assert rows_of_csv(drawn()) == [["Code", "Codings"], ["Trust", "3"]]
    assert json.loads(write(drawn(), "json"))["figures"][0]["spec"] == BARS


@pytest.mark.parametrize(("style", "said"), [("apa", ".74 [.65, .81]"), ("jmir", "0.74 [0.65, 0.81]")])
def test_a_figure_has_the_zeros_of_its_style(style: str, said: str) -> None:
    spec = partial(forest, [Interval("Trust", 0.74, 0.65, 0.81), Interval("Errors", -0.25)], axis="κ")
    square = partial(heatmap, [[None, 0.5]], ["a"], ["b", "c"], legend="Jaccard", decimals=2)
    texts = []
    for drawing in (spec, square):
        data = write(Document("D", [], figures=[Figure("F", drawing, "Seen.")]), "svg", Look(style))
        texts += [text.text for text in BeautifulSoup(data, "xml").find_all("text")]

    assert {said, ".2" if style == "apa" else "0.2"} <= set(texts)
    assert any(text.startswith(("0.", "−0.")) for text in texts) == (style == "jmir")


@pytest.mark.parametrize(("format_", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_figure_is_drawn_on_its_own(format_: str, start: bytes) -> None:
    assert write(drawn(), format_).startswith(start)
    assert content_type(format_)
