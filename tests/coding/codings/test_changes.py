"""What a page that stays open is told: what changed, no more than it may show, at the same cost for many codings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook.actions import create_code
from coding.codings.actions import apply_code, move_coding, remove_coding, write_memo
from coding.codings.cursor import WINDOW, Cursor
from coding.codings.models import Coding, Memo
from coding.quotations.actions import merge_codes
from tests.coding.codings.conftest import apply
from tests.factories.coding import CodingFactory
from tests.factories.people import EventFactory
from workbench.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def follow(study: Any, client_of: Callable) -> Callable:
    """Give a follower of the first interview: each call says what changed since the last one, None for nothing."""

    def start(user: Any) -> Callable[[], dict[str, Any] | None]:
        client = client_of(user)
        address = reverse("codings:source_codings", args=[study.slug, study.transcripts[0].pk])
        cursor = client.get(address).json()["cursor"]

        def changed() -> dict[str, Any] | None:
            nonlocal cursor
            answer = client.get(address, {"since": cursor})
            if answer.status_code == 304:
                cursor = answer["ETag"].strip('"')
                return None
            cursor = answer.json()["cursor"]
            return answer.json()

        return changed

    return start


def test_nothing_is_sent_while_nothing_changes(study: Any, follow: Callable) -> None:
    apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    changed = follow(study.second_coder)
    assert changed() is None
    assert changed() is None


def test_only_what_changed_is_sent(study: Any, follow: Callable) -> None:
    source = study.transcripts[0]
    apply(source, study.codes["Work"], study.coder, "Training")
    changed = follow(study.second_coder)
    coding = apply(source, study.codes["Trust"], study.coder, "Nobody")
    told = changed()
    assert [row[0] for row in told["codings"]] == [str(coding.pk)]
    assert "revisions" not in told
    move_coding(coding=coding, by=study.coder, start=coding.start, end=coding.end + 6)
    assert changed()["codings"][0][4] == coding.end
    note = {"project": study.project, "by": study.coder, "about": Memo.About.CODING, "about_id": coding.pk}
    write_memo(**note, body="Hm", scope=f"source:{source.pk}")
    assert changed()["memos"] == {str(coding.pk): [[study.coder.pk, "Hm"]]}
    write_memo(**note, body="", scope=f"source:{source.pk}")
    told = changed()
    assert (len(told["codings"]), told["memos"]) == (1, {})
    key = str(coding.pk)
    remove_coding(coding=coding, by=study.coder)
    assert changed()["gone"] == [key]
    assert changed() is None


def test_what_is_done_elsewhere_is_not_sent(study: Any, follow: Callable) -> None:
    changed = follow(study.second_coder)
    apply(study.transcripts[1], study.codes["Work"], study.coder, study.transcripts[1].text[:20])
    EventFactory(project_id=study.project.pk, action="job.started")
    EventFactory(project_id=study.project.pk + 1, action="codings.imported")
    assert changed() is None


def test_a_new_code_is_sent_without_the_codings(study: Any, follow: Callable) -> None:
    changed = follow(study.second_coder)
    create_code(project=study.project, by=study.coder, name="Hope")
    told = changed()
    assert "Hope" in [code["name"] for code in told["codes"]]
    assert told["codings"] == []


def test_what_changes_many_codings_sends_all(study: Any, follow: Callable) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    changed = follow(study.second_coder)
    merge_codes(code=study.codes["Work"], into=study.codes["Trust"], by=study.lead)
    told = changed()
    assert [row[:2] for row in told["codings"]] == [[str(coding.pk), study.codes["Trust"].pk]]
    assert "revisions" in told
    assert changed() is None


def test_one_hears_what_can_be_undone_after_an_act_in_another_tab(study: Any, follow: Callable) -> None:
    changed = follow(study.coder)
    apply(study.transcripts[1], study.codes["Work"], study.coder, study.transcripts[1].text[:20])
    assert len(changed()["acts"]["undo"]) == 1


def test_a_blind_coder_hears_nothing_of_the_others(blind: Any, follow: Callable) -> None:
    changed, own = follow(blind.coder), follow(blind.second_coder)
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.second_coder, "Training")
    assert [row[0] for row in own()["codings"]] == [str(coding.pk)]
    assert changed() is None
    remove_coding(coding=coding, by=blind.second_coder)
    assert changed() is None


def test_an_event_that_becomes_visible_late_is_not_missed(study: Any, follow: Callable) -> None:
    """Transactions end in another order than their events are numbered."""
    late = EventFactory(project_id=study.project.pk + 1, scope=f"source:{study.transcripts[0].pk}")
    apply(study.transcripts[0], study.codes["Trust"], study.coder, "Nobody")
    changed = follow(study.second_coder)
    coding = CodingFactory(source=study.transcripts[0], code=study.codes["Work"], coder=study.coder, start=0, end=11)
    type(late).objects.filter(pk=late.pk).update(
        project_id=study.project.pk, action="coding.applied", subject_type="coding", subject_id=str(coding.pk)
    )
    assert [row[0] for row in changed()["codings"]] == [str(coding.pk)]
    assert changed() is None


def test_who_was_away_for_long_gets_everything(study: Any, follow: Callable) -> None:
    changed = follow(study.second_coder)
    Event.objects.bulk_create(EventFactory.build_batch(1000, project_id=study.project.pk, action="job.started"))
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    told = changed()
    assert [row[0] for row in told["codings"]] == [str(coding.pk)]
    assert "revisions" in told
    assert changed() is None


def test_following_asks_as_much_for_many_codings(study: Any, follow: Callable, count_queries: Callable) -> None:
    source = study.transcripts[0]
    changed = follow(study.second_coder)
    quiet, busy = [], []
    for number in (1, 3):
        for _time in range(number):
            place = Coding.objects.count() * 3
            apply_code(source=source, code=study.codes["Work"], by=study.coder, start=place, end=place + 9)
        busy.append(count_queries(changed))
        quiet.append(count_queries(changed))
    assert busy[0] == busy[1]
    assert quiet[0] == quiet[1]
    assert quiet[0] <= 5  # who asks, as which member, for which source, and the history


def test_the_answers_to_a_question_are_followed_at_once(study: Any, client_of: Callable) -> None:
    client = client_of(study.second_coder)
    address = reverse("answers:codings", args=[study.slug, study.question.pk])
    cursor = client.get(address).json()["cursor"]
    apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    answer = study.answers[0]
    coding = apply(answer, study.codes["Work"], study.coder, answer.text[:5])
    told = client.get(address, {"since": cursor}).json()
    assert [row[0] for row in told["codings"]] == [str(coding.pk)]


@pytest.mark.parametrize("nonsense", ["", "x", "12", "1.x", str(uuid.UUID(int=0))])
def test_a_cursor_that_is_none_gets_everything(study: Any, client_of: Callable, nonsense: str) -> None:
    address = reverse("codings:source_codings", args=[study.slug, study.transcripts[0].pk])
    assert "revisions" in client_of(study.coder).get(address, {"since": nonsense}).json()


@given(st.sets(st.integers(1, 2 * WINDOW)))
def test_a_cursor_knows_exactly_what_was_read(numbers: set[int]) -> None:
    cursor = Cursor.read(Cursor.of(numbers).sealed_for(7), 7)
    assert cursor == Cursor.of(numbers)
    near = range(cursor.last - WINDOW + 1, cursor.last + 2 * WINDOW)
    assert {number for number in near if cursor.has(number)} == {number for number in numbers if number in near}


@given(st.integers(0, 2**60), st.integers(0, 2**WINDOW - 1))
def test_a_cursor_as_text_says_nothing_and_is_its_persons_alone(last: int, seen: int) -> None:
    cursor = Cursor(last, seen)
    text = cursor.sealed_for(7)
    assert text == cursor.sealed_for(7)
    assert len(text) == len(Cursor(0, 0).sealed_for(7))
    assert text != Cursor(last + 1, seen).sealed_for(7)
    assert Cursor.read(text, 8) is None
    assert Cursor.read(("B" if text[0] == "A" else "A") + text[1:], 7) is None
