"""A key of thousands of lines slows nobody down, and breaks no page."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.deidentification import actions, queries
from coding.deidentification.detecting.known import Known, finder_of, holds_any_of
from coding.deidentification.models import Mention, MentionState, Replacement
from tests.factories import coding as make


def long_key(project, lead, lines):
    now = make.ReplacementFactory(project=project, made_by=lead, original="Leeds").made_at
    names = [f"Name{number} Of{number}" for number in range(lines)]
    Replacement.objects.bulk_create(
        Replacement(project=project, kind="person", original=name, stands_for="[Person 1]", made_by=lead)
        for name in names
    )
    Replacement.objects.update(applied_at=now)


def wait(source, wordings, kind="date"):
    places = [
        Mention(project_id=source.project_id, source=source, revision=1, start=at, end=at + 1, text=text, kind=kind)
        for at, text in enumerate(wordings, start=Mention.objects.count())
    ]
    Mention.objects.bulk_create(places)
    return Mention.objects.filter(state=MentionState.PROPOSED)


def test_the_page_of_sources_tells_of_new_texts_however_long_the_key_is(project, lead, coder, client_of):
    long_key(project, lead, 1200)
    for text in ("I came from Leeds.", "Na\u0308me1 Of1", "name1199\nof1199 did", "Name1 and Of1, Leedsian"):
        make.SourceFactory(project=project, text=text, imported_by=lead)
    told = client_of(coder).get(f"/p/{project.slug}/deidentify/new/")
    assert told.status_code == 200
    assert "2 texts that came in hold words" in told.content.decode()
    assert "not looked through" not in told.content.decode()


def test_texts_that_are_too_many_to_read_on_a_page_are_said_to_be_unread(project, lead, coder, client_of, monkeypatch):
    long_key(project, lead, 10)
    for _number in range(3):
        make.SourceFactory(project=project, text="I came from Leeds.", imported_by=lead)
    monkeypatch.setattr(queries, "MOST_COMPARED", 20 * 111)
    assert queries.texts_with_originals(project) == queries.NewTexts(holding=1, unread=2)
    told = client_of(coder).get(f"/p/{project.slug}/deidentify/new/").content.decode()
    assert "2 texts were not looked through" in told
    monkeypatch.setattr(queries, "MOST_COMPARED", 0)
    assert (
        "A lead can look through them." in client_of(coder).get(f"/p/{project.slug}/deidentify/new/").content.decode()
    )


def test_new_texts_are_asked_for_with_the_same_queries_for_short_and_long_keys(project, lead, count_queries):
    make.SourceFactory(project=project, text="I came from Leeds.", imported_by=lead)
    long_key(project, lead, 1)
    few = count_queries(lambda: queries.texts_with_originals(project))
    Replacement.objects.all().delete()
    long_key(project, lead, 1200)
    assert count_queries(lambda: queries.texts_with_originals(project)) == few


@given(st.text(alphabet="aAnNiIİıſsSkK\u212aßẞé\u0301É'’ \n_.-[]1", max_size=60))
def test_a_quick_look_says_what_a_thorough_one_does(text):
    known = [Known("Nina"), Known("Sina Kiss"), Known("iSk's", "other"), Known("Asé Iß"), Known("A. N"), Known("is")]
    assert holds_any_of(known)(text) == any(finder_of(known)(text))


def test_everything_of_a_kind_is_accepted_at_once_however_many_wordings(project, lead, count_queries):
    source = make.SourceFactory(project=project, imported_by=lead)
    rows = wait(source, [f"{number} May" for number in range(20)])
    few = count_queries(lambda: actions.accept_mentions(project=project, mentions=rows, by=lead))
    rows = wait(source, [f"{number} June" for number in range(2000)])
    started = process_time()
    many = count_queries(lambda: actions.accept_mentions(project=project, mentions=rows, by=lead))
    assert process_time() - started < 5
    assert many - few < 2000 / 50  # so many are written together
    key = dict(Replacement.objects.values_list("original", "stands_for"))
    assert key["0 May"] == "[Date 1]"
    assert len(set(key.values())) == len(key) == 2020
    told = Mention.objects.values_list("text", "state", "replacement__original", "replacement__stands_for")
    assert all(row == (row[0], "accepted", row[0], key[row[0]]) for row in told)


@pytest.mark.parametrize("kind", ["person", "organisation"])
def test_names_cost_no_more_than_dates(project, lead, kind):
    source = make.SourceFactory(project=project, imported_by=lead)
    rows = wait(source, [f"Name{number} Of{number}" for number in range(2000)] + ["Name7"], kind)
    started = process_time()
    assert actions.accept_mentions(project=project, mentions=rows, by=lead) == 2001
    assert process_time() - started < 5
    key = dict(Replacement.objects.values_list("original", "stands_for"))
    assert (key["Name7"] == key["Name7 Of7"]) == (kind == "person")
