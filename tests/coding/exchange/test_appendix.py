"""The codebook as an appendix: what shows each code, how well coders agreed on it, when it was last changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coding.agreement.words import LABELS
from coding.bank.actions import edit_star, star_quotation
from coding.codebook.actions import edit_code, freeze_codebook
from coding.exchange.bank_tables import build_bank
from coding.exchange.codebook_tables import build_codebook
from tests.factories.coding import AssignmentFactory, CodingFactory, DecisionFactory, DisagreementFactory, RoundFactory
from workbench.exporting.documents import Estimate
from workbench.exporting.writers import write

pytestmark = pytest.mark.django_db


def cells(document, title):
    table = document.tables[0]
    place = [column.title for column in table.columns].index(title)
    return {row[1]: row[place] for row in table.rows}


def coded(study, code, words, coder, source=None, **more):
    source = source or study.transcripts[0]
    start = source.text.index(words)
    return CodingFactory(
        source=source, code=study.codes[code], coder=coder, start=start, end=start + len(words), **more
    )


def test_a_quotation_that_a_person_chose_comes_before_a_proposed_one(study):
    coded(study, "Trust", "I trust it with letters", study.coder)
    coded(study, "Work", "It saves an hour a day", study.coder, study.transcripts[1])
    source = study.transcripts[0]
    start = source.text.index("Nobody asked us first")
    chosen = star_quotation(source=source, start=start, end=start + 21, by=study.lead, code=study.codes["Trust"])
    edit_star(banked=chosen, by=study.lead, role="typical")
    found = cells(build_codebook(study.project, None), "Typical quotation")
    assert found["Trust"] == "“Nobody asked us first” (P01)"
    assert found["Work"] == "“It saves an hour a day” (P02) †"
    assert "chosen by nobody" in " ".join(build_codebook(study.project, None).tables[0].notes)
    assert cells(build_codebook(study.project, None, quotations="chosen"), "Typical quotation")["Work"] == ""


def test_a_borderline_quotation_is_what_the_team_decided_against(study):
    round_ = RoundFactory(project=study.project, state="reconciling")
    coding = coded(study, "Trust", "I trust it with letters", study.coder, round=round_)
    place = DisagreementFactory(round=round_, source=coding.source, start=coding.start, end=coding.end)
    place.codings.add(coding)
    DecisionFactory(disagreement=place, choice="none", reason="Letters are no risk.")
    found = cells(build_codebook(study.project, None), "Borderline quotation")
    assert found["Trust"] == "“I trust it with letters” (P01) Decided: Letters are no risk. †"
    AssignmentFactory(
        source=coding.source, coder=study.second_coder, sealed=True, round=RoundFactory(project=study.project)
    )
    hidden = write(build_codebook(study.project, None), "json").decode()
    assert "I trust it with letters" not in hidden


def test_the_last_change_is_the_version_from_which_a_code_is_as_it_is_now(study):
    first = freeze_codebook(project=study.project, by=study.lead)
    edit_code(code=study.codes["Trust"], by=study.lead, definition="Faith")
    second = freeze_codebook(project=study.project, by=study.lead)
    edit_code(code=study.codes["Work"], by=study.lead, definition="Labour")
    found = cells(build_codebook(study.project, None), "Last change")
    assert found["Trust"].startswith(f"version {second.number}, ")
    assert found["Trust/Errors"].startswith(f"version {first.number}, ")
    assert found["Work"].startswith(f"after version {second.number}, ")


def test_agreement_stands_beside_each_code_with_what_it_is(study):
    round_ = RoundFactory(project=study.project, name="Pilot", state="closed", opened_at=timezone.now() - timedelta(1))
    for user in (study.coder, study.second_coder):
        for source in study.transcripts:
            AssignmentFactory(source=source, coder=user, round=round_, done_at=timezone.now())
        coded(study, "Trust", "I trust it with letters", user, round=round_)
    document = build_codebook(study.project, None, agreement="gwet_ac1", round=str(round_.pk))
    found = cells(document, str(LABELS["gwet_ac1"]))
    assert found["Trust"] == Estimate(1.0, None, None)
    assert "round “Pilot”" in " ".join(document.tables[0].notes)
    assert write(document, "docx")[:2] == b"PK"


def test_the_bank_is_exported_with_attribution_and_spread(study):
    source = study.transcripts[0]
    star_quotation(source=source, start=55, end=80, by=study.lead, code=study.codes["Trust"])
    marked, spread = build_bank(study.project, None).tables
    assert marked.rows[0][:4] == ["Trust", source.text[55:80], "P01", "P01"]
    assert spread.rows[0][0] == "P01"
    assert spread.notes == ["1 of 3 cases are quoted."]
