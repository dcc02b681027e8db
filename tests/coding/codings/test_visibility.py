"""Blind coding: what one coder does changes nothing that anybody else can see, until the round is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from coding.codings.actions import move_coding, remove_coding, write_memo
from coding.codings.assigning import hand_in, hand_in_answers
from coding.codings.marking import mark_uncoded, unmark_uncoded
from coding.codings.models import Assignment, Coding, Memo
from coding.codings.visibility import sealed_source_ids, visible_codings, visible_memos
from coding.memos.actions import add_memo
from coding.reconciliation.actions import open_round
from tests.coding.codings.conftest import apply
from workbench.exporting.registry import exporters
from workbench.exporting.writers import write
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db
TELLING = "A thought that gives everything away"
TOKENS = r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken&quot;: &quot;\w+|X-CSRFToken": "\w+|nonce="[^"]+"'
CHANGING = re.compile(rf'{TOKENS}|name="seed" value="\d+"')


def names(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, (*namespaces, *filter(None, [pattern.namespace])))
        elif pattern.name:
            yield ":".join([*namespaces, pattern.name])


# Reading these is itself a line of the history, which is another page.
RECORDED = {"deidentification:key", "deidentification:key_file"}


def addresses(study: Any) -> Iterator[str]:
    """Give every address of the project that the study has something for, some with filters."""
    things = [
        study.transcripts[0], study.answers[0], study.cases[0], study.question, study.round,
        study.codes["Trust/Errors"], study.codes["Work"],
    ]  # fmt: skip
    found = set()
    for name in set(names(get_resolver())) - RECORDED:
        for thing in things:
            for key in ({}, {"pk": thing.pk}, {"code": thing.pk}):
                try:
                    found.add(reverse(name, kwargs={"slug": study.slug, **key}))
                except NoReverseMatch:
                    continue
    yield from sorted(found)
    answers = reverse("answers:question", args=[study.slug, study.question.pk])
    code = study.codes["Trust/Errors"].pk
    yield from (f"{answers}?show=coded", f"{answers}?show=uncoded", f"{answers}?code={code}")
    agreement = reverse("agreement:index", args=[study.slug])
    yield from (f"{agreement}?round={study.round.pk}", f"{agreement}?unit=source")


def everything_seen(client: Any, study: Any) -> dict[str, str]:
    seen = {}
    for address in addresses(study):
        response = client.get(address)
        if response.status_code == 200:
            seen[address] = CHANGING.sub("", response.content.decode())
    return seen


def exports_of(study: Any, user: Any) -> dict[str, bytes]:
    """Give everything that can be exported, for a person or (nobody) for all."""
    viewer = study.membership(user) if user else None
    found = {}
    for exporter in exporters():
        try:
            document = exporter.build(study.project, viewer)
        except WorkbenchError as error:  # an export that refuses says why, and that must not tell either
            found[exporter.what] = error.message.encode()
        else:
            found[exporter.what] = write(document, "json")
    return found


def code_everything(study: Any, by: Any) -> Coding:
    """Do all that a coder can do: codings on transcripts and answers, moved and removed ones, marks, a memo."""
    first, errors = study.transcripts[0], study.codes["Trust/Errors"]
    kept = apply(first, errors, by, "not with risk")
    moved = apply(first, study.codes["Work"], by, "Training")
    move_coding(coding=moved, by=by, start=moved.start, end=moved.end + 10)
    remove_coding(coding=apply(first, study.codes["Work"], by, "phone"), by=by)
    apply(study.answers[0], errors, by, "Errors in the notes.")
    mark_uncoded(source=first, by=by, start=0, end=20)
    mark_uncoded(source=study.answers[2], by=by, start=0, end=7)
    unmark_uncoded(source=first, by=by, start=0, end=5)
    project = {"project": study.project, "by": by}
    add_memo(**project, about="source", about_id=first.pk, title=TELLING, body=TELLING)
    place = f"{TELLING} [here](source:{first.pk}#0-20)"
    add_memo(**project, about="project", about_id=study.project.pk, body=place)
    write_memo(
        project=study.project, by=by, about=Memo.About.CODING, about_id=kept.pk, body=TELLING,
        scope=f"source:{first.pk}",
    )  # fmt: skip
    return kept


def test_no_page_tells_a_reader_what_is_coded_blind(blind: Any, client_of: Any) -> None:
    # What coders and leads see is compared in tests/coding/reconciliation/test_blind_doors.py, address by address.
    client = client_of(blind.reader)
    before = everything_seen(client, blind)
    kept = code_everything(blind, blind.second_coder)
    after = everything_seen(client, blind)
    assert len(before) > 30
    assert {address for address in before if before[address] != after.get(address)} == set()
    assert not any(TELLING in page or str(kept.pk) in page for page in after.values())
    for coding in Coding.objects.all():
        assert (
            client.get(reverse("codings:source_codings", args=[blind.slug, coding.source_id])).json()["codings"] == []
        )


@pytest.mark.parametrize("who", ["coder", "lead", "reader", None])
def test_no_export_tells_what_another_codes_blind(blind: Any, who: str | None) -> None:
    user = getattr(blind, who) if who else None
    before = exports_of(blind, user)
    code_everything(blind, blind.second_coder)
    assert exports_of(blind, user) == before


def test_no_door_to_a_coding_opens_for_another(blind: Any, client_of: Any) -> None:
    kept = code_everything(blind, blind.second_coder)
    address = {name: reverse(f"codings:{name}", args=[blind.slug, kept.pk]) for name in ("coding", "remove", "memo")}
    for user in (blind.coder, blind.lead):
        client = client_of(user)
        patch = {"start": 0, "end": 11, "quote": kept.source.text[:11]}
        assert client.patch(address["coding"], patch, content_type="application/json").status_code == 404
        assert client.post(address["remove"]).status_code == 404
        assert client.post(address["memo"], {"body": "Mine"}).status_code == 404
        assert client.delete(address["coding"]).status_code == 204  # as for one that never was
    assert Coding.objects.filter(pk=kept.pk).exists()


def test_the_coder_sees_their_own(blind: Any, client_of: Any) -> None:
    kept = code_everything(blind, blind.second_coder)
    seen = (
        client_of(blind.second_coder).get(reverse("codings:source_codings", args=[blind.slug, kept.source_id])).json()
    )
    assert str(kept.pk) in [row[0] for row in seen["codings"]]
    assert seen["memos"] == {str(kept.pk): [[blind.second_coder.pk, TELLING]]}


def test_what_was_coded_before_the_round_is_hidden_with_the_rest(study: Any) -> None:
    apply(study.transcripts[0], study.codes["Work"], study.second_coder, "Training")
    member = study.membership(study.coder)
    assert visible_codings(study.project, member).count() == 1
    Assignment.objects.create(project=study.project, source=study.transcripts[0], coder=study.coder, sealed=True)
    assert visible_codings(study.project, member).count() == 0
    assert visible_codings(study.project, None).count() == 0
    assert sealed_source_ids(study.project) == {study.transcripts[0].pk}


def test_after_the_opening_everybody_sees_everything(blind: Any, client_of: Any) -> None:
    kept = code_everything(blind, blind.second_coder)
    apply(blind.transcripts[0], blind.codes["Trust"], blind.coder, "Nobody asked us first.")
    for user in (blind.coder, blind.second_coder):
        for assignment in Assignment.objects.filter(coder=user, source__question=None):
            hand_in(assignment=assignment, by=user)
        hand_in_answers(question=blind.question, by=user)
    open_round(round=blind.round, by=blind.lead)
    address = reverse("codings:source_codings", args=[blind.slug, kept.source_id])
    for user in (blind.coder, blind.second_coder, blind.lead, blind.reader):
        seen = client_of(user).get(address).json()
        assert {row[2] for row in seen["codings"] if not row[5]} == {blind.coder.pk, blind.second_coder.pk}
        assert seen["memos"][str(kept.pk)] == [[blind.second_coder.pk, TELLING]]


def test_a_note_on_something_else_is_seen_by_all(blind: Any) -> None:
    write_memo(
        project=blind.project, by=blind.second_coder, about=Memo.About.PROJECT, about_id=blind.project.pk, body="Hm"
    )
    assert visible_memos(blind.project, blind.membership(blind.reader)).get().body == "Hm"
