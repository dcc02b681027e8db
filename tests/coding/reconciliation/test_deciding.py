"""Settling many at once, asking first, notes on the codebook, and taking decisions back."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.codebook.actions import edit_code
from coding.codings.models import Coding
from coding.reconciliation.actions import close_round
from coding.reconciliation.deciding import (
    DecidedMeanwhile,
    Note,
    decide_disagreement,
    decide_disagreements,
    reopen_decision,
)
from coding.reconciliation.discussing import answer_discussion, discuss_disagreements, end_discussion
from coding.reconciliation.models import CodebookNote, Decision, DecisionChoice, Disagreement, Discussion
from coding.reconciliation.noting import answer_note, change_code_for
from coding.reconciliation.queries import open_notes
from tests.factories import coding as make
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


def place(round_, kind):
    return Disagreement.objects.filter(round=round_, kind=kind).order_by("-start").first()


def consensus(round_):
    return sorted(Coding.objects.filter(round=round_, layer="consensus").values_list("code__name", "quote"))


def layers_of_coders():
    return sorted(Coding.objects.filter(layer="coder").values_list())


def settle(three, option, **facts):
    return decide_disagreements(
        round=three.round, by=three.study.lead, option=option, reason="As the codebook has it.", **facts
    )


def places(three):
    return list(Disagreement.objects.filter(round=three.round).values_list("pk", flat=True))


def test_a_group_is_settled_in_one_way_for_one_reason(three):
    before = consensus(three.round)
    decisions = settle(three, f"keep:{three.study.second_coder.pk}", places=places(three))

    assert len(decisions) == 4
    assert {one.reason for one in decisions} == {"As the codebook has it."}
    # Where the second coder had left it alone, that is what is kept.
    assert consensus(three.round) == sorted([
        *before, ("Trust", "Nobody asked us first."), ("Errors", "not with risk"),
        ("Work", "Training, honestly. And somebody who answers the phone."),
    ])  # fmt: skip
    assert Event.objects.filter(action="disagreement.decided").count() == 4


def test_what_the_rule_says_is_decided_for_the_places_that_a_person_has_chosen(three):
    before = consensus(three.round)
    settle(three, "rule", rule="majority", places=places(three))

    assert consensus(three.round) == sorted([
        *before, ("Trust", "Nobody asked us first."), ("Errors", "not with risk"),
        ("Work", "Training, honestly. And somebody who answers the phone."),
    ])  # fmt: skip
    assert Decision.objects.filter(choice=DecisionChoice.NONE).count() == 1


def test_a_group_with_a_place_that_cannot_be_settled_so_is_left_as_it_was(three):
    with pytest.raises(WorkbenchError, match="2 of the 4 chosen places cannot be settled in this way"):
        settle(three, "overlap", places=places(three))
    assert not Decision.objects.exists()


def test_a_group_of_which_somebody_has_decided_a_place_meanwhile_is_left_as_it_was(three):
    decide_disagreement(disagreement=place(three.round, "code"), by=three.study.lead, option="none", reason="No.")

    with pytest.raises(DecidedMeanwhile, match="1 of the chosen places was decided meanwhile by Lena Lead"):
        settle(three, "none", places=places(three))
    assert Decision.objects.count() == 1


def test_fifty_places_ask_as_many_questions_as_one(three):
    def queries(chosen):
        with CaptureQueriesContext(connection) as asked:
            settle(three, "none", places=chosen)
        return len(asked)

    few = queries([place(three.round, "extent").pk])
    source = three.study.transcripts[0]
    many = [make.DisagreementFactory(round=three.round, source=source, start=n, end=n + 5).pk for n in range(50)]

    assert queries(many) == few


@pytest.mark.parametrize("option", ["keep:first", "both", "union", "overlap", "other", "none", "rule"])
def test_no_decision_touches_what_the_coders_did(three, option):
    before, study = layers_of_coders(), three.study
    facts = {"code": study.codes["Work"], "rule": "majority"}

    for one in Disagreement.objects.filter(round=three.round):
        value = option.replace("first", str(study.coder.pk))
        try:
            decision = decide_disagreement(disagreement=one, by=study.lead, option=value, reason="So.", **facts)
        except WorkbenchError:
            continue  # not offered for this kind
        assert layers_of_coders() == before
        reopen_decision(decision=decision, by=study.lead)
        assert layers_of_coders() == before
    assert Decision.objects.exists()


def test_a_round_with_an_open_place_is_not_settled_and_its_consensus_says_so(three):
    from coding.reconciliation.queries import unfinished_rounds

    settle(three, "none", places=places(three)[1:])
    with pytest.raises(WorkbenchError, match="1 disagreement still waits"):
        close_round(round=three.round, by=three.study.lead)
    assert list(unfinished_rounds(three.study.project)) == [three.round]

    settle(three, "none", places=places(three)[:1])
    assert list(unfinished_rounds(three.study.project)) == []  # complete when nothing is open, closed or not
    close_round(round=three.round, by=three.study.lead)
    assert list(unfinished_rounds(three.study.project)) == []


# --- Undo ----------------------------------------------------------------------------------------


def in_one_act(call):
    key = uuid.uuid4()
    with act(key):
        result = call()
    return key, result


def may(_permission):
    return True


def test_a_group_is_undone_and_done_again_at_once(three):
    study, before = three.study, consensus(three.round)
    key, _made = in_one_act(lambda: settle(three, "rule", rule="majority", places=places(three)))
    after = consensus(three.round)

    undo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)
    assert consensus(three.round) == before
    assert Decision.objects.filter(withdrawn_at=None).count() == 0

    redo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)
    assert consensus(three.round) == after
    assert Decision.objects.count() == 8  # the history keeps those that were taken back


def test_another_code_comes_back_with_redo(three):
    study = three.study
    key, _made = in_one_act(
        lambda: settle(three, "other", code=study.codes["Work"], places=[place(three.round, "code").pk])
    )
    undo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)
    redo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)

    assert ("Work", "Nobody asked us first.") in consensus(three.round)
    assert Decision.objects.get(withdrawn_at=None).code == study.codes["Work"]


def test_a_decision_that_was_made_otherwise_since_is_not_undone(three):
    study, only = three.study, place(three.round, "only")
    key, [decision] = in_one_act(lambda: settle(three, "none", places=[only.pk]))
    reopen_decision(decision=decision, by=study.lead)
    settle(three, f"keep:{study.coder.pk}", places=[only.pk])

    with pytest.raises(WorkbenchError, match="decided otherwise since"):
        undo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)


def test_a_withdrawal_is_undone_by_deciding_the_same_again(three):
    study, only = three.study, place(three.round, "only")
    [decision] = settle(three, f"keep:{study.coder.pk}", places=[only.pk])
    after = consensus(three.round)
    key, _done = in_one_act(lambda: reopen_decision(decision=decision, by=study.lead))

    undo_act(project_id=study.project.pk, by=study.lead, key=key, may=may)

    assert consensus(three.round) == after


# --- Asking first --------------------------------------------------------------------------------


def test_somebody_is_asked_answers_and_the_decision_ends_it(three):
    study, only = three.study, place(three.round, "only")
    discuss_disagreements(
        round=three.round, by=study.lead, places=places(three), person=study.coder, question="Person or tool?"
    )
    discuss_disagreements(round=three.round, by=study.lead, places=[only.pk], person=study.coder, question="And now?")
    asked = only.discussions.get()
    assert Discussion.objects.count() == 4

    with pytest.raises(WorkbenchError, match="Only who was asked"):
        answer_discussion(discussion=asked, by=study.lead, answer="The tool.")
    answer_discussion(discussion=asked, by=study.coder, answer="The tool.")
    settle(three, "none", places=[only.pk])

    asked.refresh_from_db()
    assert (asked.question, asked.answer) == ("And now?", "The tool.")
    assert asked.ended_at
    with pytest.raises(WorkbenchError, match="decided meanwhile"):
        answer_discussion(discussion=asked, by=study.coder, answer="No.")
    with pytest.raises(WorkbenchError, match="None of these places waits"):
        discuss_disagreements(round=three.round, by=study.lead, places=[only.pk], person=study.coder, question="")


def test_a_question_can_be_taken_back_and_outsiders_are_not_asked(three, outsider):
    study, only = three.study, place(three.round, "only")
    with pytest.raises(WorkbenchError, match="no member"):
        discuss_disagreements(round=three.round, by=study.lead, places=[only.pk], person=outsider, question="")
    discuss_disagreements(round=three.round, by=study.lead, places=[only.pk], person=study.coder, question="")

    end_discussion(discussion=only.discussions.get(), by=study.lead)

    assert only.discussions.get().ended_at


# --- Notes on the codebook -----------------------------------------------------------------------


def noted(three):
    settle(
        three, "none", places=places(three)[:2],
        note=Note(three.study.codes["Trust"], " Say whether irony counts. "),
    )  # fmt: skip
    return CodebookNote.objects.get()


def test_a_decision_leaves_a_note_on_the_code_which_a_change_answers(three):
    study, note = three.study, noted(three)
    assert note.text == "Say whether irony counts."
    assert note.decisions.count() == 2

    key, _code = in_one_act(
        lambda: change_code_for(
            code=note.code, by=study.coder, notes=[note.pk], changes={"definition": "Relying on it, not in irony."}
        )
    )

    note.refresh_from_db()
    assert note.change.action == "code.edited"
    assert note.change.after["definition"] == "Relying on it, not in irony."
    assert list(open_notes(study.project)) == []

    undo_act(project_id=study.project.pk, by=study.coder, key=key, may=may)
    note.refresh_from_db()
    note.code.refresh_from_db()
    assert (note.change, note.code.definition) == (None, "")
    redo_act(project_id=study.project.pk, by=study.coder, key=key, may=may)
    note.refresh_from_db()
    assert note.change


def test_a_change_that_changes_nothing_answers_no_note(three):
    note = noted(three)
    edit_code(code=note.code, by=three.study.lead, definition="Relying on it.")

    with pytest.raises(WorkbenchError, match="Nothing was changed"):
        change_code_for(code=note.code, by=three.study.lead, notes=[note.pk], changes={"definition": "Relying on it."})
    with pytest.raises(WorkbenchError, match="at least one open note"):
        change_code_for(code=note.code, by=three.study.lead, notes=[], changes={"definition": "Other."})
    assert list(open_notes(three.study.project)) == [note]


def test_a_note_is_set_aside_and_a_blind_round_hides_notes_on_its_sources(three):
    note = noted(three)
    sealed = make.AssignmentFactory(source=three.study.transcripts[0], coder=three.study.coder, sealed=True)
    assert list(open_notes(three.study.project)) == []
    sealed.delete()

    answer_note(note=note, by=three.study.coder, change=None)

    note.refresh_from_db()
    assert note.settled_at
    assert note.change is None
