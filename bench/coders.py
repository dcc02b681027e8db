"""Fifty coders at once on one site as a team runs it, on SQLite and on PostgreSQL: not one coding lost or doubled.

Each does its acts without a pause, looks after each at what the others did, and now and then hangs up before the answer
or sends a request twice at the same moment: far more than fifty people do. What is in the database in the end must be
exactly what was asked for.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CODERS, ACTS, SOURCES, CODES, CODINGS = 50, 20, 4, 30, 5000
ALONE = 20
KINDS = ("sqlite", "postgresql")


def told(what: str, figure: float, limit: float, unit: str) -> bool:
    good = figure <= limit
    print(f"{what:66} {figure:9.3f} {unit:2} limit {limit:6.2f}  {'ok' if good else 'MISSED'}", flush=True)
    return good


def make_study() -> tuple[Any, list[Any], list[Any], list[Any]]:
    """Store four interviews, 5,000 codings on the first, and fifty coders; return project, people, sources, codes."""
    from coding.codebook.actions import create_code
    from coding.codings.models import Coding
    from tests.factories.coding import CaseFactory, transcript
    from tests.factories.people import MembershipFactory, ProjectFactory, UserFactory

    chance = random.Random(7)
    people = [UserFactory(email=f"coder{n}@example.org", name=f"Coder {n}") for n in range(CODERS)]
    project = ProjectFactory(created_by=people[0], slug="coders")
    for person in people:
        MembershipFactory(project=project, user=person, role="coder")
    codes = [create_code(project=project, by=people[0], name=f"Code {number}") for number in range(CODES)]
    words = ["we", "said", "that", "nobody", "asked", "first", "and", "the", "phone", "rang", "before", "it", "was"]
    text = "\n\n".join(f"P1: {' '.join(chance.choices(words, k=60))}." for _turn in range(300))
    case = CaseFactory(project=project, name="P1")
    sources = [transcript(project, f"Interview {number}", text, case, people[0]) for number in range(SOURCES)]
    rows = {}
    while len(rows) < CODINGS:
        start, code, coder = chance.randrange(len(text) - 100), chance.choice(codes), chance.choice(people)
        end = start + chance.randrange(41, 100)  # longer than any that is made later: never the same place
        place = {"source": sources[0], "code": code, "coder": coder, "start": start, "end": end}
        rows[code.pk, coder.pk, start, end] = Coding(project=project, quote=text[start:end], **place)
    Coding.objects.bulk_create(rows.values(), batch_size=1000)
    return project, people, sources, codes


@contextmanager
def coders_on(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a database of this kind that is there for the time of the run."""
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "workbench.settings"}
    environment.pop("DATABASE_URL", None)
    if kind == "sqlite":
        yield environment
        return
    import psycopg

    from tests.services import DATABASE

    name = f"bench_{os.getpid()}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield environment | {"DATABASE_URL": DATABASE.rsplit("/", 1)[0] + f"/{name}"}
    finally:
        with psycopg.connect(DATABASE, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(kind: str) -> int:
    """Measure on the database that the environment names."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from coding.codings.models import Coding
    from tests.load import Coder, Source, all_at_once, differences
    from tests.web_server import web_server
    from workbench.audit.models import Event

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    project, people, sources, codes = make_study()
    before = set(Coding.objects.values_list("pk", flat=True))
    texts = [Source(source.pk, source.text) for source in sources]
    with web_server() as address:
        coders = []
        for number, person in enumerate(people):
            client = Client()
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            known = [code.pk for code in codes]
            coders.append(Coder(address, project.slug, person.pk, session, texts, known, random.Random(number)))
        alone = all_at_once(coders[:1], ALONE) / ALONE
        coders[0].saved, coders[0].polled = [], []
        seconds = all_at_once(coders, ACTS)
    new = Coding.objects.exclude(pk__in=before).values_list("pk", "coder_id")
    lost, extra = differences(coders, ((str(key), coder) for key, coder in new))
    failures = [failure for coder in coders for failure in coder.failures]
    saved = sorted(second for coder in coders for second in coder.saved)
    polled = sorted(second for coder in coders for second in coder.polled)
    acts = sum(coder.asked for coder in coders)
    done = Event.objects.filter(undoes=None, action__in=["coding.applied", "coding.removed"])
    twice = done.count() - done.values("key").distinct().count()
    good = told(f"{kind}: codings lost", len(lost), 0, "")
    good &= told(f"{kind}: codings that nobody asked for, or twice", len(extra), 0, "")
    good &= told(f"{kind}: acts done twice", twice, 0, "")
    good &= told(f"{kind}: answers that were errors", len(failures), 0, "")
    pace = f"{acts} acts, {acts / seconds:.0f} a second"
    good &= told(f"{kind}: an act of fifty at once ({pace}), of one alone", seconds / acts / alone, 1.5, "x")
    print(
        f"  seconds from an act to its answer: median {statistics.median(saved):.2f}, "
        f"95 of 100 below {saved[int(len(saved) * 0.95)]:.2f}; a look at what changed: {statistics.median(polled):.2f}"
    )
    for failure in failures[:5]:
        print(failure)
    return 0 if good else 1


def main() -> int:
    missed = 0
    for kind in KINDS:
        folder = Path(tempfile.mkdtemp(prefix="marginalia-coders-"))
        try:
            with coders_on(kind, folder) as environment:
                command = [sys.executable, "-m", "bench.coders", kind]
                missed |= subprocess.run(command, env=environment, check=False).returncode
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return missed


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]) if len(sys.argv) > 1 else main())
