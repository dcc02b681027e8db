"""What is written in a table comes out of it, whatever the format: every cell, in its row, in its column."""

import csv
import json
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.sources.importers.sav_reading import tell
from tests.coding.sources.importers.table_builders import cells_of, csv_text, excel_text, ods_text, opened, sav_text
from tests.shared_data import SHARED, needs

CHARACTERS = st.characters(
    blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\u202d\u202e", min_codepoint=32
)
CELLS = st.text(st.one_of(CHARACTERS, st.sampled_from("\n\t,;|\"' =")), max_size=30)


@st.composite
def tables(draw, cell=CELLS):
    """A header of plain words, an id in every row so that none is empty."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=8))
    header = ["id", *(f"column {at}" for at in range(width))]
    return [header, *([f"r{at}", *row] for at, row in enumerate(rows))]


@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=200, deadline=None)
def test_csv_of_any_delimiter_quoting_and_unicode_encoding(cells, delimiter, quoting, codec, newline):
    text = csv_text(cells, delimiter=delimiter, quoting=quoting, lineterminator=newline)
    assert cells_of("t.csv", text.encode(codec)) == cells


@given(tables())
@settings(max_examples=60, deadline=None)
def test_excel(cells):
    assert cells_of("t.xlsx", excel_text(cells)) == cells


@given(tables())
@settings(max_examples=100, deadline=None)
def test_open_document(cells):
    assert cells_of("t.ods", ods_text(cells)) == cells


@given(tables(CELLS.map(str.rstrip)))
@settings(max_examples=60, deadline=None)
def test_spss(cells):
    out = StringIO()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.sav"
        path.write_bytes(sav_text(cells))
        tell(path, out)
    first, *rows, _ = map(json.loads, out.getvalue().splitlines())
    assert [first["header"], *(row for _, row in rows)] == cells


FEW = [["id", "Why?"], ["r1", 'said "no",\n then  yes'], ["r2", "가나다 👩‍⚕️ ـة"]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.csv", csv_text(FEW).encode()),
        ("t.tsv", csv_text(FEW, delimiter="\t").encode("utf-16")),
        ("t.xlsx", excel_text(FEW)),
        ("t.ods", ods_text(FEW)),
        ("t.sav", sav_text(FEW)),
    ],
)
def test_every_format_gives_the_same_rows_with_the_same_numbers(name, data):
    header, rows, _, _ = opened(name, data)
    assert header == FEW[0]
    assert rows == [(2, FEW[1]), (3, FEW[2])]


@needs("data/same-text")
@pytest.mark.parametrize("stem", ["primock57_day1_consultation01", "multilingual_emoji_probe"])
def test_a_real_text_is_the_same_out_of_every_format(stem):
    folder = SHARED / "data/same-text"
    cells = cells_of("t.csv", (folder / f"{stem}.csv").read_bytes())
    excel = cells_of("t.xlsx", (folder / f"{stem}.xlsx").read_bytes())
    assert [row[2:] for row in excel] == [row[2:] for row in cells]
    times, written = ([float(cell) for row in table[1:] for cell in row[:2]] for table in (excel, cells))
    assert times == pytest.approx(written)
    assert cells_of("t.ods", ods_text(cells)) == cells
    trimmed = [[cell.rstrip() for cell in row] for row in cells]
    assert cells_of("t.sav", sav_text(trimmed)) == trimmed


@needs("data/multilingual")
@pytest.mark.parametrize(
    ("language", "codec", "said"),
    [
        ("kor_Hang", "cp949", "EUC-KR"),
        ("jpn_Jpan", "cp932", "Shift-JIS"),
        ("jpn_Jpan", "euc_jp", "EUC-JP"),
        ("zho_Hans", "gb18030", "GB18030"),
        ("eng_Latn", "utf-16", "UTF-16"),
        ("heb_Hebr", "cp1255", "Windows-1255"),
        ("arb_Arab", "cp1256", "Windows-1256"),
    ],
)
def test_a_table_in_the_encoding_of_its_country(language, codec, said):
    text = (SHARED / f"data/multilingual/{language}/train.tsv").read_text(encoding="utf-8")
    encoded = text.encode(codec, "ignore")
    plain, _, _, _ = unicode = opened("t.tsv", encoded.decode(codec).encode())
    assert len(plain) == 3
    header, rows, assumed, _ = opened("t.tsv", encoded)
    assert (header, rows) == unicode[:2]
    assert f"read as {said}" in assumed


@needs("data/notebook-survey")
def test_a_real_survey_comes_whole():
    header, rows, _, _ = opened(
        "survey.csv", (SHARED / "data/notebook-survey/20160115235816-SurveyExport.csv").read_bytes()
    )
    assert (len(header), len(rows)) == (37, 1706)


@needs("data/korean-survey")
@pytest.mark.parametrize("codec", ["utf-8-sig", "cp949", "utf-16"])
def test_a_real_korean_survey_comes_whole_in_the_encodings_korean_programs_write(codec):
    text = (SHARED / "data/korean-survey/nkmigrants_interviews.csv").read_bytes().decode("utf-8-sig")
    unicode = cells_of("s.csv", text.encode())
    kept = text.encode(codec, "ignore")
    assert [row[0] for row in cells_of("s.csv", kept)] == [row[0] for row in unicode]
    assert cells_of("s.csv", kept) == cells_of("s.csv", kept.decode(codec).lstrip("\ufeff").encode())
