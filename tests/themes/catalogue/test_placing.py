"""Quotations of themes, and passages of suggestions, follow a text that is changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coding.reconciliation.actions import create_round
from coding.revisions.actions import restore_revision, revise_source
from coding.revisions.models import Revision
from coding.sources.models import Source
from tests.factories import themes as make
from themes.catalogue.merging import merge_themes
from themes.catalogue.models import DisplacedQuotation, Quotation
from themes.suggestions.models import SuggestedPassage

pytestmark = pytest.mark.django_db

LOST = "Nobody asked us first."


@pytest.fixture
def theme(study):
    return make.ThemeFactory(project=study.project, name="Trust", created_by=study.lead)


def quoted(study, theme, words, **more):
    source = study.transcripts[0]
    start = source.text.index(words)
    place = {"source": source, "start": start, "end": start + len(words), "text": words}
    return make.QuotationFactory(theme=theme, added_by=study.lead, **place, **more)


def revised(study, old, new):
    source = Source.objects.get(pk=study.transcripts[0].pk)
    return revise_source(source=source, text=source.text.replace(old, new), by=study.lead, reason="A typing error")


def test_quotations_keep_their_words(study, theme):
    one, other = quoted(study, theme, "the new tool"), quoted(study, theme, "Training, honestly.")
    revision = revised(study, "the new tool", "this new tool")
    text = Source.objects.get(pk=study.transcripts[0].pk).text
    for row, words in ((one, "this new tool"), (other, "Training, honestly.")):
        row.refresh_from_db()
        assert row.text == text[row.start : row.end] == words
    assert revision.report["quotations"] == {"changed": 1, "same": 1}


def test_quotations_that_step_into_each_others_places_do_not_collide(study, theme):
    rows = [
        make.QuotationFactory(theme=theme, source=study.transcripts[0], added_by=study.lead, start=n, end=n + 2)
        for n in range(60, 70, 2)
    ]
    revised(study, "Interviewer: How", "Interviewer: A How")
    assert [Quotation.objects.get(pk=row.pk).start for row in rows] == [row.start + 2 for row in rows]


def test_a_quotation_without_words_is_kept_until_it_is_settled(study, theme, client_of):
    quoted(study, theme, LOST)
    revised(study, f" {LOST}", "")
    lost = DisplacedQuotation.objects.get()
    assert (lost.theme, lost.text, lost.revision) == (theme, LOST, 1)
    client, page = client_of(study.coder), reverse("themes:detail", args=[study.slug, theme.pk])
    assert LOST in client.get(page).content.decode()
    settle = reverse("themes:settle_quotation", args=[study.slug, lost.pk])
    assert client_of(study.reader).post(settle, {"words": "not with risk"}).status_code == 403
    client.post(settle, {"words": "P01"})
    assert DisplacedQuotation.objects.exists()
    client.post(settle, {"words": "not with risk"})
    assert Quotation.objects.get().text == "not with risk"
    assert not DisplacedQuotation.objects.exists()


def test_a_text_that_is_taken_back_brings_its_quotations_back(study, theme):
    row = quoted(study, theme, LOST)
    revised(study, f" {LOST}", "")
    assert not Quotation.objects.exists()
    first = Revision.objects.get(source=row.source, number=1)
    restore_revision(revision=first, by=study.lead, seen=2)
    back = Quotation.objects.get()
    assert (back.theme, back.start, back.end, back.text) == (theme, row.start, row.end, LOST)
    assert not DisplacedQuotation.objects.exists()


def test_words_like_those_that_were_lost_are_proposed(study, theme, client_of):
    quoted(study, theme, LOST)
    quoted(study, theme, "I trust it with letters")
    source = Source.objects.get(pk=study.transcripts[0].pk)
    text = source.text.replace(f" {LOST}", "") + " But nobody had asked us first, had they?"
    revise_source(source=source, text=text, by=study.lead, reason="Moved")
    client, page = client_of(study.coder), reverse("themes:detail", args=[study.slug, theme.pk])
    assert "Give it the words of proposal 1" in client.get(page).content.decode()
    proposed = client.get(page).context["displaced"][0].proposals[0][0]
    assert proposed == "nobody had asked us first"
    client.post(
        reverse("themes:settle_quotation", args=[study.slug, DisplacedQuotation.objects.get().pk]), {"words": proposed}
    )
    assert Quotation.objects.filter(text=proposed).exists()


def test_it_can_be_let_go_and_goes_with_its_theme_when_that_is_merged(study, theme, client_of):
    quoted(study, theme, LOST)
    revised(study, f" {LOST}", "")
    into = make.ThemeFactory(project=study.project, name="Work", created_by=study.lead)
    merge_themes(theme=theme, into=into, by=study.lead)
    lost = DisplacedQuotation.objects.get()
    assert lost.theme == into
    client_of(study.coder).post(reverse("themes:settle_quotation", args=[study.slug, lost.pk]), {"let_go": ""})
    assert not DisplacedQuotation.objects.exists()


def test_one_that_tells_of_codings_made_blind_is_hidden(study, theme, client_of):
    quoted(study, theme, LOST, from_codings=True)
    revised(study, f" {LOST}", "")
    people = [study.coder.pk, study.second_coder.pk]
    sources = [study.transcripts[0].pk]
    create_round(project=study.project, by=study.lead, name="Pilot", sources=sources, coders=people)
    page = reverse("themes:detail", args=[study.slug, theme.pk])
    assert LOST not in client_of(study.lead).get(page).content.decode()
    settle = reverse("themes:settle_quotation", args=[study.slug, DisplacedQuotation.objects.get().pk])
    assert client_of(study.lead).post(settle, {"let_go": ""}).status_code == 404


def test_passages_of_suggestions_follow_and_go_with_their_words(study):
    source = study.transcripts[0]
    suggestion = make.SuggestionFactory(run__project=study.project)
    rows = []
    for words in ("the new tool", LOST):
        start = source.text.index(words)
        place = {"source": source, "start": start, "end": start + len(words), "text": words}
        rows.append(make.SuggestedPassageFactory(suggestion=suggestion, **place))
    revised(study, f" {LOST}", "")
    revised(study, "How do you feel", "So how do you feel")
    left = SuggestedPassage.objects.get()
    text = Source.objects.get(pk=source.pk).text
    assert left == rows[0]
    assert left.text == text[left.start : left.end] == "the new tool"


def test_a_quotation_put_back_from_a_page_with_the_old_text_is_refused(study, theme, client_of):
    revised(study, "How do you feel", "So how do you feel")
    sent = {"source": study.transcripts[0].pk, "start": 60, "end": 70, "seen": 1}
    client_of(study.coder).post(reverse("themes:add_quotation", args=[study.slug, theme.pk]), sent)
    assert not Quotation.objects.exists()
