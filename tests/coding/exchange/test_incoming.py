"""Small tables that come in are confidential too: while they are read they lie where the study's files lie."""

from pathlib import Path

from coding.exchange.incoming import table_in
from coding.sources.importers import registry


def test_a_table_lies_in_the_data_folder_while_it_is_read_and_is_gone_afterwards(settings, monkeypatch):
    real, read = registry._raw_table, []

    def seen(name: str, path: Path, sheet: str | None):
        read.append(path)
        return real(name, path, sheet)

    monkeypatch.setattr(registry, "_raw_table", seen)
    assert table_in("codes.csv", b"code,memo\nFear,'=what they say\n").rows == [["Fear", "=what they say"]]
    (path,) = read
    assert path.parent == settings.FILE_UPLOAD_TEMP_DIR
    assert not path.exists()
