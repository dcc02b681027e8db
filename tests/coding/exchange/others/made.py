"""Databases as Taguette and QualCoder make them, by the tables that these have."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from html import escape, unescape
from pathlib import Path
from typing import Any

TAGUETTE = """
CREATE TABLE users (login VARCHAR(30) PRIMARY KEY, created DATETIME, email VARCHAR(256));
CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT, created DATETIME);
CREATE TABLE project_members (project_id INTEGER, user_login VARCHAR(30), privileges VARCHAR(11));
CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT, filename VARCHAR(200),
  created DATETIME, project_id INTEGER, text_direction VARCHAR(13), contents TEXT);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login VARCHAR(30), project_id INTEGER,
  document_id INTEGER, payload TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path VARCHAR(200), description TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER,
  snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER, PRIMARY KEY (highlight_id, tag_id));
"""
QUALCODER = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text,
  date text, unique(name));
CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer,
  cid integer, memo text, date text, owner text);
CREATE TABLE code_av (avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text,
  date text, owner text);
CREATE TABLE annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text,
  date text);
CREATE TABLE attribute_type (name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text);
CREATE TABLE attribute (attrid integer primary key, name text, attr_type text, value text, id integer, date text,
  owner text);
CREATE TABLE case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text,
  date text, memo text);
CREATE TABLE cases (caseid integer primary key, name text, memo text, owner text, date text);
CREATE TABLE code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
CREATE TABLE code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
  owner text, date text, memo text, avid integer, important integer);
CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text,
  color text);
CREATE TABLE journal (jid integer primary key, name text, jentry text, date text, owner text);
"""
PAGE = (
    "<h1>Interview\xa0P01</h1>\n<p><b>Interviewer:</b> How was the night?</p>\n"
    "<p><b>P01:</b> Nobody asked me — café &amp; tea 👩🏽‍⚕️ was fine.<br>And then &lt;quiet&gt;.</p>"
    "<ul><li>first</li><li>second</li></ul>\n<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>\n"
    "<p>  two   spaces\n and a line </p><pre>  kept\nas is</pre><p>שלום עולם</p>"
)
DAY = "2026-03-01 10:00:00"


def plain(page: str) -> str:
    """What Taguette counts: the page without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def taguette(
    folder: Path, highlights: list[tuple[str, list[int]]], page: str = PAGE, name: str = "night.sqlite3",
    tags: tuple[tuple[str, str], ...] = (("people", "who"), ("people.nurse", "A nurse"), ("asked", "Somebody asks")),
) -> Path:  # fmt: skip
    """A project with one document, in which each (words, numbers of tags from 1) is highlighted, by admin and ben."""
    path, words = folder / name, plain(page)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(TAGUETTE)
        db.execute("INSERT INTO projects VALUES (1, 'Night shift', 'A study', ?)", (f"{DAY}.532461",))
        db.execute(
            "INSERT INTO documents VALUES (1, 'P01', 'first interview', 'p01.html', ?, 1, 'LEFT_TO_RIGHT', ?)",
            (f"{DAY}.5", page),
        )
        db.executemany("INSERT INTO tags VALUES (?, 1, ?, ?)", [(n, *tag) for n, tag in enumerate(tags, start=1)])
        for number, (quote, tagged) in enumerate(highlights, start=1):
            start = len(words[: words.index(quote)].encode())
            end = start + len(quote.encode())
            db.execute("INSERT INTO highlights VALUES (?, 1, ?, ?, ?)", (number, start, end, f"<p>{escape(quote)}</p>"))
            db.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(number, tag) for tag in tagged])
            done = json.dumps({"type": "highlight_add", "highlight_id": number, "tags": tagged})
            who = "ben" if number % 2 else "admin"
            db.execute("INSERT INTO commands VALUES (?, ?, ?, 1, 1, ?)", (number, f"{DAY}.25", who, done))
        db.commit()
    return path


TEXT = "Anna: I slept 👩🏽‍⚕️ badly.\nBen: Nobody asked me.\nAnna: Nobody asked me."


def qualcoder(folder: Path, name: str = "data.qda", text: str = TEXT, *, utf16: bool = False) -> Path:
    """A project with two texts, a PDF's text, a picture and a recording; positions in code points, or as Qt counts."""
    path = folder / name

    def at(quote: str, start: int = 0) -> tuple[str, int, int]:
        first = text.index(quote, start)
        ends = (first, first + len(quote))
        return (quote, *(len(text[:end].encode("utf-16-le")) // 2 if utf16 else end for end in ends))

    def add(table: str, *rows: tuple[Any, ...]) -> None:
        for row in rows:
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608

    with closing(sqlite3.connect(path)) as db:
        db.executescript(QUALCODER)
        add("project", ("v6", DAY, "About nights", "QualCoder 3.5"))
        add(
            "source",
            (1, "night.txt", text, None, "A hard night", "Ana", DAY),
            (2, "leaflet.pdf", "Sleep well.", "/docs/leaflet.pdf", "", "Ana", DAY),
            (3, "ward.png", None, "/images/ward.png", "", "Ana", DAY),
            (4, "talk.mp3", None, "audio:C:/Study/talk.mp3", "", "Ana", DAY),
        )
        add("code_cat", (1, "People", "Ana", DAY, "", None), (2, "Staff", "Ana", DAY, "On the ward", 1))
        add(
            "code_name",
            (1, "Nurse", "A nurse speaks", 2, "Ana", DAY, "#F5A9A9"),
            (2, "Asked", "", None, "Ben", DAY, ""),
        )
        quotes = [
            ("badly", 0, 1, "Ana"),
            ("Nobody asked me", text.index("Ben"), 2, "Ben"),
            ("slept 👩🏽‍⚕️", 0, 1, "Ben"),
        ]
        for number, (quote, start, code, owner) in enumerate(quotes, start=1):
            words, first, last = at(quote, start)
            memo = "really?" if number == 1 else ""
            add("code_text", (number, code, 1, words, first, last, owner, DAY, memo, None, int(number == 2)))
        add("code_text", (4, 1, 2, "Sleep well", 0, 10, "Ana", DAY, "", None, None))
        add("code_image", (1, 3, 10, 20, 30, 40, 1, "", DAY, "Ana"))
        add("code_av", (1, 4, 1000, 2500, 2, "", DAY, "Ben"))
        add("annotation", (1, 1, *at("Ben")[1:], "Who is Ben?", "Ana", DAY))
        add("cases", (1, "Ward A", "the big one", "Ana", DAY), (2, "Anna", "", "Ana", DAY))
        add("case_text", (1, 1, 2, 0, 11, "Ana", DAY, ""), (2, 2, 1, *at("Anna: I slept")[1:], "Ana", DAY, ""))
        add(
            "attribute_type",
            ("beds", DAY, "Ana", "", "case", "numeric"),
            ("place", DAY, "Ana", "", "file", "character"),
        )
        add("attribute", (1, "beds", "case", "12", 1, DAY, "Ana"), (2, "place", "file", "Ghent", 2, DAY, "Ana"))
        add("journal", (1, "Day one", "It began.", DAY, "Ben"))
        db.commit()
    return path


def qualcoder_zip(folder: Path, **parts: bytes) -> Path:
    """The same as a zip of the project's folder, with its picture."""
    path = folder / "ward.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(qualcoder(folder), "Ward study.qda/data.qda")
        archive.writestr("Ward study.qda/images/ward.png", b"\x89PNG picture")
        archive.writestr("Ward study.qda/documents/leaflet.pdf", b"%PDF-1.4 leaflet")
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
