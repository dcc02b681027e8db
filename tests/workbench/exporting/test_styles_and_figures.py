"""Cells made of several numbers and figures are said in the style that was asked for."""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from tests.workbench.exporting.laid_out import excel, mixed, rows_of_csv, word
from workbench.charts import Interval, forest, heatmap
from workbench.exporting.documents import Column, Document, Figure, Share, Table
from workbench.exporting.looks import STYLES, Look
from workbench.exporting.writers import content_type, write

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
