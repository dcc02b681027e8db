"""While a source is coded blind, nothing about a change of its text tells what others coded."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from coding.reconciliation.actions import create_round
from coding.revisions.models import Displacement
from coding.sources.models import Source
from tests.coding.revisions.test_actions import LOST, coded, corrected

pytestmark = pytest.mark.django_db

CHANGES_ANYWAY = re.compile(
    r'csrf\w*"[^>]*value="[^"]*"|X-CSRFToken[^}]*|datetime="[^"]*"|\d\d(?::\d\d)+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    r'|"cursor": "[^"]*"'  # numbers of the history, which PostgreSQL never gives twice, also after a rollback
)


def told_by(study, viewer, client_of, round_, *, others_code):
    """Return all that the pages tell a viewer, before and after the text was changed, and undo what was done."""
    source = study.transcripts[0]
    with transaction.atomic():
        coded(study, "the new tool", coder=study.second_coder, round=round_)
        if others_code:
            for words in (LOST, "I trust it", "Training"):
                coded(study, words, coder=study.coder, round=round_)
        client = client_of(viewer)
        text = source.text.replace(f" {LOST}", "")
        if viewer != study.reader:
            look = {"text": text, "seen": 1, "why": "typo", "note": "", "preview": ""}
            pages = [client.post(reverse("revisions:correct", args=[study.slug, source.pk]), look)]
        else:
            pages = []
        corrected(study, f" {LOST}", "")
        lost = Displacement.objects.first()
        assert bool(lost) is others_code
        names = ["revisions:history", "revisions:settle", "revisions:correct", "codings:source"]
        addresses = [reverse(name, args=[study.slug, source.pk]) for name in names]
        addresses += [f"/p/{study.slug}/", f"/p/{study.slug}/sources/", f"/p/{study.slug}/history/"]
        pages += [client.get(address) for address in addresses]
        settle = reverse("revisions:let_go", args=[study.slug, lost.pk if lost else 1])
        assert client.post(settle).status_code == (403 if viewer == study.reader else 404)
        told = [CHANGES_ANYWAY.sub("", page.content.decode()) for page in pages]
        transaction.set_rollback(True)
    return told


@pytest.mark.parametrize("who", ["second_coder", "lead", "reader"])
def test_pages_are_the_same_whether_another_has_coded_or_not(study, client_of, who):
    viewer = getattr(study, who)
    sources, people = [study.transcripts[0].pk], [study.coder.pk, study.second_coder.pk]
    create_round(project=study.project, by=study.lead, name="Blind", sources=sources, coders=people)
    round_ = study.project.rounds.get()
    alone = told_by(study, viewer, client_of, round_, others_code=False)
    assert told_by(study, viewer, client_of, round_, others_code=True) == alone
    assert Source.objects.get(pk=study.transcripts[0].pk).revision == 1
