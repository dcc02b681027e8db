"""A database that is an attack is refused with a sentence, and nothing of it is carried out."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coding.exchange.others.databases import opened_database
from coding.exchange.others.reading import read_any
from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem
from tests.coding.exchange.others.made import qualcoder, taguette
from workbench.projects.models import Project


def read(path: Path, out: Path) -> None:
    (out / "out").mkdir(exist_ok=True)
    read_any({"name": path.name, "path": str(path), "out": str(out / "out")}, lambda _said: None)


def changed(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(";".join(statements))
        db.commit()
    return path


def a_view(folder: Path) -> Path:
    return changed(
        taguette(folder, []), "DROP TABLE tags", "CREATE VIEW tags AS SELECT 1 AS id, 'x' AS path, '' AS description"
    )


def an_endless_view(folder: Path) -> Path:
    return changed(
        taguette(folder, []),
        "DROP TABLE tags",
        "CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
        "SELECT id, 1 AS project_id, 'x' || id AS path, '' AS description FROM n",
    )


def no_project(folder: Path) -> Path:
    return changed(taguette(folder, []), "DELETE FROM projects")


def two_projects(folder: Path) -> Path:
    return changed(taguette(folder, []), "INSERT INTO projects VALUES (2, 'Another', '', '2026-01-01')")


def another_program(folder: Path) -> Path:
    return changed(folder / "x.sqlite3", "CREATE TABLE patients (name TEXT)")


def damaged(folder: Path) -> Path:
    path = taguette(folder, [("first", [1])])
    data = bytearray(path.read_bytes())
    data[100:] = bytes(255 - byte for byte in data[100:])
    path.write_bytes(data)
    return path


def cut_short(folder: Path) -> Path:
    path = qualcoder(folder)
    path.write_bytes(path.read_bytes()[:5000])
    return path


def a_header_alone(folder: Path) -> Path:
    path = folder / "x.qda"
    path.write_bytes(b"SQLite format 3\x00")
    return path


def hostile_sql(folder: Path) -> Path:
    path = taguette(folder, [])
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute(
            "UPDATE sqlite_master SET sql = 'CREATE TABLE tags (id, path AS (load_extension(id)))' WHERE name = 'tags'"
        )
        db.commit()
    return path


def a_schema_of_no_language(folder: Path) -> Path:
    """SQLite's own message about it cannot be decoded."""
    path = taguette(folder, [])
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = CAST(x'43524541544520ff54ff' AS TEXT) WHERE name = 'tags'")
        db.commit()
    return path


def a_zip_of_nothing_good(folder: Path) -> Path:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.qda/data.qda", b"SQLite format 3\x00" + b"\xff" * 2000)
    return path


def leading_out(folder: Path) -> Path:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(qualcoder(folder), "a.qda/data.qda")
        archive.writestr("../../evil.txt", b"x")
    return path


def a_bomb(folder: Path) -> Path:
    path = folder / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(qualcoder(folder), "a.qda/data.qda")
        archive.writestr("a.qda/images/a.png", b"\0" * 50_000_000)
    return path


CASES: list[tuple[Callable[[Path], Path], str]] = [
    (a_view, "neither of Taguette nor of QualCoder"),
    (an_endless_view, "damaged, or not safe to open"),
    (no_project, "there are 0 projects in it"),
    (two_projects, "2 projects in it: “Night shift”, “Another”"),
    (another_program, "neither of Taguette nor of QualCoder"),
    (damaged, "damaged, or not safe to open"),
    (cut_short, "damaged, or not safe to open"),
    (a_header_alone, "damaged, or not safe to open"),
    (hostile_sql, "damaged, or not safe to open"),
    (a_schema_of_no_language, "damaged, or not safe to open"),
    (a_zip_of_nothing_good, "damaged, or not safe to open"),
    (leading_out, "leads out of the file"),
    (a_bomb, "not safe"),
]


@pytest.mark.parametrize(("made", "said"), CASES, ids=[made.__name__ for made, _said in CASES])
def test_it_is_refused_with_a_sentence(tmp_path, made, said):
    with pytest.raises(ImportProblem, match=said):
        read(made(tmp_path), tmp_path)


def test_columns_that_are_computed_are_not_read_and_no_function_is_called(tmp_path):
    path = changed(
        taguette(tmp_path, []),
        "DROP TABLE tags",
        "CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, description TEXT, "
        "path TEXT AS (hex(zeroblob(100000000))))",
        "INSERT INTO tags (project_id, description) VALUES (1, 'x')",
    )

    with opened_database(path, path.name) as database:
        assert list(database.rows("tags", "path", "description")) == [(None, "x")]
        for query in (
            "SELECT path FROM tags", "SELECT upper(name) FROM projects", "PRAGMA query_only = OFF",
            "ATTACH ':memory:' AS other", "SELECT sql FROM sqlite_master", "DELETE FROM projects",
        ):  # fmt: skip
            with pytest.raises(ImportProblem):
                database._all(query, 10)


def test_more_rows_or_words_than_a_study_has_are_refused(tmp_path):
    path = taguette(tmp_path, [("first", [1]), ("second", [1])])

    with limited_by(Limits(rows=1)), pytest.raises(ImportProblem, match="more in it than any study has"):
        read(path, tmp_path)
    with limited_by(Limits(characters=10)), pytest.raises(ImportProblem):
        read(path, tmp_path)


def test_a_page_longer_than_a_text_may_be_is_refused_before_it_is_taken_apart(tmp_path):
    path = taguette(tmp_path, [], page="<p>" + "&amp;" * 500)  # few characters of text, many of page

    with limited_by(Limits(characters=2000)), pytest.raises(ImportProblem, match="more than 2,000 characters"):
        read(path, tmp_path)


def test_tags_and_categories_without_end_are_read(tmp_path):
    path = "a"
    tags = [path := f"{path}.a" for _ in range(490)]
    read(taguette(tmp_path, [], tags=tuple((tag, "") for tag in tags)), tmp_path)
    path = qualcoder(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        deep = [(key, f"c{key}", key - 1) for key in range(10, 3000)]
        db.executemany("INSERT INTO code_cat (catid, name, supercatid) VALUES (?, ?, ?)", deep)
        db.commit()
    read(path, tmp_path)


def test_a_strange_line_of_the_log_is_passed_over(tmp_path):
    path = changed(
        taguette(tmp_path, [("first", [1])]), """UPDATE commands SET payload = '{"type": [1]}' WHERE id = 1"""
    )

    read(path, tmp_path)


def test_wrong_types_and_lost_references_are_read_past(tmp_path):
    path = changed(
        qualcoder(tmp_path),
        "UPDATE code_text SET pos0 = x'00ff', owner = NULL WHERE ctid = 1",
        "UPDATE code_text SET fid = 'night' WHERE ctid = 2",
        "UPDATE code_cat SET supercatid = 2 WHERE catid = 1",  # each above the other
        "UPDATE source SET fulltext = 12345 WHERE id = 2",
        "UPDATE case_text SET fid = 77",
        "DROP TABLE journal",
    )

    read(path, tmp_path)


@pytest.mark.django_db
def test_in_the_process_of_its_own_too_it_is_one_sentence_and_nothing_is_made(tmp_path):
    with pytest.raises(CommandError, match=r"^night.sqlite3: this database is damaged, or not safe to open\."):
        call_command("import_project", str(damaged(tmp_path)), lead="a@example.org")

    assert not Project.objects.exists()
