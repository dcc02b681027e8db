"""What the actions on codings promise."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook.models import Code
from coding.codings.actions import (
    QuoteDiffers,
    SpanOutsideSource,
    apply_code,
    check_span,
    move_coding,
    remove_coding,
    write_memo,
)
from coding.codings.assigning import HandedIn, hand_in, hand_in_answers, mark_read, take_back
from coding.codings.models import Assignment, Coding, Memo
from coding.sources.models import Source
from tests.coding.codings.conftest import apply
from tests.factories.coding import CodeFactory, CodingFactory
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


@pytest.fixture
def coding(study: Any) -> Coding:
    return apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")


def actions_recorded() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def assignment_of(study: Any, user: Any) -> Assignment:
    return Assignment.objects.get(source=study.transcripts[0], coder=user)


def test_a_coding_keeps_its_words_and_is_in_the_history(study: Any, coding: Coding) -> None:
    assert (coding.quote, coding.coder, coding.layer, coding.round) == ("Training", study.coder, "coder", None)
    event = Event.objects.get(action="coding.applied")
    assert (event.actor_name, event.after["start"], event.after["code"]) == ("Cora Coder", coding.start, coding.code_id)


def test_the_same_request_again_is_the_same_coding(study: Any) -> None:
    facts = {
        "source": study.transcripts[0], "code": study.codes["Work"], "by": study.coder, "start": 55, "end": 60,
        "id": uuid.uuid4(),
    }  # fmt: skip
    assert apply_code(**facts) == apply_code(**facts)
    assert apply_code(**facts | {"id": uuid.uuid4()}).pk == facts["id"]  # the same span from another tab
    assert Coding.objects.count() == 1
    assert actions_recorded() == ["coding.applied"]


def test_a_repeated_request_is_answered_even_when_all_is_over(study: Any, coding: Coding) -> None:
    Code.objects.filter(pk=coding.code_id).update(retired_at=timezone.now())
    code = Code.objects.get(pk=coding.code_id)
    again = apply_code(
        source=coding.source, code=code, by=study.coder, start=coding.start, end=coding.end, id=coding.pk
    )
    assert again == coding


def test_a_key_that_is_another_coding_is_refused(study: Any, coding: Coding) -> None:
    place = {"source": coding.source, "code": coding.code, "start": coding.start, "end": coding.end}
    for changed in ({"by": study.second_coder}, {"by": study.coder, "start": 55}):
        with pytest.raises(WorkbenchError, match="exists already"):
            apply_code(**place | changed, id=coding.pk)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10_000), (10_000, 10_001)], ids=str)
def test_a_span_outside_of_the_text_is_refused(study: Any, start: int, end: int) -> None:
    with pytest.raises(SpanOutsideSource, match="P01 nurse"):
        apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=start, end=end)


def test_a_span_without_words_is_refused(study: Any) -> None:
    blank = study.transcripts[0].text.index("\n\n")
    with pytest.raises(SpanOutsideSource, match="no words"):
        apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=blank, end=blank + 2)


def test_other_words_than_those_of_the_text_are_refused(study: Any) -> None:
    with pytest.raises(QuoteDiffers, match="Reload"):
        apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=0, end=4, quote="Oops")


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.data())
def test_a_span_is_accepted_with_exactly_its_own_words(text: str, data: st.DataObject) -> None:
    source = Source(name="A text", text=text, characters=len(text))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        assert check_span(source, start, end, text[start:end]) == text[start:end]
        with pytest.raises(QuoteDiffers):
            check_span(source, start, end, text[start:end] + "x")


def test_retired_codes_and_codes_of_other_projects_are_refused(study: Any) -> None:
    code = study.codes["Work"]
    code.retired_at = timezone.now()
    place = {"source": study.transcripts[0], "by": study.coder, "start": 55, "end": 60}
    with pytest.raises(WorkbenchError, match="“Work” was retired"):
        apply_code(**place, code=code)
    with pytest.raises(WorkbenchError, match="another study"):
        apply_code(**place, code=CodeFactory())


def test_a_coding_is_moved_by_its_coder_alone(study: Any, coding: Coding) -> None:
    moved = move_coding(
        coding=coding, by=study.coder, start=coding.start, end=coding.end + 10, quote="Training, honestly"
    )
    assert Coding.objects.get() == moved
    assert moved.quote == "Training, honestly"
    event = Event.objects.get(action="coding.moved")
    assert event.after["end"] - event.before["end"] == 10
    for by in (study.second_coder, study.lead):
        with pytest.raises(WorkbenchError, match="Only the coder"):
            move_coding(coding=coding, by=by, start=55, end=60)


def test_moving_to_the_same_place_is_nothing_new(study: Any, coding: Coding) -> None:
    move_coding(coding=coding, by=study.coder, start=coding.start, end=coding.end)
    assert actions_recorded() == ["coding.applied"]


def test_a_coding_is_not_moved_onto_its_like(study: Any, coding: Coding) -> None:
    other = apply(study.transcripts[0], study.codes["Work"], study.coder, "honestly")
    with pytest.raises(WorkbenchError, match="exactly these words already"):
        move_coding(coding=other, by=study.coder, start=coding.start, end=coding.end)
    other.refresh_from_db()
    assert other.quote == "honestly"


def test_what_is_removed_stays_in_the_history_with_its_memos(study: Any, coding: Coding) -> None:
    write_memo(project=study.project, by=study.coder, about=Memo.About.CODING, about_id=coding.pk, body="Twice")
    remove_coding(coding=coding, by=study.coder)
    assert not Coding.objects.exists()
    assert not Memo.objects.exists()
    before = Event.objects.get(action="coding.removed").before
    assert [(memo["author"], memo["body"]) for memo in before["_memos"]] == [(study.coder.pk, "Twice")]


def test_others_and_the_consensus_cannot_be_removed(study: Any, coding: Coding) -> None:
    with pytest.raises(WorkbenchError, match="Only the coder"):
        remove_coding(coding=coding, by=study.lead)
    agreed = CodingFactory(source=coding.source, coder=study.coder, layer="consensus")
    with pytest.raises(WorkbenchError, match="Only the coder"):
        remove_coding(coding=agreed, by=study.coder)


def test_codings_belong_to_the_round_in_which_they_were_asked_for(study: Any, coding: Coding, blind: Any) -> None:
    again = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    assert (coding.round, again.round) == (None, blind.round)
    assert Coding.objects.count() == 2
    assert apply(study.transcripts[0], study.codes["Work"], study.lead, "Training").round is None


def test_what_is_handed_in_no_longer_changes(blind: Any) -> None:
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")
    assignment = hand_in(assignment=assignment_of(blind, blind.coder), by=blind.coder)
    for act in (
        lambda: apply(blind.transcripts[0], blind.codes["Trust"], blind.coder, "Training"),
        lambda: remove_coding(coding=coding, by=blind.coder),
        lambda: move_coding(coding=coding, by=blind.coder, start=0, end=11),
    ):
        with pytest.raises(HandedIn):
            act()
    with pytest.raises(HandedIn, match="Ask the lead to reopen it"):
        take_back(assignment=assignment, by=blind.coder)
    assert Coding.objects.get() == coding


def test_only_the_coder_hands_in_and_takes_back(blind: Any) -> None:
    assignment = assignment_of(blind, blind.coder)
    for act in (hand_in, take_back):
        with pytest.raises(WorkbenchError, match="Only the coder"):
            act(assignment=assignment, by=blind.lead)


def test_an_opened_round_gives_nothing_back(blind: Any) -> None:
    assignment = hand_in(assignment=assignment_of(blind, blind.coder), by=blind.coder)
    blind.round.state = "reconciling"
    blind.round.save()
    assignment.refresh_from_db()
    with pytest.raises(HandedIn, match="Pilot has been opened"):
        take_back(assignment=assignment, by=blind.coder)
    with pytest.raises(HandedIn, match="no longer change"):
        apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")


def test_handing_in_twice_is_one_event(blind: Any) -> None:
    assignment = assignment_of(blind, blind.coder)
    first = hand_in(assignment=assignment, by=blind.coder).done_at
    assert hand_in(assignment=assignment, by=blind.coder).done_at == first
    assert actions_recorded().count("assignment.handed_in") == 1


def test_a_source_is_marked_as_read_outside_of_rounds(study: Any) -> None:
    assert mark_read(source=study.transcripts[0], by=study.coder) == mark_read(
        source=study.transcripts[0], by=study.coder
    )
    assignment = Assignment.objects.get()
    assert (assignment.round, assignment.sealed) == (None, False)
    assert assignment.done_at


def test_all_answers_are_handed_in_where_they_were_asked_for(blind: Any) -> None:
    assert hand_in_answers(question=blind.question, by=blind.coder) == 3
    assert hand_in_answers(question=blind.question, by=blind.coder) == 0
    mine = Assignment.objects.filter(coder=blind.coder, source__question=blind.question)
    assert {(a.round, bool(a.done_at)) for a in mine} == {(blind.round, True)}
    assert actions_recorded().count("question.handed_in") == 1
    assert hand_in_answers(question=blind.question, by=blind.lead) == 3  # asked by nobody: read outside of rounds


def test_a_note_is_written_changed_and_taken_away(study: Any, coding: Coding) -> None:
    place = {"project": study.project, "by": study.coder, "about": Memo.About.CODING, "about_id": coding.pk}
    first = write_memo(**place, body=" Twice. ")
    assert first.body == "Twice."
    assert write_memo(**place, body="Three times.") == first
    assert write_memo(**place, body="  ") is None
    assert write_memo(**place, body="") is None
    assert not Memo.objects.exists()
    assert actions_recorded()[1:] == ["memo.written", "memo.edited", "memo.removed"]


def test_undoing_a_removal_brings_back_everybodys_notes(study: Any, coding: Coding) -> None:
    for author, body in ((study.coder, "Mine"), (study.lead, "Hers")):
        write_memo(project=study.project, by=author, about=Memo.About.CODING, about_id=coding.pk, body=body)
    facts = {"source": coding.source, "code": coding.code, "start": coding.start, "end": coding.end, "id": coding.pk}
    remove_coding(coding=Coding.objects.get(pk=coding.pk), by=study.coder)

    apply_code(by=study.coder, **facts)
    apply_code(by=study.coder, **facts)

    notes = Memo.objects.filter(about_id=str(facts["id"])).values_list("author", "body")
    assert set(notes) == {(study.coder.pk, "Mine"), (study.lead.pk, "Hers")}


def test_the_key_of_somebodys_removed_coding_brings_nobodys_notes_back(study: Any, coding: Coding) -> None:
    write_memo(project=study.project, by=study.coder, about=Memo.About.CODING, about_id=coding.pk, body="Mine")
    facts = {"source": coding.source, "code": coding.code, "start": coding.start, "end": coding.end, "id": coding.pk}
    remove_coding(coding=Coding.objects.get(pk=coding.pk), by=study.coder)

    apply_code(by=study.second_coder, **facts)

    assert not Memo.objects.exists()


def opened_meanwhile(study: Any) -> None:
    from coding.reconciliation.actions import open_round

    open_round(round=study.round, by=study.lead, force=True)


def test_what_was_read_before_the_round_was_opened_neither_hands_in_nor_takes_back(blind: Any) -> None:
    early = Assignment.objects.select_related("round").get(source=blind.transcripts[0], coder=blind.coder)
    late = Assignment.objects.select_related("round").get(source=blind.transcripts[1], coder=blind.coder)
    hand_in(assignment=early, by=blind.coder)
    early = Assignment.objects.select_related("round").get(pk=early.pk)
    opened_meanwhile(blind)

    with pytest.raises(HandedIn, match="Pilot has been opened"):
        hand_in(assignment=late, by=blind.coder)
    with pytest.raises(HandedIn, match="Pilot has been opened"):
        take_back(assignment=early, by=blind.coder)

    early.refresh_from_db()
    late.refresh_from_db()
    assert (bool(early.done_at), late.done_at) == (True, None)


def test_a_coding_read_before_its_round_was_opened_no_longer_changes(blind: Any) -> None:
    made = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")
    stale = Coding.objects.select_related("round", "source").get(pk=made.pk)
    opened_meanwhile(blind)

    with pytest.raises(HandedIn):
        move_coding(coding=stale, by=blind.coder, start=stale.start, end=stale.end + 1)
    with pytest.raises(HandedIn):
        remove_coding(coding=stale, by=blind.coder)
    assert Coding.objects.filter(pk=made.pk, end=made.end).exists()


def test_a_coding_that_is_gone_is_removed_once_and_not_moved(study: Any, coding: Coding) -> None:
    stale = Coding.objects.get(pk=coding.pk)
    remove_coding(coding=Coding.objects.get(pk=coding.pk), by=study.coder)

    remove_coding(coding=stale, by=study.coder)
    with pytest.raises(WorkbenchError, match="removed meanwhile"):
        move_coding(coding=stale, by=study.coder, start=0, end=5)

    assert actions_recorded().count("coding.removed") == 1
