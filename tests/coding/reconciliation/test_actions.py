"""A round from the first assignment to the settled consensus."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.codings.actions import apply_code
from coding.codings.assigning import HandedIn
from coding.codings.models import Assignment, Coding
from coding.codings.visibility import visible_codings
from coding.quotations.layers import layer_codings
from coding.reconciliation.actions import (
    NotHandedIn,
    RoundNotOpen,
    close_round,
    create_round,
    import_round,
    open_round,
    reopen_round,
)
from coding.reconciliation.deciding import DecidedMeanwhile, decide_disagreement, reopen_decision
from coding.reconciliation.models import Disagreement, RoundState
from tests.coding.reconciliation.conftest import apply, hand_in_all
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


def consensus(round_):
    rows = Coding.objects.filter(round=round_, layer="consensus")
    return sorted((row.code.name, row.quote) for row in rows)


def place(round_, kind):
    return Disagreement.objects.get(round=round_, kind=kind)


def test_a_round_freezes_the_codebook_and_asks_every_coder_to_read_every_source(running):
    assert running.round.codebook_version.number == 1
    assert [entry["path"] for entry in running.round.codebook_version.codes][:2] == ["Trust", "Trust/Errors"]
    assert Assignment.objects.filter(round=running.round, sealed=True).count() == 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "Give the round a name"),
        ({"name": "pilot"}, "There is a round"),
        ({"coders": []}, "at least two"),
        ({"sources": []}, "at least one source"),
        ({}, "not settled yet"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused_in_words(running, change, said):
    study = running.study
    facts = {
        "name": "Second", "sources": [study.transcripts[0].pk], "coders": [study.coder.pk, study.second_coder.pk]
    }  # fmt: skip

    with pytest.raises(WorkbenchError, match=said):
        create_round(project=study.project, by=study.lead, **(facts | change))


def test_a_reader_or_an_outsider_cannot_be_asked_to_code(running, outsider):
    study = running.study
    for stranger in (study.reader, outsider):
        with pytest.raises(WorkbenchError, match="members of this study who code"):
            create_round(
                project=study.project, by=study.lead, name="Second",
                sources=[study.answers[0].pk], coders=[study.coder.pk, stranger.pk],
            )  # fmt: skip


def test_until_it_is_opened_nobody_sees_anothers_codings_not_even_the_lead(running):
    study = running.study
    # There is something that could leak.
    assert Coding.objects.filter(round=running.round).count() == 7

    seen = {user: visible_codings(study.project, study.membership(user)).count()
            for user in (study.lead, study.coder, study.second_coder, study.reader)}  # fmt: skip

    assert seen == {study.lead: 0, study.coder: 4, study.second_coder: 3, study.reader: 0}


def test_opening_waits_for_everyone_and_names_who_is_missing(running):
    hand_in_all(running.round, running.study.coder)

    with pytest.raises(NotHandedIn, match=r"Dov Coder \(2 sources\)"):
        open_round(round=running.round, by=running.study.lead)
    assert Disagreement.objects.count() == 0


def test_opening_writes_agreement_to_the_consensus_and_keeps_the_rest_to_settle(opened):
    assert opened.round.state == RoundState.RECONCILING
    assert consensus(opened.round) == [("Trust", "I trust it with letters")]
    assert sorted(Disagreement.objects.values_list("kind", flat=True)) == ["code", "extent", "only"]
    assert visible_codings(opened.study.project, None).filter(layer="coder").count() == 7


def test_an_opened_round_takes_no_more_codings(opened):
    study = opened.study

    with pytest.raises(HandedIn):
        apply(study.transcripts[0], study.codes["Trust"], study.coder, "tool")


def test_opening_by_force_leaves_out_what_was_not_handed_in(running):
    hand_in_all(running.round, running.study.coder)

    opened = open_round(round=running.round, by=running.study.lead, force=True)

    assert consensus(opened) == []
    assert Disagreement.objects.count() == 0
    event = Event.objects.filter(action="round.opened").get()
    assert event.after["unfinished"] == ["Dov Coder (2 sources)"]


def test_opening_twice_is_refused(opened):
    with pytest.raises(RoundNotOpen):
        open_round(round=opened.round, by=opened.study.lead)


@pytest.mark.parametrize(
    ("kind", "option", "written"),
    [
        ("extent", "keep:first", [("Work", "Training, honestly.")]),
        ("extent", "keep:second", [("Work", "Training, honestly. And somebody who answers the phone.")]),
        ("code", "both", [("Errors", "Nobody asked us first."), ("Trust", "Nobody asked us first.")]),
        ("only", "keep:first", [("Errors", "not with risk")]),
        ("only", "none", []),
    ],
)
def test_a_decision_writes_what_was_chosen_to_the_consensus(opened, kind, option, written):
    study = opened.study
    option = option.replace("first", str(study.coder.pk)).replace("second", str(study.second_coder.pk))

    decide_disagreement(
        disagreement=place(opened.round, kind), by=study.lead, option=option, reason="Closer to the words."
    )

    assert consensus(opened.round) == sorted([("Trust", "I trust it with letters"), *written])
    assert Event.objects.get(action="disagreement.decided").after["reason"] == "Closer to the words."


def test_a_decision_says_whose_work_was_kept(opened):
    study = opened.study
    decision = decide_disagreement(
        disagreement=place(opened.round, "only"), by=study.lead, option=f"keep:{study.coder.pk}", reason="Yes."
    )

    assert decision.coder == study.coder
    assert decision.decided_by == study.lead


def test_another_code_goes_on_all_the_words_in_question(opened):
    study = opened.study

    decide_disagreement(
        disagreement=place(opened.round, "code"), by=study.lead, option="other", reason="Neither.",
        code=study.codes["Trust/Checking"],
    )  # fmt: skip

    assert ("Checking", "Nobody asked us first.") in consensus(opened.round)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"option": "none", "reason": "  "}, "Say why"),
        ({"option": "union", "reason": "x"}, "Choose one"),
        ({"option": "keep:0", "reason": "x"}, "Choose one"),
        ({"option": "other", "reason": "x"}, "Choose the code"),
    ],
)
def test_a_decision_needs_a_choice_that_is_offered_and_a_reason(opened, facts, said):
    with pytest.raises(WorkbenchError, match=said):
        decide_disagreement(disagreement=place(opened.round, "only"), by=opened.study.lead, **facts)
    assert consensus(opened.round) == [("Trust", "I trust it with letters")]


def test_what_another_has_decided_meanwhile_is_not_overwritten(opened):
    only = place(opened.round, "only")
    decide_disagreement(disagreement=only, by=opened.study.lead, option="none", reason="Too short.")

    with pytest.raises(DecidedMeanwhile):
        decide_disagreement(
            disagreement=only, by=opened.study.lead, option=f"keep:{opened.study.coder.pk}", reason="No."
        )
    assert consensus(opened.round) == [("Trust", "I trust it with letters")]


def test_a_withdrawn_decision_takes_its_consensus_with_it_and_can_be_made_anew(opened):
    study, only = opened.study, place(opened.round, "only")
    decision = decide_disagreement(disagreement=only, by=study.lead, option=f"keep:{study.coder.pk}", reason="Yes.")

    reopen_decision(decision=decision, by=study.lead)
    assert consensus(opened.round) == [("Trust", "I trust it with letters")]

    decide_disagreement(disagreement=only, by=study.lead, option="none", reason="On second thought.")
    assert only.decisions.filter(withdrawn_at=None).count() == 1


def test_a_round_is_settled_only_when_nothing_waits_and_can_be_taken_up_again(opened):
    study = opened.study
    with pytest.raises(WorkbenchError, match="3 disagreements still wait"):
        close_round(round=opened.round, by=study.lead)
    for one in Disagreement.objects.all():
        decide_disagreement(disagreement=one, by=study.lead, option="none", reason="Not now.")

    closed = close_round(round=opened.round, by=study.lead)
    assert closed.state == RoundState.CLOSED
    with pytest.raises(RoundNotOpen):
        reopen_decision(decision=Disagreement.objects.first().decisions.get(), by=study.lead)

    assert reopen_round(round=closed, by=study.lead).state == RoundState.RECONCILING


def test_the_sources_of_a_settled_round_are_free_for_the_next_which_hides_the_consensus(opened):
    study = opened.study
    for one in Disagreement.objects.all():
        decide_disagreement(disagreement=one, by=study.lead, option="none", reason="Not now.")
    close_round(round=opened.round, by=study.lead)

    again = create_round(
        project=study.project, by=study.lead, name="Second",
        sources=[study.transcripts[0].pk], coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip

    assert visible_codings(study.project, study.membership(study.lead)).count() == 0
    with pytest.raises(WorkbenchError, match="later round"):
        reopen_round(round=opened.round, by=study.lead)
    assert again.blind


def test_an_imported_round_has_all_handed_in_and_can_be_opened(study):
    read = {(study.transcripts[0].pk, coder.pk) for coder in (study.coder, study.second_coder)}

    made = import_round(project=study.project, by=study.lead, name="Paper coding", read=read)
    same = import_round(project=study.project, by=study.lead, name="paper coding", read=read)

    assert made == same
    assert not made.blind
    open_round(round=made, by=study.lead)
    with pytest.raises(RoundNotOpen):
        import_round(project=study.project, by=study.lead, name="Paper coding", read=read)


def test_an_empty_coding_by_everybody_is_agreement_without_consensus(study):
    made = create_round(
        project=study.project, by=study.lead, name="Silent",
        sources=[study.answers[2].pk], coders=[study.coder.pk, study.second_coder.pk], blind=False,
    )  # fmt: skip
    hand_in_all(made, study.coder, study.second_coder)

    opened = open_round(round=made, by=study.lead)

    assert consensus(opened) == []
    assert close_round(round=opened, by=study.lead).state == RoundState.CLOSED
    assert apply_code(source=study.answers[2], code=study.codes["Trust"], by=study.coder, start=0, end=7)


def alike(opened, kind="only"):
    """A disagreement like another one, on the same codings."""
    first = place(opened.round, kind)
    second = Disagreement.objects.create(
        round=first.round, source=first.source, kind=first.kind, start=first.start, end=first.end
    )
    second.codings.set(first.codings.all())
    return first, second


def test_two_decisions_for_the_same_words_stand_each_by_itself(opened):
    study = opened.study
    first, _second = [
        decide_disagreement(disagreement=one, by=study.lead, option=f"keep:{study.coder.pk}", reason="Yes.")
        for one in alike(opened)
    ]
    shown = layer_codings(study.project, None, "consensus")
    # Both wrote it, and it is read once.
    assert consensus(opened.round).count(("Errors", "not with risk")) == 2
    assert [one.quote for one in shown].count("not with risk") == 1

    reopen_decision(decision=first, by=study.lead)

    assert ("Errors", "not with risk") in consensus(opened.round)
    assert [one.quote for one in shown.all()].count("not with risk") == 1


def test_a_decision_for_words_agreed_on_is_read_once(opened):
    study = opened.study
    agreed = Coding.objects.get(round=opened.round, layer="consensus")
    only = place(opened.round, "only")
    Disagreement.objects.filter(pk=only.pk).update(start=agreed.start, end=agreed.end)
    only.refresh_from_db()

    decide_disagreement(disagreement=only, by=study.lead, option="other", reason="So.", code=agreed.code)

    assert list(layer_codings(study.project, None, "consensus")) == [agreed]


def test_the_history_of_decisions_is_sealed_with_the_source_by_a_later_blind_round(opened):
    study = opened.study
    for one in Disagreement.objects.all():
        decide_disagreement(disagreement=one, by=study.lead, option="none", reason="Not now.")
    reopen_decision(decision=Disagreement.objects.first().decisions.get(), by=study.lead)
    decide_disagreement(disagreement=Disagreement.objects.first(), by=study.lead, option="none", reason="Now.")
    close_round(round=opened.round, by=study.lead)
    told = Event.objects.filter(action__in=["disagreement.decided", "decision.withdrawn"])
    assert told.filter(sealed_to=None).count() == 5

    create_round(
        project=study.project, by=study.lead, name="Second",
        sources=[study.transcripts[0].pk], coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip

    assert not told.filter(sealed_to=None).exists()


def test_an_import_into_a_running_round_takes_no_source_of_another(running):
    study = running.study
    other = import_round(
        project=study.project, by=study.lead, name="Paper", read={(study.answers[0].pk, study.coder.pk)}
    )

    with pytest.raises(WorkbenchError, match="not settled yet"):
        import_round(project=study.project, by=study.lead, name="Paper", read={
            (study.transcripts[0].pk, study.coder.pk)
        })  # fmt: skip
    # Its own sources are its own.
    again = import_round(
        project=study.project, by=study.lead, name="Paper", read={(study.answers[0].pk, study.second_coder.pk)}
    )
    assert again == other
    assert Assignment.objects.filter(round=other).count() == 2


@pytest.mark.parametrize("make", [create_round, import_round])
def test_a_name_too_long_for_a_round_is_refused_in_words(study, make):
    more = {"sources": [], "coders": []} if make is create_round else {"read": []}
    with pytest.raises(WorkbenchError, match="at most 200 characters"):
        make(project=study.project, by=study.lead, name="x" * 201, **more)


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite holds the whole file anyway")
@pytest.mark.django_db
def test_two_rounds_made_at_once_wait_for_each_other(study):
    coders = [study.coder.pk, study.second_coder.pk]
    with CaptureQueriesContext(connection) as queries:
        create_round(project=study.project, by=study.lead, name="A", sources=[study.answers[0].pk], coders=coders)
    held = next(n for n, query in enumerate(queries) if "FOR NO KEY UPDATE" in query["sql"])
    checked = next(n for n, query in enumerate(queries) if "coding_assignment" in query["sql"])
    assert "workbench_project" in queries[held]["sql"]
    assert held < checked
