"""Many coders at once, over real connections and from real threads: not one coding is lost, not one is there twice."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from coding.codings.models import Coding
from tests.factories import people
from tests.factories.coding import transcript
from tests.load import Coder, Source, all_at_once, differences
from workbench.audit.models import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CODERS, ACTS = 8, 12


def test_coders_at_once_lose_and_double_nothing(study: Any, live_server: Any) -> None:
    text = "P01: " + " ".join(f"word{number}" for number in range(400))
    source = transcript(study.project, "Long", text, study.cases[0], study.lead)
    coders = []
    for number in range(CODERS):
        person = people.UserFactory()
        people.MembershipFactory(project=study.project, user=person, role="coder")
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        codes = [code.pk for code in study.codes.values()]
        texts = [Source(source.pk, source.text)]
        chance = random.Random(number)
        coders.append(Coder(live_server.url, study.slug, person.pk, session, texts, codes, chance))
    all_at_once(coders, ACTS)
    assert [failure for coder in coders for failure in coder.failures] == []
    there = [(str(key), coder) for key, coder in Coding.objects.values_list("pk", "coder_id")]
    assert differences(coders, there) == (set(), set())
    assert sum(len(coder.expected) for coder in coders) > CODERS
    acts = Event.objects.filter(undoes=None, action__in=["coding.applied", "coding.removed"])
    assert acts.values("key").distinct().count() == acts.count()  # none was done twice
