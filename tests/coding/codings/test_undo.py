"""What undo and redo promise: all that one did comes back, and nothing of anybody else's is touched."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.codings.actions import apply_code, move_coding, remove_coding, write_memo
from coding.codings.assigning import hand_in, hand_in_answers, mark_read
from coding.codings.models import Assignment, Coding, Memo
from coding.reconciliation.actions import open_round
from tests.coding.codings.conftest import apply
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.audit.undo import acts_data, next_redo, next_undo
from workbench.membership.models import Membership
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def undo(study: Any, by: Any) -> str:
    """Take back the latest act of the person; return what it was."""
    found = next_undo(by, study.project.pk)
    assert found, "there is nothing to undo"
    may = study.membership(by).allows
    return str(undo_act(project_id=study.project.pk, by=by, key=found.key, may=may))


def redo(study: Any, by: Any) -> str:
    found = next_redo(by, study.project.pk)
    assert found, "there is nothing to redo"
    return str(redo_act(project_id=study.project.pk, by=by, key=found.key, may=study.membership(by).allows))


def note(study: Any, coding: Coding, by: Any, body: str) -> None:
    write_memo(
        project=study.project, by=by, about=Memo.About.CODING, about_id=coding.pk, body=body,
        scope=f"source:{coding.source_id}",
    )  # fmt: skip


def state_of(study: Any) -> tuple[list[Any], ...]:
    """All that acts on codings change, as plain values."""
    codings = Coding.objects.filter(project=study.project).order_by("pk")
    memos = Memo.objects.filter(project=study.project).order_by("about_id", "author_id")
    read = Assignment.objects.filter(project=study.project, done_at__isnull=False)
    return (
        list(codings.values_list("pk", "code", "coder", "start", "end", "quote", "round", "origin", "created_at")),
        list(memos.values_list("about_id", "author", "body")),
        list(read.order_by("source", "coder").values_list("source", "coder")),
    )


@pytest.fixture
def coding(study: Any) -> Coding:
    return apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")


def test_an_applied_code_is_taken_away_and_comes_back(study: Any, coding: Coding) -> None:
    done = state_of(study)
    assert undo(study, study.coder).startswith("applied Work on “Training")
    assert not Coding.objects.exists()
    redo(study, study.coder)
    assert state_of(study) == done


def test_a_removed_coding_comes_back_with_everybodys_notes(study: Any, coding: Coding) -> None:
    note(study, coding, study.coder, "Mine")
    note(study, coding, study.second_coder, "Another's")
    before = state_of(study)
    remove_coding(coding=coding, by=study.coder)
    undo(study, study.coder)
    assert state_of(study) == before
    redo(study, study.coder)
    assert state_of(study) == ([], [], [])


def test_a_changed_extent_goes_back(study: Any, coding: Coding) -> None:
    before = (coding.start, coding.end)
    move_coding(coding=coding, by=study.coder, start=coding.start, end=coding.end + 10)
    undo(study, study.coder)
    assert Coding.objects.values_list("start", "end").get() == before
    redo(study, study.coder)
    assert Coding.objects.values_list("start", "end").get() == (before[0], before[1] + 10)


def test_a_note_is_as_it_was(study: Any, coding: Coding) -> None:
    note(study, coding, study.coder, "First")
    note(study, coding, study.coder, "Second")
    note(study, coding, study.coder, "")
    bodies = []
    for turn in (undo, undo, undo, redo, redo, redo):
        turn(study, study.coder)
        bodies.append(list(Memo.objects.values_list("body", flat=True)))
    assert bodies == [["Second"], ["First"], [], ["First"], ["Second"], []]


def test_what_one_marked_as_read_is_taken_back(study: Any) -> None:
    assignment = mark_read(source=study.transcripts[0], by=study.coder)
    undo(study, study.coder)
    assignment.refresh_from_db()
    assert assignment.done_at is None
    redo(study, study.coder)
    assignment.refresh_from_db()
    assert assignment.done_at


def test_what_one_handed_in_stays_and_is_passed_over(blind: Any) -> None:
    coding = apply(blind.transcripts[1], blind.codes["Work"], blind.coder, "an hour a day")
    assignment = Assignment.objects.get(source=blind.transcripts[0], coder=blind.coder)
    hand_in(assignment=assignment, by=blind.coder)
    hand_in_answers(question=blind.question, by=blind.coder)
    undo(blind, blind.coder)
    assignment.refresh_from_db()
    assert assignment.done_at
    assert not Coding.objects.filter(pk=coding.pk).exists()


def test_answers_that_were_read_together_are_taken_back_together(study: Any) -> None:
    hand_in_answers(question=study.question, by=study.coder)
    done = state_of(study)
    assert len(done[2]) == len(study.answers)
    undo(study, study.coder)
    assert state_of(study)[2] == []
    redo(study, study.coder)
    assert state_of(study) == done
    undo(study, study.coder)
    assert state_of(study)[2] == []


def test_what_was_done_at_once_is_undone_at_once(study: Any) -> None:
    with act(uuid.uuid4()):
        for source in study.transcripts:
            apply_code(source=source, code=study.codes["Work"], by=study.coder, start=0, end=11)
    done = state_of(study)
    assert undo(study, study.coder).endswith("and 1 more")
    assert not Coding.objects.exists()
    redo(study, study.coder)
    assert state_of(study) == done


def test_evidence_is_not_undone(blind: Any) -> None:
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")
    for assignment in Assignment.objects.filter(round=blind.round):
        hand_in(assignment=assignment, by=assignment.coder)
    open_round(round=blind.round, by=blind.lead)
    with pytest.raises(WorkbenchError, match="can no longer be changed"):
        undo(blind, blind.coder)
    assert Coding.objects.get() == coding


def test_nobody_undoes_what_another_did(study: Any, coding: Coding) -> None:
    assert next_undo(study.second_coder, study.project.pk) is None
    key = Event.objects.get(action="coding.applied").key
    with pytest.raises(WorkbenchError, match="no act of yours"):
        undo_act(project_id=study.project.pk, by=study.second_coder, key=key, may=lambda _permission: True)
    assert Coding.objects.get() == coding


def test_a_coder_who_only_reads_now_undoes_nothing(study: Any, coding: Coding) -> None:
    Membership.objects.filter(project=study.project, user=study.coder).update(role="reader")
    with pytest.raises(WorkbenchError, match="no act of yours"):
        undo(study, study.coder)
    assert Coding.objects.get() == coding


def test_undoing_twice_what_was_named_is_undoing_it_once(study: Any, coding: Coding) -> None:
    apply(study.transcripts[0], study.codes["Trust"], study.coder, "Training")
    key = next_undo(study.coder, study.project.pk).key
    for _time in range(2):
        undo_act(project_id=study.project.pk, by=study.coder, key=key, may=lambda _permission: True)
    assert Coding.objects.get() == coding


def test_a_new_act_leaves_nothing_to_redo(study: Any, coding: Coding) -> None:
    undo(study, study.coder)
    apply(study.transcripts[0], study.codes["Trust"], study.coder, "Training")
    assert next_redo(study.coder, study.project.pk) is None
    undo(study, study.coder)
    assert redo(study, study.coder).startswith("applied Trust")
    assert next_redo(study.coder, study.project.pk) is None


def test_undo_is_in_the_history_as_what_it_was(study: Any, coding: Coding) -> None:
    undo(study, study.coder)
    applied, removed = Event.objects.order_by("pk")
    assert (removed.action, removed.undoes, removed.actor_id) == ("coding.removed", applied.pk, study.coder.pk)
    assert applied.undone_at
    assert removed.undone_at is None


def test_an_extent_is_not_undone_in_another_text(study: Any, coding: Coding) -> None:
    move_coding(coding=coding, by=study.coder, start=coding.start, end=coding.end + 10)
    type(coding.source).objects.filter(pk=coding.source_id).update(revision=2)
    with pytest.raises(WorkbenchError, match="the text of “P01 nurse” was changed since"):
        undo(study, study.coder)


def test_the_pages_are_told_what_is_next(study: Any, coding: Coding) -> None:
    told = acts_data(study.coder, study.project.pk)
    assert [said for _key, said in told["undo"]] == ["applied Work on “Training”"]
    assert told["redo"] == []
    undo(study, study.coder)
    told = acts_data(study.coder, study.project.pk)
    assert told["undo"] == []
    assert [said for _key, said in told["redo"]] == ["applied Work on “Training”"]


def test_finding_what_is_next_asks_as_much_for_many_acts(study: Any, count_queries: Callable) -> None:
    source = study.transcripts[0]
    counts = []
    for place in (0, 20, 40):
        apply_code(source=source, code=study.codes["Work"], by=study.coder, start=place, end=place + 10)
        counts.append(count_queries(lambda: acts_data(study.coder, study.project.pk)))
    assert counts == [4, 4, 4]


class TestOverTheWire:
    def test_the_latest_act_is_undone_and_said(self, study: Any, coding: Coding, client_of: Callable) -> None:
        answer = client_of(study.coder).post(f"/p/{study.slug}/acts/undo/", headers={"Accept": "application/json"})
        told = answer.json()
        assert told["said"].startswith("Undone: applied Work")
        assert told["where"].endswith(f"#coding-{coding.pk}")
        assert told["undo"] == []
        assert [said for _key, said in told["redo"]] == ["applied Work on “Training”"]
        assert not Coding.objects.exists()

    def test_it_works_as_a_form(self, study: Any, coding: Coding, client_of: Callable) -> None:
        client = client_of(study.coder)
        back = f"/p/{study.slug}/codebook/"
        answer = client.post(f"/p/{study.slug}/acts/undo/", {"next": back}, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "Undone: applied Work" in answer.content.decode()
        client.post(f"/p/{study.slug}/acts/redo/", {"next": "https://elsewhere.example"})
        assert Coding.objects.get() == coding

    def test_what_is_refused_steps_aside_for_what_is_behind_it(self, study: Any, client_of: Callable) -> None:
        apply(study.transcripts[0], study.codes["Trust"], study.coder, "phone")
        coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
        remove_coding(coding=coding, by=study.coder)
        study.codes["Work"].retired_at = study.project.created_at
        study.codes["Work"].save()
        client, address = client_of(study.coder), reverse("acts:undo", args=[study.slug])
        refused = client.post(address, headers={"Accept": "application/json"})
        assert refused.status_code == 422
        said = refused.json()["error"]
        assert said.startswith("This stays as it is: removed Work on “Training”. “Work” was retired.")
        told = acts_data(study.coder, study.project.pk)
        assert [act.split(" on ")[0] for _key, act in told["undo"]] == ["applied Work", "applied Trust"]
        assert told["redo"] == []
        for _time in range(2):
            client.post(address)
        assert not Coding.objects.exists()

    def test_a_form_says_why_and_goes_back(self, study: Any, coding: Coding, client_of: Callable) -> None:
        remove_coding(coding=coding, by=study.coder)
        study.codes["Work"].retired_at = study.project.created_at
        study.codes["Work"].save()
        memos = reverse("memos:list", args=[study.slug])
        answer = client_of(study.coder).post(reverse("acts:undo", args=[study.slug]), {"next": memos}, follow=True)
        assert answer.redirect_chain == [(memos, 302)]
        assert "“Work” was retired" in answer.content.decode()

    def test_what_could_not_be_done_again_steps_aside(self, study: Any, coding: Coding, client_of: Callable) -> None:
        undo(study, study.coder)
        study.codes["Work"].retired_at = study.project.created_at
        study.codes["Work"].save()
        headers = {"Accept": "application/json"}
        answer = client_of(study.coder).post(reverse("acts:redo", args=[study.slug]), headers=headers)
        assert answer.status_code == 422
        assert acts_data(study.coder, study.project.pk) == {"undo": [], "redo": []}

    def test_nothing_to_undo_is_said(self, study: Any, client_of: Callable) -> None:
        answer = client_of(study.coder).post(f"/p/{study.slug}/acts/undo/", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (422, "There is nothing to undo.")

    def test_a_request_that_is_repeated_after_all_was_undone_changes_nothing(
        self, study: Any, client_of: Callable
    ) -> None:
        client, source, key = client_of(study.coder), study.transcripts[0], uuid.uuid4()
        body = {"source": source.pk, "code": study.codes["Work"].pk, "start": 0, "end": 11, "quote": source.text[:11]}
        headers = {"X-Act": str(uuid.uuid4())}

        def put() -> int:
            address = f"/p/{study.slug}/codings/{key}/"
            return client.put(address, body, content_type="application/json", headers=headers).status_code

        assert put() == 200
        undo(study, study.coder)
        assert put() == 200  # its answer had been lost on the way
        assert not Coding.objects.exists()


ACTS = st.lists(
    st.tuples(st.sampled_from(["apply", "remove", "move", "note", "hand in"]), st.integers(0, 40)), max_size=8
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ACTS)
def test_undoing_all_is_the_state_before_and_redoing_all_the_state_after(
    study: Any, acts: list[tuple[str, int]]
) -> None:
    point = transaction.savepoint()
    before = state_of(study)
    done = sum(_do(study, name, number) for name, number in acts)
    after = state_of(study)
    for _act in range(done):
        undo(study, study.coder)
    assert state_of(study) == before
    assert next_undo(study.coder, study.project.pk) is None
    for _act in range(done):
        redo(study, study.coder)
    assert state_of(study) == after
    assert next_redo(study.coder, study.project.pk) is None
    transaction.savepoint_rollback(point)


def _do(study: Any, name: str, number: int) -> int:
    """Do an act that the number tells more of; return how many acts it was: none where there is nothing to do it to."""
    source = study.transcripts[0]
    events = Event.objects.count()
    own = Coding.objects.filter(source=source).order_by("start", "pk")
    coding = own[number % len(own)] if own else None
    if name == "apply":
        code = list(study.codes.values())[number % 3]
        apply_code(source=source, code=code, by=study.coder, start=55 + number, end=62 + number)
    elif name == "hand in":
        mark_read(source=study.transcripts[number % 2], by=study.coder)
    elif coding and name == "remove":
        remove_coding(coding=coding, by=study.coder)
    elif coding and name == "move" and not own.filter(code=coding.code, start=coding.start, end=70 + number).exists():
        move_coding(coding=coding, by=study.coder, start=coding.start, end=max(coding.start + 5, 70 + number))
    elif coding and name == "note":
        note(study, coding, study.coder, f"Note {number}" if number % 4 else "")
    return Event.objects.count() - events
