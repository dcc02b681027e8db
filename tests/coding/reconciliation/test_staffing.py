"""Rounds change as long as nobody has begun with what changes, and no coding is ever lost."""

import pytest

from coding.codings.assigning import hand_in
from coding.codings.marking import mark_uncoded
from coding.codings.models import Assignment, Coding, Memo
from coding.codings.visibility import is_sealed, visible_memos
from coding.memos.actions import add_memo
from coding.reconciliation.actions import create_round
from coding.reconciliation.models import Round
from coding.reconciliation.staffing import BegunAlready, add_parts, cancel_round, remove_parts, rename_round
from tests.coding.reconciliation.conftest import apply
from tests.factories import people
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError


@pytest.fixture
def fresh(study):
    """A blind round of two coders on two interviews that nobody has begun."""
    return create_round(
        project=study.project, by=study.lead, name="Pilot",
        sources=[source.pk for source in study.transcripts], coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip


@pytest.fixture
def third(study):
    user = people.UserFactory(name="Eve Coder")
    people.MembershipFactory(project=study.project, user=user, role="coder")
    return user


def parts_of(round_):
    return set(Assignment.objects.filter(round=round_).values_list("source_id", "coder_id"))


def turn(act, study, user):
    found = (next_undo if act is undo_act else next_redo)(user, study.project.pk)
    act(project_id=study.project.pk, by=user, key=found.key, may=lambda _permission: True)


def test_a_coder_joins_and_leaves_and_both_are_undone(study, fresh, third):
    before = parts_of(fresh)
    more = {(source.pk, third.pk) for source in study.transcripts}

    assert add_parts(round=fresh, by=study.lead, parts=more) == 2
    assert add_parts(round=fresh, by=study.lead, parts=more) == 0
    assert parts_of(fresh) == before | more
    assert all(Assignment.objects.filter(round=fresh).values_list("sealed", flat=True))
    remove_parts(round=fresh, by=study.lead, parts={part for part in before if part[1] == study.coder.pk})
    assert {coder for _source, coder in parts_of(fresh)} == {study.second_coder.pk, third.pk}
    turn(undo_act, study, study.lead)
    turn(undo_act, study, study.lead)
    assert parts_of(fresh) == before
    turn(redo_act, study, study.lead)
    assert parts_of(fresh) == before | more


def test_a_source_joins_sealed_and_leaves_open(study, fresh):
    answer = study.answers[0]
    apply(answer, study.codes["Trust"], study.reader, "Errors")

    add_parts(round=fresh, by=study.lead, parts={(answer.pk, study.coder.pk), (answer.pk, study.second_coder.pk)})

    assert is_sealed(answer.pk)
    assert Event.objects.get(action="coding.applied").sealed_to == study.reader.pk
    remove_parts(round=fresh, by=study.lead, parts={(answer.pk, study.coder.pk), (answer.pk, study.second_coder.pk)})
    assert not is_sealed(answer.pk)
    assert Event.objects.get(action="coding.applied").sealed_to is None


@pytest.mark.parametrize("begin", ["code", "mark", "hand in"])
def test_whoever_has_begun_stays_with_all_they_did(study, fresh, third, begin):
    source, mine = study.transcripts[0], {(source.pk, study.coder.pk) for source in study.transcripts}
    add_parts(round=fresh, by=study.lead, parts={(source.pk, third.pk) for source in study.transcripts})
    if begin == "code":
        apply(source, study.codes["Trust"], study.coder, "Nobody")
    elif begin == "mark":
        mark_uncoded(source=source, by=study.coder, start=0, end=20)
    else:
        hand_in(assignment=Assignment.objects.get(source=source, coder=study.coder), by=study.coder)
    before, codings = parts_of(fresh), set(Coding.objects.values_list("pk", flat=True))

    with pytest.raises(BegunAlready, match="Cora Coder has begun"):
        remove_parts(round=fresh, by=study.lead, parts=mine)
    with pytest.raises(BegunAlready):
        cancel_round(round=fresh, by=study.lead)
    assert parts_of(fresh) == before
    assert set(Coding.objects.values_list("pk", flat=True)) == codings
    # The other interview is still free to leave.
    other = study.transcripts[1].pk
    assert remove_parts(round=fresh, by=study.lead, parts={part for part in before if part[0] == other}) == 3


def test_a_round_keeps_enough_coders_and_every_source_one(study, fresh):
    with pytest.raises(WorkbenchError, match="at least two members"):
        remove_parts(round=fresh, by=study.lead, parts={part for part in parts_of(fresh) if part[1] == study.coder.pk})
    with pytest.raises(WorkbenchError, match="Cancel it instead"):
        remove_parts(round=fresh, by=study.lead, parts=parts_of(fresh))
    alone = create_round(
        project=study.project, by=study.lead, name="The rest", kind="production",
        parts={(answer.pk, coder.pk) for answer, coder in zip(
            study.answers, (study.coder, study.second_coder, study.coder), strict=True)},
    )  # fmt: skip
    with pytest.raises(WorkbenchError, match="Nobody would code"):
        remove_parts(round=alone, by=study.lead, parts={part for part in parts_of(alone) if part[1] == study.coder.pk})


def test_who_does_not_code_or_what_is_taken_is_refused(study, fresh):
    other = create_round(
        project=study.project, by=study.lead, name="Answers", sources=[study.answers[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    for part in (
        (study.transcripts[0].pk, study.reader.pk),
        (999_999, study.coder.pk),
        (study.answers[0].pk, study.lead.pk),
    ):
        with pytest.raises(WorkbenchError):
            add_parts(round=fresh, by=study.lead, parts={part})
    assert len(parts_of(fresh)) == 4
    assert len(parts_of(other)) == 2


def test_an_opened_round_changes_no_more(study, opened):
    for change in (
        lambda: add_parts(round=opened.round, by=study.lead, parts={(study.answers[0].pk, study.coder.pk)}),
        lambda: remove_parts(round=opened.round, by=study.lead, parts={(study.transcripts[0].pk, study.coder.pk)}),
        lambda: cancel_round(round=opened.round, by=study.lead),
    ):
        with pytest.raises(WorkbenchError, match="has been opened"):
            change()


def test_a_round_is_renamed_and_named_back(study, fresh):
    create_round(
        project=study.project, by=study.lead, name="Answers", sources=[study.answers[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    with pytest.raises(WorkbenchError, match="already"):
        rename_round(round=fresh, by=study.lead, name="answers")
    assert rename_round(round=fresh, by=study.lead, name=" Reliability 1 ").name == "Reliability 1"
    assert rename_round(round=fresh, by=study.lead, name="RELIABILITY 1").name == "RELIABILITY 1"
    turn(undo_act, study, study.lead)
    turn(undo_act, study, study.lead)
    fresh.refresh_from_db()
    assert fresh.name == "Pilot"


def test_a_cancelled_round_comes_back_as_it_was(study, fresh):
    place = {"project": study.project, "by": study.lead, "about": "round", "about_id": fresh.pk}
    memo = add_memo(**place, body="Why these two.")
    before, version = parts_of(fresh), fresh.codebook_version_id
    pk = fresh.pk

    cancel_round(round=fresh, by=study.lead)

    assert not Round.objects.exists()
    assert not Memo.objects.exists()
    assert not is_sealed(study.transcripts[0].pk)
    turn(undo_act, study, study.lead)
    back = Round.objects.get()
    assert (back.pk, back.name, back.blind, back.codebook_version_id) == (pk, "Pilot", True, version)
    assert parts_of(back) == before
    assert is_sealed(study.transcripts[0].pk)
    assert Memo.objects.get().body == memo.body
    turn(redo_act, study, study.lead)
    assert not Round.objects.exists()


def test_a_cancelled_round_stays_away_once_its_sources_are_taken(study, fresh):
    cancel_round(round=fresh, by=study.lead)
    key = next_undo(study.lead, study.project.pk).key
    create_round(
        project=study.project, by=study.second_coder, name="Other", sources=[study.transcripts[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip

    with pytest.raises(WorkbenchError, match="in a round that is not settled"):
        undo_act(project_id=study.project.pk, by=study.lead, key=key, may=lambda _permission: True)
    assert Round.objects.get().name == "Other"


def test_what_changed_after_a_draw_is_remembered(study):
    parts = {(source.pk, coder.pk) for source in study.transcripts for coder in (study.coder, study.second_coder)}
    made = create_round(
        project=study.project, by=study.lead, name="Drawn", parts=parts, drawn={"how": "random", "seed": 7}
    )
    answer = {(study.answers[0].pk, study.coder.pk), (study.answers[0].pk, study.second_coder.pk)}
    first = {part for part in parts if part[0] == study.transcripts[0].pk}

    add_parts(round=made, by=study.lead, parts=answer)
    remove_parts(round=made, by=study.lead, parts=first)
    made.refresh_from_db()
    assert (made.drawn["added"], made.drawn["removed"]) == ([study.answers[0].pk], [study.transcripts[0].pk])
    add_parts(round=made, by=study.lead, parts=first)
    remove_parts(round=made, by=study.lead, parts=answer)
    made.refresh_from_db()
    assert (made.drawn["added"], made.drawn["removed"]) == ([], [])


def test_what_a_blind_coder_notes_on_the_round_is_their_own_until_it_is_opened(study, fresh):
    note = {"project": study.project, "about": "round", "about_id": fresh.pk}
    add_memo(**note, by=study.coder, body="I am unsure of Trust.")
    add_memo(**note, by=study.lead, body="Begin with P01.")

    def seen(user):
        return set(visible_memos(study.project, study.membership(user)).values_list("body", flat=True))

    assert seen(study.coder) == {"I am unsure of Trust.", "Begin with P01."}
    assert seen(study.second_coder) == seen(study.lead) == {"Begin with P01."}
    assert list(Event.objects.filter(action="memo.written").order_by("pk").values_list("sealed_to", flat=True)) == [
        study.coder.pk, None,
    ]  # fmt: skip
