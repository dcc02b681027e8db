"""A Taguette project comes in with every highlight on its own words."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook.models import Code
from coding.codings.models import Coding, Memo
from coding.exchange.others.quotations import squeezed
from coding.exchange.others.taguette.pages import MarkedText
from coding.exchange.refi.positions import our_text
from coding.sources.importers.problems import ImportProblem
from coding.sources.models import Source
from tests.coding.exchange.others.made import PAGE, plain, taguette
from tests.coding.exchange.projects.files import exported, imported, new_study
from tests.factories.coding import SourceFactory
from tests.factories.people import UserFactory

HIGHLIGHTS = [
    ("Nobody asked me", [3]),
    ("tea 👩🏽‍⚕️ was fine.", [1, 2]),
    ("fine.And then <quiet>", [2]),
    ("עולם", [2]),
    ("ab", []),
]


def codings(project: Any) -> list[tuple[str, str, str]]:
    """(code, words, coder) in the order of the text; that the words are those of the text is a rule of the database."""
    rows = Coding.objects.filter(project=project).order_by("source__name", "start", "end", "code__name")
    for one in rows:
        assert one.source.text[one.start : one.end] == one.quote
    return [(one.code.name, one.quote, one.coder.name) for one in rows]


@pytest.mark.django_db
def test_each_highlight_is_on_its_words_by_who_made_it(tmp_path):
    project = new_study(UserFactory())

    done = imported(taguette(tmp_path, HIGHLIGHTS), project, UserFactory())

    assert codings(project) == [
        ("asked", "Nobody asked me", "ben"),
        ("nurse", "tea 👩🏽‍⚕️ was fine.", "admin"),
        ("people", "tea 👩🏽‍⚕️ was fine.", "admin"),
        ("nurse", "fine.\nAnd then <quiet>", "ben"),
        ("nurse", "עולם", "admin"),
    ]
    source = Source.objects.get(project=project)
    assert source.text.splitlines()[:4] == [
        "Interview\xa0P01", "Interviewer: How was the night?",
        "P01: Nobody asked me — café & tea 👩🏽‍⚕️ was fine.", "And then <quiet>.",
    ]  # fmt: skip
    assert [one.name for one in source.speakers.all()] == ["Interviewer", "P01"]
    nurse = Code.objects.get(project=project, name="nurse")
    assert (nurse.parent.name, nurse.definition) == ("people", "A nurse")
    assert [(memo.title, memo.body) for memo in Memo.objects.filter(project=project)] == [
        ("Description", "first interview")
    ]
    assert "5 highlights were found by their bytes and hold their words." in done.said
    assert "1 highlight has no tag: kept, but not shown." in done.said


@pytest.mark.django_db
def test_a_later_export_of_the_same_project_adds_what_is_new_and_doubles_nothing(tmp_path):
    project, lead = new_study(UserFactory()), UserFactory()
    imported(taguette(tmp_path, HIGHLIGHTS[1:]), project, lead)

    # Taguette numbers everything anew with each export.
    done = imported(taguette(tmp_path, HIGHLIGHTS[1:] + HIGHLIGHTS[:1], name="later.sqlite3"), project, lead)

    assert (done.new["codings"], done.known["codings"]) == (1, 4)
    assert (done.new["sources"], done.new["codes"], done.new["memos"]) == (0, 0, 0)
    assert Coding.objects.filter(project=project).count() == 5
    again = new_study(lead, "Elsewhere")
    imported(exported(tmp_path, project), again, lead)
    assert codings(again) == codings(project)


@pytest.mark.django_db
def test_a_highlight_whose_bytes_hold_other_words_goes_to_its_own_or_into_a_memo(tmp_path):
    path = taguette(tmp_path, [("Nobody asked me", [3]), ("first", [1]), ("quiet", [2])])
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE highlights SET start_offset = 3, end_offset = 9 WHERE id = 1")
        db.execute("UPDATE highlights SET snippet = '<p>never said</p>' WHERE id = 2")
        db.execute("UPDATE highlights SET end_offset = 1000000 WHERE id = 3")
        db.commit()
    project = new_study(UserFactory())

    done = imported(path, project, UserFactory())

    assert codings(project) == [("asked", "Nobody asked me", "ben"), ("nurse", "quiet", "ben")]
    assert "2 highlights had other words at their bytes; they were put where their own words are." in done.said
    assert Memo.objects.get(project=project, title="Highlights without a place").body == "“never said” (people)"


@pytest.mark.django_db
def test_dots_part_tags_only_where_a_level_is_meant(tmp_path):
    tags = (
        ("e.g. this", ""),
        ("place.home", ""),
        ("place.work", ""),
        ("3.5 hours", ""),
        ("asked", ""),
        ("asked.why", ""),
    )
    project = new_study(UserFactory())

    done = imported(taguette(tmp_path, [], tags=tags), project, UserFactory())

    tree = {(code.parent.name if code.parent else "", code.name) for code in Code.objects.filter(project=project)}
    assert tree == {
        ("", "3.5 hours"), ("", "e.g. this"), ("", "place"), ("place", "home"), ("place", "work"),
        ("", "asked"), ("asked", "why"),
    }  # fmt: skip
    assert not Code.objects.get(project=project, name="place").codable
    assert "these only hold others: “place”" in " ".join(done.said)


def table(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "highlights.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["id", "document", "tag", "content"], *rows])
    return path


ROWS = [
    ["2", "P01", "asked", "Nobody asked me"],
    ["3", "P01", "people", "tea was fine. And then"],
    ["3", "P01", "people.nurse", "tea was fine. And then"],
    ["4", "P01", "asked", "twice"],
    ["5", "P02", "asked", "Straße"],
]


@pytest.mark.django_db
def test_the_table_of_highlights_finds_its_words_in_the_sources_of_the_study(tmp_path):
    project = new_study(UserFactory())
    SourceFactory(project=project, name="P01", text="P01: Nobody asked me. twice, twice.\ntea was fine.\nAnd then.")

    done = imported(table(tmp_path, ROWS), project, UserFactory())
    again = imported(table(tmp_path, ROWS), project, UserFactory())

    assert [(code, quote) for code, quote, _coder in codings(project)] == [
        ("asked", "Nobody asked me"), ("nurse", "tea was fine.\nAnd then"), ("people", "tea was fine.\nAnd then"),
        ("asked", "Straße"),
    ]  # fmt: skip
    assert "“P01” is here: 2 of 3 highlights were put where their words are." in done.said
    assert any(sentence.startswith("“P02” is made of its highlights alone.") for sentence in done.said)
    assert (again.new["codings"], again.new["sources"]) == (0, 0)


LETTERS = st.text(st.sampled_from("ab c\n\r\té👩🏽‍<&\ufeff\x0b\x00"), max_size=8)
TAGS = st.sampled_from(["p", "b", "li", "td", "pre", "h1"])


@given(st.lists(st.tuples(TAGS, LETTERS), max_size=6), st.data())
def test_every_place_in_bytes_is_the_same_words_in_our_text(pieces, data):
    page = "".join(f"<{tag}>{words.replace('&', '&amp;').replace('<', '&lt;')}</{tag}>" for tag, words in pieces)
    marked, theirs = MarkedText(page, "x"), plain(page)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(theirs)), st.integers(0, len(theirs)))))

    place = marked.ours(len(theirs[:start].encode()), len(theirs[:end].encode()))

    assert marked.text == our_text(marked.text)  # nothing of it moves when it is kept
    found = marked.text[place[0] : place[1]] if place else ""
    without = str.maketrans("", "", "\x00\ufeff")
    assert squeezed(found).translate(without) == squeezed(theirs[start:end]).translate(without)


def test_a_place_within_a_character_or_past_the_end_is_nowhere():
    marked = MarkedText(PAGE, "x")

    assert marked.ours(0, 10) is None  # the no-break space is bytes 9 and 10
    assert marked.ours(0, 10**9) is None
    assert marked.ours(-1, 3) is None


@pytest.mark.django_db
def test_the_codebook_of_taguette_comes_in_with_its_levels(tmp_path, client_of, study):
    rows = (
        "tag,description,number of highlights,number of documents\npeople,who,2,2\npeople.nurse,A nurse,3,1\na/b,,0,0\n"
    )
    file = SimpleUploadedFile("codebook.csv", rows.encode())

    page = client_of(study.lead).post(reverse("codebook:import", args=[study.slug]), {"file": file}, follow=True)

    assert "dots in the names of its tags are levels" in page.content.decode()
    nurse = Code.objects.get(project=study.project, name="nurse")
    assert (nurse.parent.name, nurse.definition) == ("people", "A nurse")
    assert Code.objects.filter(project=study.project, name="a∕b").exists()
    path = tmp_path / "codebook.csv"
    path.write_text(rows)
    with pytest.raises(ImportProblem, match="Import it under Codebook, Import"):
        imported(path, study.project, study.lead)
