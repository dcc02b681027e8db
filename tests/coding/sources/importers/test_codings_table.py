"""Codings in a table become rows with offsets; each wrong row is named."""

import pytest

from coding.sources.importers.codings_table import CodingRow, ParsedCodings, read_codings
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table
from tests.shared_data import SHARED, needs


def codings(text: str) -> ParsedCodings:
    return read_codings(read_table("codings.csv", text.encode()))


def test_rows_keep_source_coder_code_and_offsets():
    found = codings("source,coder,code,start,end,quote,round\nP01,Ada,Trust/Low,3,9, a b  ,pilot\n")
    assert found.rows == [CodingRow(2, "P01", "Ada", "Trust/Low", 3, 9, " a b  ", "pilot")]


def test_other_names_of_columns_and_spreadsheet_numbers_are_understood():
    assert codings("Doc,Coder,Code,Start,End\nP01,Ada,Trust,3.0,9.0\n").rows == [
        CodingRow(2, "P01", "Ada", "Trust", 3, 9)
    ]


def test_an_empty_code_says_that_the_source_was_read():
    assert codings("source,coder,code,start,end\nP01,Ada,,,\n").rows == [CodingRow(2, "P01", "Ada", "")]


def test_a_row_that_repeats_another_counts_once():
    found = codings("source,coder,code,start,end\nP,A,c,1,2\nP,A,c,1,2\nP,B,c,1,2\n")
    assert (len(found.rows), found.repeated) == (2, 1)
    assert found.assumed == ["1 rows repeat an earlier one and count once"]


def test_every_wrong_row_is_named():
    with pytest.raises(ImportProblems) as caught:
        codings(
            "source,coder,code,start,end\nP,A,c,9,3\n,A,c,1,2\nP,,c,1,2\nP,A,c,-1,2\nP,A,c,1,\nP,A,c,1,99999999999\n"
        )
    assert str(caught.value).splitlines() == [
        'codings.csv, row 2, column "end": the end (3) must be greater than the start (9).',
        'codings.csv, row 3, column "source": this row names no source.',
        'codings.csv, row 4, column "coder": this row names no coder.',
        'codings.csv, row 5, column "start": "-1" is not the position of a character (0, 1, 2 ...).',
        'codings.csv, row 6, column "end": "" is not the position of a character (0, 1, 2 ...).',
        'codings.csv, row 7, column "end": "99999999999" is not the position of a character (0, 1, 2 ...).',
    ]


def test_missing_columns_are_named():
    with pytest.raises(ImportProblem, match=r"no column coder, end\. It needs source, coder"):
        codings("source,code,start\nP,c,1\n")


@needs("data/coded-narratives")
def test_real_codings_slice_the_words_they_mean():
    folder = SHARED / "data/coded-narratives"
    docs = read_table("docs.csv", (folder / "docs.csv").read_bytes())
    texts = dict(zip(docs.column("doc"), docs.column("text"), strict=True))
    found = read_codings(read_table("spans.csv", (folder / "spans.csv").read_bytes()))
    assert len(found.rows) + found.repeated == 32_075
    assert all(row.end <= len(texts[row.source]) for row in found.rows)
    first = found.rows[0]
    assert texts[first.source][first.start : first.end] == "September 17"
