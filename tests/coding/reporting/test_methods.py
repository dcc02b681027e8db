"""The methods section says what the study's rows and history back, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from coding.codebook.actions import edit_code, freeze_codebook
from coding.quotations.actions import merge_codes
from coding.reporting.checklists import build_checklists
from coding.reporting.items import COREQ, SRQR
from coding.reporting.methods import build_methods
from coding.reporting.parts import OPEN, Asked, sentences
from tests.factories.coding import AssignmentFactory, CodingFactory, RoundFactory
from workbench.exporting.writers import write

pytestmark = pytest.mark.django_db


def said(study, *parts):
    return " ".join(sentence.text for sentence in sentences(Asked(study.project), *parts))


def test_an_empty_study_says_little_and_leaves_the_rest_to_the_author(project):
    texts = build_methods(project, None).texts
    assert [text.heading for text in texts] == ["Data", "Coding", "Software"] or [text.heading for text in texts] == [
        "Data", "Software",
    ]  # fmt: skip
    assert OPEN in "".join(phrase.text for phrase in texts[0].paragraphs[0])


def test_data_codebook_and_coding_are_counted(study):
    for user, start in ((study.coder, 55), (study.second_coder, 60)):
        CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=user, start=start, end=90)
    CodingFactory(source=study.answers[0], code=study.codes["Work"], coder=study.coder, start=0, end=6, origin="search")
    first = freeze_codebook(project=study.project, by=study.lead)
    edit_code(code=study.codes["Trust"], by=study.lead, definition="Faith")
    assert "2 transcripts" in said(study, "data")
    assert "3 respondents gave 3 answers" in said(study, "data")
    assert "5 codes on 2 levels" in said(study, "codebook")
    assert f"Since version {first.number}, codes were: 1 reworded." in said(study, "codebook")
    merge_codes(code=study.codes["Trust/Checking"], into=study.codes["Trust/Errors"], by=study.lead)
    assert "codes were: 1 merged, 1 reworded." in said(study, "codebook")
    assert "2 people coded 2 sources" in said(study, "coding")
    assert "2 were made by hand; the others came to be so: from a search: 1" in said(study, "coding")


def test_agreement_is_told_with_unit_coders_and_how_intervals_were_drawn(study):
    round_ = RoundFactory(project=study.project, name="Pilot", state="closed", opened_at=timezone.now())
    for user in (study.coder, study.second_coder):
        for source in (*study.transcripts, *study.answers):
            AssignmentFactory(source=source, coder=user, round=round_, done_at=timezone.now())
        CodingFactory(
            source=study.transcripts[0], code=study.codes["Trust"], coder=user, start=55, end=90, round=round_
        )
        CodingFactory(source=study.answers[0], code=study.codes["Work"], coder=user, start=0, end=6, round=round_)
    told = said(study, "agreement")
    assert "In “Pilot” 2 coders were compared on" in told
    assert "sentences of 5 sources" in told
    assert "No intervals are given: fewer than ten sources" in told
    assert "Round “Pilot” (reliability)." in said(study, "rounds")


def test_what_is_coded_blind_is_not_told(study):
    for user in (study.coder, study.second_coder):
        CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=user, start=55, end=90)
    assert "2 people coded" in said(study, "coding")
    AssignmentFactory(
        source=study.transcripts[0], coder=study.coder, sealed=True, round=RoundFactory(project=study.project)
    )
    assert "people coded" not in said(study, "coding")


def test_every_sentence_has_its_evidence_in_the_file_or_is_for_the_author(study):
    freeze_codebook(project=study.project, by=study.lead)
    for sentence in sentences(Asked(study.project)):
        assert sentence.evidence or sentence.is_open, sentence.text
    document = build_methods(study.project, None)
    numbers = [number for text in document.texts for phrase in text.paragraphs[0] for number in phrase.refs]
    assert numbers == [row[0] for row in document.tables[0].rows]
    assert write(document, "docx")[:2] == b"PK"
    assert build_methods(study.project, None, evidence="without").tables == []


def test_the_page_links_each_sentence_to_what_backs_it(study, client_of):
    page = client_of(study.reader).get(reverse("reporting:methods", args=[study.slug])).content.decode()
    assert "2 transcripts" in page
    assert reverse("sources:list", args=[study.slug]) in page


def test_the_checklists_have_all_their_items_and_mark_what_the_author_must_say(study):
    assert [item.number for item in COREQ] == [str(number) for number in range(1, 33)]
    assert [item.number for item in SRQR] == [f"S{number}" for number in range(1, 22)]
    coreq, srqr = build_checklists(study.project, None).tables
    assert (len(coreq.rows), len(srqr.rows)) == (32, 21)
    by_number = {row[0]: row for row in coreq.rows}
    assert by_number["1"][4:6] == [OPEN, "the author"]
    assert by_number["12"][5] == "the author" or "2 transcripts" in by_number["12"][4]
    assert by_number["25"][5] == "the study"
    assert "“What worries you?”" in by_number["17"][4]
    assert by_number["17"][4].endswith(OPEN)
    assert "Tong A, Sainsbury P, Craig J" in coreq.notes[0]
    assert "O'Brien BC" in srqr.notes[0]
    assert len(build_checklists(study.project, None, "srqr").tables) == 1
