"""The log of reconciliation, and what says that a consensus is not complete."""

import pytest
from django.urls import reverse

from coding.reconciliation.actions import close_round
from coding.reconciliation.deciding import Note, decide_disagreement, decide_disagreements, reopen_decision
from coding.reconciliation.discussing import discuss_disagreements
from coding.reconciliation.log import Applied, reconciliation_log
from coding.reconciliation.models import Disagreement
from tests.factories import coding as make
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write


def place(three, kind):
    return Disagreement.objects.filter(round=three.round, kind=kind).order_by("-start").first()


def decide(three, kind, option, **facts):
    return decide_disagreement(
        disagreement=place(three, kind), by=three.study.lead, option=option, reason="As the codebook has it.", **facts
    )


def test_each_decision_tells_who_when_why_and_what_stood_before_and_after(three):
    study = three.study
    discuss_disagreements(
        round=three.round, by=study.lead, places=[place(three, "only").pk], person=study.coder, question="Sure?"
    )
    kept = decide(three, "only", f"keep:{study.coder.pk}", note=Note(study.codes["Work"], "Say what risk is."))
    other = decide(three, "code", "other", code=study.codes["Work"])
    reopen_decision(decision=other, by=study.lead)

    first, second = reconciliation_log(three.round)

    start = study.transcripts[0].text.index("not with risk")
    assert (first.who, first.kept, first.reason) == ("Lena Lead", "Cora Coder", "As the codebook has it.")
    assert first.at == kept.decided_at
    assert first.before == [
        Applied(who, "Trust/Errors", start, start + 13) for who in ("Cora Coder", "Dov Coder")
    ]  # fmt: skip
    assert first.after == [Applied("", "Trust/Errors", start, start + 13)]
    assert first.notes == [("Work", "Say what risk is.")]
    assert first.discussed == [("Cora Coder", "Sure?", "")]
    assert first.withdrawn_at is None
    # A withdrawn one still says what it had written.
    assert [one.code for one in second.after] == ["Work"]
    assert (second.withdrawn_by, second.withdrawn_at is not None) == ("Lena Lead", True)


def test_the_log_asks_as_many_questions_for_many_decisions_as_for_few(three, count_queries):
    decide(three, "only", "none")
    few = count_queries(lambda: reconciliation_log(three.round))
    source = three.study.transcripts[0]
    many = [make.DisagreementFactory(round=three.round, source=source, start=n, end=n + 5).pk for n in range(9)]
    decide_disagreements(round=three.round, by=three.study.lead, places=many, option="none", reason="So.")

    assert count_queries(lambda: reconciliation_log(three.round)) == few


def test_the_log_hides_what_a_later_blind_round_hides(three):
    decide(three, "only", "none")
    make.AssignmentFactory(source=three.study.transcripts[0], coder=three.study.coder, sealed=True)

    assert reconciliation_log(three.round) == []


@pytest.mark.parametrize("format_", ["csv", "md", "json"])
def test_decisions_are_exported_and_an_unfinished_round_says_so(three, format_):
    decide(three, "only", f"keep:{three.study.coder.pk}")

    document = exporter_of("decisions").build(three.study.project, None, round="three")
    written = write(document, format_).decode()

    assert "As the codebook has it." in written
    assert "Trust/Errors" in written
    assert any("Not everything is settled yet in: Three" in fact for fact in document.facts)


def test_an_export_of_an_unfinished_consensus_says_that_it_is_not_complete(three):
    def facts(layer):
        return " ".join(exporter_of("quotations").build(three.study.project, None, layer=layer).facts)

    assert "not complete" in facts("consensus")
    assert "not complete" not in facts("all")
    every = [one.pk for one in Disagreement.objects.all()]
    decide_disagreements(round=three.round, by=three.study.lead, places=every, option="none", reason="So.")
    close_round(round=three.round, by=three.study.lead)
    assert "not complete" not in facts("consensus")


def test_pages_that_show_an_unfinished_consensus_say_that_it_is_not_complete(three, client_of):
    study, client = three.study, client_of(three.study.lead)
    code = study.codes["Trust"].pk
    for url in (reverse("codebook:tree", args=[study.slug]), reverse("codebook:code", args=[study.slug, code])):
        assert "consensus is not complete" in client.get(f"{url}?layer=consensus").content.decode()
        assert "consensus is not complete" not in client.get(url).content.decode()
    text = client.get(reverse("codings:source", args=[study.slug, study.transcripts[0].pk])).content.decode()
    assert "the consensus is not complete yet" in text
