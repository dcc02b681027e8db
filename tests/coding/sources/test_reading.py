"""Files are read in a process of their own: whatever happens there is a sentence here, and the next file is read."""

import os
import time
from pathlib import Path

import pytest

from coding.sources import reading
from coding.sources.importers.readings import read_reading
from coding.sources.importers.registry import parse_transcript
from coding.sources.reading import NotRead, Reader

TEXT = "Interviewer: So?\n\nP09: Well… 👩🏽‍⚕️ yes.\n\n[00:01:02] P09: And more."


@pytest.fixture
def files(tmp_path):
    def make(name: str, data: bytes = TEXT.encode()) -> dict[str, str]:
        (tmp_path / name).write_bytes(data)
        return {"name": name, "path": str(tmp_path / name), "out": str(tmp_path / f"{name}.reading")}

    return make


@pytest.fixture
def child(settings):
    settings.IMPORT_MAX_SECONDS = 60
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture
def hostile(monkeypatch, settings):
    """A reader whose parsers misbehave by name, with three seconds and 400 MB for a file."""
    monkeypatch.setattr(reading, "CHILD", "tests.coding.sources.hostile_child")
    settings.IMPORT_MAX_MEMORY_BYTES = 400 * 1024**2
    reader = Reader(seconds=3)
    yield reader
    reader.close()


def test_what_is_read_is_what_the_importer_reads(child, files):
    task = files("P09.txt")
    facts = child.ask("transcript", **task)
    parsed = parse_transcript("P09.txt", TEXT.encode())
    assert read_reading(Path(task["out"])) == parsed
    assert (facts["words"], facts["turns"], facts["characters"]) == (len(TEXT.split()), 3, len(TEXT))
    assert facts["speakers"] == [
        {"name": "Interviewer", "turns": 1, "words": 1, "interviewer": True},
        {"name": "P09", "turns": 2, "words": 5, "interviewer": False},
    ]
    assert [(turn["speaker"], turn["time"]) for turn in facts["first"]][-1] == ("P09", 62.0)


def test_what_is_wrong_with_a_file_is_the_importers_sentence(child, files):
    with pytest.raises(NotRead, match=r"P09\.docx: this file is damaged, or no Word file\."):
        child.ask("transcript", **files("P09.docx"))


def test_one_process_reads_many_files(child, files):
    child.ask("transcript", **files("a.txt"))
    process = child._child.pid
    child.ask("transcript", **files("b.txt"))
    assert child._child.pid == process


def test_a_file_that_takes_too_long_is_stopped_and_the_next_one_read(hostile, files):
    with pytest.raises(NotRead) as stopped:
        hostile.ask("transcript", **files("hangs.txt"))
    assert stopped.value.late
    assert str(stopped.value).startswith("hangs.txt: reading this file took longer than 3 seconds, so it was stopped.")
    assert hostile.ask("transcript", **files("P09.txt"))["turns"] == 3


def test_a_file_that_takes_too_much_memory_is_stopped_and_the_next_one_read(hostile, files):
    with pytest.raises(NotRead, match=r"swallows\.txt: .* needed more memory than the 400 MB that one file may take\."):
        hostile.ask("transcript", **files("swallows.txt"))
    assert hostile.ask("transcript", **files("P09.txt"))["turns"] == 3


def test_a_library_that_takes_its_process_with_it_is_said_and_the_next_file_read(hostile, files):
    with pytest.raises(NotRead, match=r"dies\.txt: reading this file broke off: it is damaged, or needs more memory"):
        hostile.ask("transcript", **files("dies.txt"))
    assert hostile.ask("transcript", **files("P09.txt"))["turns"] == 3


def test_what_nobody_foresaw_is_a_sentence_too_and_the_log_quotes_nobody(hostile, files, caplog):
    with pytest.raises(NotRead, match=r"raises\.txt: this file is not as files of its kind are\."):
        hostile.ask("transcript", **files("raises.txt"))
    assert "participant" not in caplog.text
    assert "KeyError in hostile_child.py" in caplog.text


def test_a_library_that_prints_is_not_taken_for_an_answer(hostile, files):
    assert hostile.ask("transcript", **files("chatters.txt"))["turns"] == 3


def test_a_reading_process_that_nobody_waits_for_ends_by_itself(hostile, files, monkeypatch):
    monkeypatch.setattr(reading.threading.Timer, "start", lambda _timer: None)
    hostile.seconds = -4.5  # with the five seconds of grace: half a second from the beginning of the file
    with pytest.raises(NotRead):
        hostile.ask("transcript", **files("hangs.txt"))


def test_the_process_knows_none_of_our_secrets(child, files, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "confidential")
    child.ask("transcript", **files("P09.txt"))
    environment = Path(f"/proc/{child._child.pid}/environ")
    if not environment.exists():
        pytest.skip("this system does not show the environment of a process")
    assert b"confidential" not in environment.read_bytes()
    assert b"DATABASE_URL" not in environment.read_bytes()


def test_closing_ends_the_process(child, files):
    child.ask("transcript", **files("P09.txt"))
    process = child._child.pid
    child.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_starting_costs_little(child, files):
    began = time.monotonic()
    child.ask("transcript", **files("P09.txt"))
    assert time.monotonic() - began < 5
