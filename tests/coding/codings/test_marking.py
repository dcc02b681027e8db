"""Passages read and rightly left without a code."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coding.codings.actions import QuoteDiffers, SpanOutsideSource, TextChanged, remove_coding
from coding.codings.assigning import HandedIn, hand_in
from coding.codings.changes import changes_since, current_cursor
from coding.codings.marking import mark_uncoded, unmark_uncoded
from coding.codings.models import Assignment, Uncoded
from coding.codings.queries import coding_data
from coding.codings.shares import read_share, to_read, unread
from coding.codings.visibility import visible_uncoded
from coding.reconciliation.actions import open_round
from coding.revisions.actions import revise_source
from coding.revisions.models import RevisionKind
from coding.sources.models import Source
from tests.coding.codings.conftest import apply
from tests.coding.codings.test_undo import redo, undo
from workbench.audit.actions import undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.audit.undo import next_undo
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def place(source: Any, words: str) -> dict[str, int]:
    start = source.text.index(words)
    return {"start": start, "end": start + len(words)}


def mark(study: Any, words: str, by: Any = None, **more: Any) -> None:
    source = study.transcripts[0]
    mark_uncoded(source=source, by=by or study.coder, **place(source, words), quote=words, **more)


def unmark(study: Any, words: str) -> None:
    source = study.transcripts[0]
    unmark_uncoded(source=source, by=study.coder, **place(source, words))


def marked(study: Any, by: Any = None) -> list[str]:
    """Return the words of the marks as the text has them now."""
    source = Source.objects.get(pk=study.transcripts[0].pk)
    rows = list(Uncoded.objects.filter(source=source, coder=by or study.coder))
    assert [row.quote for row in rows] == [source.text[row.start : row.end][:200] for row in rows]
    return [source.text[row.start : row.end] for row in rows]


def actions() -> list[str]:
    return list(Event.objects.filter(action__startswith="uncoded").order_by("pk").values_list("action", flat=True))


def test_a_mark_keeps_its_words_and_is_in_the_history(study: Any) -> None:
    mark(study, "Training, honestly.")
    assert marked(study) == ["Training, honestly."]
    event = Event.objects.get(action="uncoded.marked")
    assert (event.actor_id, event.scope) == (study.coder.pk, f"source:{study.transcripts[0].pk}")
    assert event.after["start"] == study.transcripts[0].text.index("Training")


def test_blanks_around_the_words_stay_outside(study: Any) -> None:
    mark(study, " Nobody asked us first.\n\n")
    assert marked(study) == ["Nobody asked us first."]


def test_the_same_request_again_changes_nothing_whatever_became_of_the_mark(study: Any) -> None:
    marking, unmarking, key = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for _time in range(2):
        with act(marking):
            mark(study, "Training", id=key)
    assert actions() == ["uncoded.marked"]
    with act(unmarking):
        unmark(study, "Training")
    with act(marking):
        mark(study, "Training", id=key)
    assert marked(study) == []
    mark(study, "Training")
    with act(unmarking):
        unmark(study, "Training")
    assert marked(study) == ["Training"]
    assert actions() == ["uncoded.marked", "uncoded.unmarked", "uncoded.marked"]


def test_a_key_belongs_to_one_mark(study: Any) -> None:
    key = uuid.uuid4()
    mark(study, "Training", id=key)
    with pytest.raises(WorkbenchError, match="already"):
        mark(study, "honestly", by=study.second_coder, id=key)


def test_marking_and_unmarking_are_undone_and_redone_to_the_character(study: Any) -> None:
    mark(study, "honestly")
    mark(study, "Training, honestly. And somebody")
    unmark(study, "And somebody")
    assert undo(study, study.coder).startswith("took the mark")
    assert marked(study) == ["Training, honestly. And somebody"]
    undo(study, study.coder)
    assert marked(study) == ["honestly"]
    redo(study, study.coder)
    redo(study, study.coder)
    assert marked(study) == ["Training, honestly."]


def test_marks_of_another_text_or_round_are_not_undone(study: Any) -> None:
    mark(study, "Training")
    corrected(study, "honestly", "honest")
    with pytest.raises(WorkbenchError, match="text"):
        undo(study, study.coder)
    assert marked(study) == ["Training"]


def test_a_mark_of_a_round_is_not_undone_when_it_is_handed_in(blind: Any) -> None:
    mark(blind, "Training")
    assignment = Assignment.objects.get(source=blind.transcripts[0], coder=blind.coder)
    key = next_undo(blind.coder, blind.project.pk).key
    hand_in(assignment=assignment, by=blind.coder)
    with pytest.raises(HandedIn):
        undo_act(project_id=blind.project.pk, by=blind.coder, key=key, may=lambda needed: True)
    assert marked(blind) == ["Training"]


def test_what_is_marked_already_is_not_marked_twice(study: Any) -> None:
    mark(study, "Training, honestly.")
    mark(study, "honestly")
    assert marked(study) == ["Training, honestly."]
    assert actions() == ["uncoded.marked"]


def test_marks_that_meet_are_one(study: Any) -> None:
    mark(study, "Training")
    mark(study, "somebody who")
    mark(study, "honestly. And")
    assert marked(study) == ["Training", "honestly. And somebody who"]
    mark(study, ", honestly")
    assert marked(study) == ["Training, honestly. And somebody who"]


def test_a_mark_is_taken_away_where_it_is_not_wanted(study: Any) -> None:
    mark(study, "Training, honestly. And somebody who answers")
    unmark(study, "honestly.")
    assert marked(study) == ["Training,", "And somebody who answers"]
    unmark(study, "Training, honestly. And somebody who answers the phone.")
    assert marked(study) == []


def test_the_marks_of_another_coder_are_theirs(study: Any) -> None:
    mark(study, "Training", by=study.second_coder)
    unmark(study, "Training")
    assert marked(study, study.second_coder) == ["Training"]
    assert marked(study) == []


def test_a_code_covers_a_mark_and_uncovers_it_when_it_goes(study: Any) -> None:
    mark(study, "Training, honestly.")
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    remove_coding(coding=coding, by=study.coder)
    assert marked(study) == ["Training, honestly."]


def test_words_that_the_text_does_not_have_there_are_refused(study: Any) -> None:
    source = study.transcripts[0]
    with pytest.raises(QuoteDiffers):
        mark_uncoded(source=source, by=study.coder, start=0, end=8, quote="Training")
    with pytest.raises(SpanOutsideSource):
        mark_uncoded(source=source, by=study.coder, start=0, end=source.characters + 1)
    with pytest.raises(TextChanged):
        mark_uncoded(source=source, by=study.coder, start=0, end=8, seen=2)
    assert not Uncoded.objects.exists()


def test_what_is_handed_in_no_longer_changes(blind: Any) -> None:
    mark(blind, "Training")
    hand_in(assignment=Assignment.objects.get(source=blind.transcripts[0], coder=blind.coder), by=blind.coder)
    with pytest.raises(HandedIn):
        mark(blind, "honestly")
    with pytest.raises(HandedIn):
        unmark(blind, "Training")
    assert marked(blind) == ["Training"]


def test_each_round_is_read_anew(blind: Any) -> None:
    mark(blind, "Training")
    source = blind.transcripts[0]
    assert Uncoded.objects.get().round == blind.round
    blind.round.state = "closed"
    blind.round.save()
    mark(blind, "honestly")
    assert Uncoded.objects.filter(round=None).count() == 1
    # Outside of rounds all that was ever read counts.
    data = coding_data(blind.membership(blind.coder), [source.pk])
    assert len(data["marks"][source.pk]) == 2


def test_blind_coders_see_nothing_of_each_others_marks(blind: Any) -> None:
    mark(blind, "Training")
    source, others = blind.transcripts[0], (blind.second_coder, blind.lead, blind.reader)
    for other in others:
        assert not visible_uncoded(blind.project, blind.membership(other)).exists()
        assert not events_visible_to(other, blind.project.pk).filter(action="uncoded.marked").exists()
        assert coding_data(blind.membership(other), [source.pk])["marks"] == {}
    assert not visible_uncoded(blind.project, None).exists()
    assert visible_uncoded(blind.project, blind.membership(blind.coder)).count() == 1
    for one in Assignment.objects.filter(round=blind.round):
        hand_in(assignment=one, by=one.coder)
    open_round(round=blind.round, by=blind.lead)
    assert visible_uncoded(blind.project, blind.membership(blind.reader)).count() == 1


def test_a_page_that_stays_open_hears_of_marks_of_another_tab(study: Any) -> None:
    viewer, source = study.membership(study.coder), study.transcripts[0]
    cursor = current_cursor(viewer)
    told = []
    for change, words in ((mark, "Training, honestly."), (unmark, "honestly.")):
        change(study, words)
        cursor, changed = changes_since(viewer, Source.objects.filter(pk=source.pk), cursor)
        told.append(changed["marks"] == coding_data(viewer, [source.pk])["marks"])
    assert told == [True, True]


def corrected(study: Any, old: str, new: str, **more: Any) -> None:
    source = Source.objects.get(pk=study.transcripts[0].pk)
    revise_source(source=source, text=source.text.replace(old, new), by=study.lead, reason="A typing error", **more)


def test_marks_follow_a_text_that_changes(study: Any) -> None:
    mark(study, "Nobody asked us first.")
    mark(study, "Training, honestly.")
    corrected(study, "letters", "longer letters")
    corrected(study, "honestly", "honest")
    assert marked(study) == ["Nobody asked us first.", "Training, honest."]


def test_what_was_put_into_a_text_is_still_to_be_read(study: Any) -> None:
    mark(study, "Training, honestly. And somebody who answers the phone.")
    new = " We asked for it in March, and again in May, and nothing came of it."
    corrected(study, "honestly.", f"honestly.{new}")
    assert marked(study) == ["Training, honestly.", "And somebody who answers the phone."]


def test_a_mark_without_its_words_is_gone(study: Any) -> None:
    mark(study, "Nobody asked us first.")
    corrected(study, " Nobody asked us first.", "")
    assert marked(study) == []


def test_words_replaced_for_safety_stay_read(study: Any) -> None:
    mark(study, "Training, honestly.")
    corrected(study, "Training", "[Something that stands for training and is much longer]", kind=RevisionKind.CORRECTED)
    assert "honestly." in marked(study)[-1]


def test_marking_by_its_address(study: Any, client_of: Any) -> None:
    source = study.transcripts[0]
    address = reverse("codings:uncoded", args=[study.slug, source.pk])
    client = client_of(study.coder)
    body = place(source, "Training") | {"seen": 1, "quote": "Training", "id": str(uuid.uuid4())}
    answer = client.put(address, body, content_type="application/json")
    assert answer.json() == {"marks": [[body["start"], body["end"]]]}
    gone = client.delete(address, body | {"quote": ""}, content_type="application/json")
    assert gone.json() == {"marks": []}
    assert client.put(address, {"start": 1}, content_type="application/json").status_code == 422
    assert client_of(study.reader).put(address, body, content_type="application/json").status_code == 403


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))))


@given(SPANS, st.integers(1, 60))
def test_what_is_read_and_what_is_not_make_up_the_text_but_for_little_rests(read: list, size: int) -> None:
    left = {place for start, end in unread([(0, size)], read) for place in range(start, end)}
    covered = {place for start, end in read for place in range(start, end)} & set(range(size))
    assert not left & covered
    assert 0 <= read_share([(0, size)], read) <= 1
    if not covered:
        assert read_share([(0, size)], read) == 0


def test_only_what_participants_said_is_to_be_read() -> None:
    assert to_read([(13, 48, True), (55, 100, False)], 100) == [(55, 100)]
    assert to_read([(13, 48, True)], 100) == [(0, 100)]
    assert to_read([], 0) == []
    assert read_share([], [(0, 5)]) is None


def test_a_full_stop_is_not_left_to_read_but_a_short_answer_is() -> None:
    assert unread([(0, 20)], [(0, 19)]) == []
    assert unread([(0, 3), (10, 20)], [(10, 20)]) == [(0, 3)]
    assert unread([(0, 20), (30, 40)], [(5, 10), (12, 33)]) == [(0, 5), (33, 40)]
