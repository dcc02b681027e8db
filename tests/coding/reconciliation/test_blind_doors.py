"""Every door of a study, tried by who may not see what another codes blind.

Two studies are compared that differ in one thing: in one of them the other coder has coded, marked, noted, and asked.
Every address of the project that can be built is read, with and without conditions, and every one is written to;
all answers must be the same, in words, numbers and states, and nothing of the other's may stand in any.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from coding.codings.actions import apply_code
from coding.codings.assigning import hand_in
from coding.codings.models import Assignment, Memo
from coding.memos.actions import add_memo
from coding.reconciliation.reopening import ask_to_reopen
from tests.coding.codings.conftest import apply, blind  # noqa: F401
from tests.coding.codings.test_visibility import TELLING, code_everything, exports_of
from tests.factories import themes as make_themes
from workbench.audit.acts import act
from workbench.exporting.registry import exporters

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HIDDEN, ACT, OWN, NOBODY = (uuid.UUID(int=number) for number in (0xB11D, 0xAC7, 0x0A11, 0))
# What differs from one request to the next, whatever anybody did.
CHANGING = re.compile(
    r'csrf\w*"[^>]*value="[^"]*"|X-CSRFToken[^}]*|nonce="[^"]*"|name="seed" value="\d+"|datetime="[^"]*"'
    r"|\d\d(?::\d\d)+|\d\d-\d\dT|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\b(?:just\s)?now\b|\b(?:\d+|an?)\s(?:second|minute|hour)s?(?:,\s\d+\s\w+)?\sago"
)
# Numbers of rows that a request itself has made: in the other study hidden rows have taken the ones before.
MADE = re.compile(r'memo-\d+|memos/\d+|"id": \d+|"cursor": "[^"]*"')
# Reading or writing these is work of minutes, or goes to other pages that are read here.
LEFT_OUT = {"deidentification:key", "deidentification:key_file"}
CONDITIONS = ("q=risk&show=coded", f"q={TELLING.replace(' ', '+')}", "unit=turn&kind=coding&layer=all&group=code")


def doors(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Give name and parameters of every address below a project."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, address, (*spaces, *filter(None, [pattern.namespace])))
        elif isinstance(pattern, URLPattern) and pattern.name and "<slug:slug>" in address:
            yield ":".join([*spaces, pattern.name]), re.findall(r"<([^>]+)>", address.replace("<slug:slug>", ""))


def keys_for(study: Any, name: str) -> dict[str, list[object]]:
    """Give what may stand for each parameter of an address."""
    code = study.codes["Trust/Errors"]
    things = {
        "cases": study.cases[0], "answers": study.question, "rounds": study.round, "codebook": code, "agreement": code,
        "themes": study.theme, "memos": study.note,
    }  # fmt: skip
    thing = things.get(name.partition(":")[0], study.transcripts[0])
    rows = ("int:place", "int:discussion", "int:decision", "int:note", "int:event", "int:number", "int:version")
    return {row: [1] for row in rows} | {
        "int:pk": [thing.pk], "int:code": [code.pk], "int:part": [study.theirs.pk],
        "uuid:pk": [HIDDEN, OWN], "uuid:batch": [NOBODY], "str:kind": ["person"], "slug:key": ["cfir-2022"],
        "str:about": ["coding", "source", "round"], "str:key": [HIDDEN, study.transcripts[0].pk, study.round.pk],
        "slug:what": [exporter.what for exporter in exporters()],
    }  # fmt: skip


def addresses(study: Any) -> dict[str, str]:
    """Give every address that can be built, by its name and keys; each name at least once."""
    found = {}
    for name, parameters in doors(get_resolver()):
        if name in LEFT_OUT:
            continue
        keys = keys_for(study, name)
        unknown = [parameter for parameter in parameters if parameter not in keys]
        assert not unknown, f"{name}: say in keys_for() what may stand for {unknown}"
        for values in product(*(keys[parameter] for parameter in parameters)):
            found[f"{name}{values}"] = reverse(name, args=[study.slug, *values])
    return found


def answer_of(response: Any) -> tuple[int, str]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, CHANGING.sub("", body.decode("utf-8", errors="replace"))


def read_everything(client: Client, study: Any) -> Iterator[tuple[str, Any]]:
    person = study.second_coder.pk
    for name, address in addresses(study).items():
        first = answer_of(client.get(address))
        yield f"GET {name}", first
        if first[0] != 200 or name.startswith("exports:"):
            continue
        code = study.codes["Trust/Errors"].pk
        for condition in (*CONDITIONS, f"coder={person}&author={person}&code={code}"):
            yield f"GET {name}?{condition}", answer_of(client.get(f"{address}?{condition}"))


def write_everything(client: Client, study: Any) -> Iterator[tuple[str, Any]]:
    sent = {
        "body": f"So [they say](coding:{HIDDEN})", "title": "Mine", "q": "risk", "words": "risk", "text": "risk",
        "code": study.codes["Trust/Errors"].pk, "into": study.codes["Work"].pk, "name": "Zed", "reason": "Because.",
        "key": str(ACT), "id": str(HIDDEN), "coding": str(HIDDEN), "source": study.transcripts[0].pk, "start": 0,
        "end": 11, "option": "none", "link": "risk", "path": "Zed", "to": study.codes["Work"].pk,
    }  # fmt: skip
    for name, address in addresses(study).items():
        with transaction.atomic():
            status, body = answer_of(client.post(address, sent))
            transaction.set_rollback(True)
        yield f"POST {name}", (status, MADE.sub("", body))


def the_other_acts(study: Any, *, asks: bool) -> None:
    """All that a coder can do, under names that the doors know."""
    other, first = study.second_coder, study.transcripts[0]
    code_everything(study, other)
    with act(ACT):
        apply_code(source=first, code=study.codes["Trust/Errors"], by=other, start=0, end=11, id=HIDDEN)
    add_memo(project=study.project, by=other, about="round", about_id=study.round.pk, body=TELLING)
    place = {"project": study.project, "by": other, "about": "coding", "about_id": HIDDEN}
    add_memo(**place, body=TELLING, source=first.pk)
    if asks:
        ask_to_reopen(assignment=study.theirs, by=other, reason=TELLING)


@pytest.fixture
def study_with_doors(blind: Any) -> Any:  # noqa: F811
    """The blind study in which the one who looks has done something too, and the other has handed in one source."""
    study = blind
    study.theme = make_themes.ThemeFactory(project=study.project, created_by=study.lead)
    for person in (study.coder, study.lead):
        apply(study.transcripts[1], study.codes["Work"], person, "It saves an hour a day.")
    first = study.transcripts[0]
    apply_code(source=first, code=study.codes["Trust"], by=study.coder, start=13, end=24, id=OWN)
    place = {"project": study.project, "about": Memo.About.SOURCE, "about_id": first.pk}
    study.note = add_memo(**place, by=study.lead, body="To be read twice.")
    study.theirs = Assignment.objects.get(source=study.transcripts[1], coder=study.second_coder)
    hand_in(assignment=study.theirs, by=study.second_coder)
    return study


def compared(study: Any, seen: Callable[[], Iterator[tuple[str, Any]]], *, asks: bool) -> tuple[dict, dict]:
    """Return what is seen where the other did nothing, and where they did all they can."""
    told = []
    for acts in (False, True):
        with transaction.atomic():
            if acts:
                the_other_acts(study, asks=asks)
            told.append(dict(seen()))
            transaction.set_rollback(True)
    return told[0], told[1]


@pytest.mark.parametrize("who", ["coder", "lead"])
def test_no_door_tells_what_another_codes_blind(study_with_doors: Any, client_of: Any, who: str) -> None:
    study, user = study_with_doors, getattr(study_with_doors, who)
    client = client_of(user)
    client.raise_request_exception = False

    def seen() -> Iterator[tuple[str, Any]]:
        yield from read_everything(client, study)
        yield from write_everything(client, study)
        yield from exports_of(study, user).items()

    # A lead sees requests: they are for them. Everybody else sees none of another's.
    without, with_ = compared(study, seen, asks=who != "lead")

    assert sum(told[0] == 200 for door, told in without.items() if door.startswith("GET")) > 100
    assert [door for door in with_ if with_[door] != without[door]] == []
    for door, told in with_.items():
        text = told.decode(errors="replace") if isinstance(told, bytes) else told[1]
        # What one has sent oneself may come back: the search for the words, the link to the coding.
        if "q=A" not in door and not door.startswith("POST"):
            assert TELLING not in text, door
            assert str(HIDDEN) not in text, door


def test_live_changes_say_nothing_of_what_is_hidden(study_with_doors: Any, client_of: Any) -> None:
    study = study_with_doors
    client = client_of(study.coder)
    follow = [
        reverse("codings:source_codings", args=[study.slug, study.transcripts[0].pk]),
        reverse("answers:codings", args=[study.slug, study.question.pk]),
    ]
    cursors = {address: client.get(address).json()["cursor"] for address in follow}

    the_other_acts(study, asks=True)

    for address, cursor in cursors.items():
        answer = client.get(address, {"since": cursor})
        # The very same cursor: not even how much has happened can be told from it.
        assert (answer.status_code, answer["ETag"], answer.content) == (304, f'"{cursor}"', b"")
        assert client.get(address).json()["cursor"] == cursor
