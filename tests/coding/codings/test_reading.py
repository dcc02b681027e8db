"""How far coders have been through the texts, in the lists and on the home page."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.marking import mark_uncoded
from coding.codings.reading import own_shares, shares_by_coder
from coding.reconciliation.actions import create_round
from tests.coding.codings.conftest import apply
from tests.factories import coding as make

pytestmark = pytest.mark.django_db


def mark(source: Any, by: Any, words: str) -> None:
    start = source.text.index(words)
    mark_uncoded(source=source, by=by, start=start, end=start + len(words))


def share(study: Any, by: Any) -> float | None:
    source = study.transcripts[0].pk
    return own_shares(study.membership(by), [source]).get(source)


def said_in_first(study: Any) -> int:
    return sum(turn.end - turn.body_start for turn in study.transcripts[0].turns.exclude(speaker__is_interviewer=True))


def test_what_was_coded_and_what_was_marked_are_read(study: Any) -> None:
    source = study.transcripts[0]
    assert share(study, study.coder) is None
    apply(source, study.codes["Trust"], study.coder, "not with risk")
    mark(source, study.coder, "Training, honestly.")
    assert share(study, study.coder) == pytest.approx((13 + 19) / said_in_first(study))


def test_what_a_code_covers_counts_once_and_questions_not_at_all(study: Any) -> None:
    source = study.transcripts[0]
    mark(source, study.coder, "What would help?")
    assert share(study, study.coder) == 0
    mark(source, study.coder, "Training, honestly.")
    before = share(study, study.coder)
    apply(source, study.codes["Work"], study.coder, "Training")
    assert share(study, study.coder) == before == pytest.approx(19 / said_in_first(study))


def test_marking_the_whole_text_reads_all_of_it(study: Any) -> None:
    source = study.transcripts[0]
    mark_uncoded(source=source, by=study.coder, start=0, end=source.characters)
    assert share(study, study.coder) == 1


def test_in_a_round_one_begins_anew(study: Any) -> None:
    source = study.transcripts[0]
    mark(source, study.coder, "Training, honestly.")
    coders = [study.coder.pk, study.second_coder.pk]
    create_round(project=study.project, by=study.lead, name="Again", sources=[source.pk], coders=coders, blind=False)
    assert share(study, study.coder) is None
    mark(source, study.coder, "Nobody asked us first.")
    assert share(study, study.coder) == pytest.approx(22 / said_in_first(study))


def test_the_share_of_the_study_is_that_of_the_transcripts_asked_for_or_begun(study: Any) -> None:
    first, second = study.transcripts
    mark_uncoded(source=first, by=study.coder, start=0, end=first.characters)
    assert shares_by_coder(study.membership(study.lead)) == {study.coder.pk: 1}
    mark(second, study.coder, "I read every line it writes, though.")
    assert 0.5 < shares_by_coder(study.membership(study.lead))[study.coder.pk] < 1


def cells(client: Any, address: str, text: str) -> list[str]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    row = next(row for row in page.select("tr") if text in row.get_text())
    return [meter.parent.get_text(" ", strip=True) for meter in row.select("meter")]


def test_the_list_of_sources_and_the_home_page_say_how_far_one_is(study: Any, client_of: Any) -> None:
    first = study.transcripts[0]
    mark_uncoded(source=first, by=study.coder, start=0, end=first.characters)
    assert cells(client_of(study.coder), reverse("sources:list", args=[study.slug]), first.name) == ["100 %"]
    assert cells(client_of(study.lead), reverse("sources:list", args=[study.slug]), first.name) == []
    assert cells(client_of(study.lead), reverse("projects:home", args=[study.slug]), "Cora") == ["100 %"]


def test_while_a_round_is_blind_only_the_coder_sees_how_far_they_are(blind: Any, client_of: Any) -> None:
    first = blind.transcripts[0]
    mark_uncoded(source=first, by=blind.coder, start=0, end=first.characters)
    home = reverse("projects:home", args=[blind.slug])
    assert cells(client_of(blind.coder), home, "Cora")[-1].endswith("%")
    for other in (blind.second_coder, blind.lead, blind.reader):
        assert not any(cell.endswith("%") for cell in cells(client_of(other), home, "Cora"))


def test_more_sources_and_marks_ask_no_more_queries(study: Any, client_of: Any, count_queries: Any) -> None:
    client = client_of(study.coder)
    pages = [reverse("sources:list", args=[study.slug]), reverse("projects:home", args=[study.slug])]
    mark(study.transcripts[0], study.coder, "Training")
    apply(study.transcripts[0], study.codes["Work"], study.coder, "phone")
    for page in pages:
        client.get(page)
    before = [count_queries(lambda page=page: client.get(page)) for page in pages]
    for number in range(4):
        more = make.transcript(study.project, f"More {number}", make.FIRST, study.cases[0], study.lead)
        mark(more, study.coder, "Training")
        mark(more, study.coder, "Nobody")
        apply(more, study.codes["Work"], study.coder, "phone")
    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == before
