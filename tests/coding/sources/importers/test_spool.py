"""A table that was read once is read again from disk, the same each time."""

import json

from coding.sources.importers.spool import open_spool, write_spool
from coding.sources.importers.table import ColumnHint, TableStream

ROWS = [(2, ["1", "a\nb"]), (4, ["2", "가나다 \u2028 👩‍⚕️"])]


def stream(rows=ROWS):
    hints = {"why": ColumnHint(role="open", levels=("low", "high"))}
    return TableStream("t.csv", ["id", "why"], iter(rows), ["read as EUC-KR"], hints, "Qualtrics")


def test_a_spool_gives_its_rows_again_and_again(tmp_path):
    spool = write_spool(tmp_path / "rows", stream())
    assert list(spool) == list(spool) == ROWS
    assert spool.rows == 2


def test_a_spool_is_opened_again_by_its_facts_which_are_plain_json(tmp_path):
    spool = write_spool(tmp_path / "rows", stream())
    again = open_spool(tmp_path / "rows", json.loads(json.dumps(spool.facts())))
    assert again == spool
    assert list(again) == ROWS


def test_progress_is_told_now_and_then(tmp_path):
    heard = []
    write_spool(tmp_path / "rows", stream((at, ["x", "y"]) for at in range(2_500)), heard.append)
    assert heard == [1_000, 2_000]


def test_what_is_assumed_by_the_last_row_is_kept(tmp_path):
    table = stream()

    def rows():
        yield from ROWS
        table.assumed.append("1 empty row was left out")

    table.rows = rows()
    assert write_spool(tmp_path / "rows", table).assumed == ["read as EUC-KR", "1 empty row was left out"]
