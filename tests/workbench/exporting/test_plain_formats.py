"""CSV, JSON, Markdown, HTML and LaTeX hold what the document says, with every mark escaped."""

from __future__ import annotations

import json

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.exporting.laid_out import FORMULAS, excel, of_cells, rows_of_csv, sample
from workbench.exporting.documents import Column, Document, Share, Table
from workbench.exporting.writers import write


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
