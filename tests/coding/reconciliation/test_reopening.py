"""A coder asks to go on with what they handed in; the lead answers; both are on the record."""

import pytest

from coding.codings.assigning import hand_in
from coding.codings.models import Assignment
from coding.reconciliation.actions import open_round
from coding.reconciliation.models import ReopenRequest
from coding.reconciliation.reopening import (
    AnsweredMeanwhile,
    answer_request,
    ask_to_reopen,
    hand_in_round,
    withdraw_request,
)
from tests.coding.reconciliation.conftest import apply
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.web.errors import WorkbenchError

REASON = "I overlooked everything about Wobblestone."


@pytest.fixture
def part(running):
    study = running.study
    found = Assignment.objects.get(source=study.transcripts[0], coder=study.coder)
    return hand_in(assignment=found, by=study.coder)


def test_what_is_granted_is_coded_on_and_handed_in_again(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=f" {REASON} ")

    answered = answer_request(request=asked, by=study.lead, grant=True, answer="Until Friday.")

    part.refresh_from_db()
    assert part.done_at is None
    assert (answered.reason, answered.state, answered.answer) == (REASON, "granted", "Until Friday.")
    assert answered.answered_by == study.lead
    apply(study.transcripts[0], study.codes["Work"], study.coder, "phone")
    assert hand_in(assignment=part, by=study.coder).done_at
    told = Event.objects.filter(action__startswith="request.").order_by("pk")
    assert [(event.action, event.after) for event in told] == [
        ("request.asked", {"reason": REASON}), ("request.granted", {"answer": "Until Friday."}),
    ]  # fmt: skip


def test_what_is_declined_stays_handed_in_and_can_be_asked_for_again(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    answer_request(request=asked, by=study.lead, grant=False)

    part.refresh_from_db()
    assert part.done_at
    assert ask_to_reopen(assignment=part, by=study.coder, reason="Please.").state == "waiting"


def test_a_request_is_withdrawn_by_who_asked(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    with pytest.raises(WorkbenchError, match="Only the coder"):
        withdraw_request(request=asked, by=study.second_coder)
    assert withdraw_request(request=asked, by=study.coder).state == "withdrawn"
    with pytest.raises(AnsweredMeanwhile, match="withdrawn already"):
        answer_request(request=asked, by=study.lead, grant=True)


def test_a_request_needs_a_reason_ones_own_hand_in_and_no_other_request(running, part):
    study = running.study
    other = Assignment.objects.get(source=study.transcripts[1], coder=study.coder)
    for asked in (
        {"assignment": part, "by": study.coder, "reason": "  "},
        {"assignment": part, "by": study.second_coder, "reason": REASON},
        {"assignment": other, "by": study.coder, "reason": REASON},
    ):
        with pytest.raises(WorkbenchError):
            ask_to_reopen(**asked)
    ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    with pytest.raises(WorkbenchError, match="asked already"):
        ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    assert ReopenRequest.objects.count() == 1


def test_a_request_is_answered_once(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    answer_request(request=asked, by=study.lead, grant=False)
    with pytest.raises(AnsweredMeanwhile, match="declined already"):
        answer_request(request=asked, by=study.lead, grant=True)


def test_once_the_round_is_opened_nothing_is_asked_or_granted(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    open_round(round=running.round, by=study.lead, force=True)

    with pytest.raises(WorkbenchError, match="has been opened"):
        answer_request(request=asked, by=study.lead, grant=True)
    part.refresh_from_db()
    assert part.done_at
    assert withdraw_request(request=asked, by=study.coder).state == "withdrawn"


def test_while_it_is_blind_the_history_shows_a_request_to_nobody_else(running, part):
    study = running.study
    asked = ask_to_reopen(assignment=part, by=study.coder, reason=REASON)
    answer_request(request=asked, by=study.lead, grant=True, answer="Yes, Wobblestone matters.")

    def told(user):
        found = events_visible_to(user, study.project.pk).filter(action__startswith="request.")
        return list(found.order_by("pk").values_list("action", flat=True))

    assert (told(study.coder), told(study.lead)) == (["request.asked"], ["request.granted"])
    assert told(study.second_coder) == told(study.reader) == []
    open_round(round=running.round, by=study.lead, force=True)
    assert told(study.reader) == ["request.asked", "request.granted"]


def test_all_is_handed_in_at_once(running):
    study = running.study
    assert hand_in_round(round=running.round, by=study.coder) == 2
    assert hand_in_round(round=running.round, by=study.coder) == 0
    mine = Assignment.objects.filter(round=running.round)
    assert mine.filter(coder=study.coder, done_at=None).count() == 0
    assert mine.filter(coder=study.second_coder, done_at=None).count() == 2
    assert Event.objects.filter(action="assignments.handed_in").count() == 1
    open_round(round=running.round, by=study.lead, force=True)
    with pytest.raises(WorkbenchError, match="has been opened"):
        hand_in_round(round=running.round, by=study.second_coder)
