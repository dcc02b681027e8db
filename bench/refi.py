"""A REFI-QDA project of 500 sources and 50,000 codings: in (with the reading process, as the job does it) and out.

What comes out is read again: not one coding may be lost or moved. Memory is the most that each process took.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCES, CODINGS, CODES, CODERS, WORDS = 500, 50_000, 120, 5, 1_500
MOST_IN, MOST_OUT, MOST_AGAIN, MOST_MEMORY = 120.0, 60.0, 60.0, 900.0


def guid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4)).upper()


def made(path: Path) -> None:
    """Write the project, the same each time."""
    from bench._words import BEYOND_LATIN
    from coding.exchange.refi import model
    from coding.exchange.refi.writing import write_qdpx

    chance = random.Random(7)
    people = [model.User(guid(chance), f"Coder {n}") for n in range(CODERS)]
    codes = [model.Code(guid(chance), f"Code {n}", "true", "#3b7dd8") for n in range(CODES)]
    for below in codes[20:]:
        codes[chance.randrange(20)].codes.append(below)
    sources, texts = [], {}
    for number in range(SOURCES):
        words = chance.choices(BEYOND_LATIN, k=WORDS)
        text = " ".join(words)
        source = model.Text(guid(chance), f"Interview {number:03}", people[0].guid, "2026-03-01T10:00:00Z")
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word) + 1)
        for _n in range(CODINGS // SOURCES):
            first = chance.randrange(WORDS - 20)
            last = first + chance.randrange(1, 20)
            user = chance.choice(people).guid
            start, end = starts[first], starts[last] - 1
            coding = model.Coding(guid(chance), user, "2026-03-02T10:00:00Z", chance.choice(codes).guid)
            source.selections.append(
                model.TextSelection(
                    guid(chance), text[start:end], user, "2026-03-02T10:00:00Z", codings=[coding], start=start, end=end
                )
            )
        sources.append(source)
        texts[source.guid] = text
    write_qdpx(path, model.Project(name="Bench", users=people, codes=codes[:20], sources=sources), texts.get, [])


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def told(what: str, figure: float, limit: float, unit: str) -> bool:
    print(f"{what:66} {figure:9.3f} {unit:7} limit {limit:6.2f}  {'ok' if figure <= limit else 'MISSED'}", flush=True)
    return figure <= limit


def megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def places(path: Path) -> set[tuple[str, int, int, str | None, str | None]]:
    from coding.exchange.refi.container import opened
    from coding.exchange.refi.markup import Faults, parse, read_project

    with opened(path, path.name) as container:
        project = read_project(parse(container.xml, path.name), path.name, Faults())
    return {
        (coding.guid, one.start, one.end, coding.code, coding.creating_user)
        for source in project.sources
        for one in source.selections
        for coding in one.codings
    }


def measure(folder: Path) -> bool:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    from coding.exchange.projects.actions import import_project, read_file
    from coding.exchange.projects.exporting import write_project_file
    from tests.factories.people import MembershipFactory, ProjectFactory, UserFactory

    user = UserFactory(email="bench@example.org", name="Ana")
    project = ProjectFactory(created_by=user, slug="bench")
    MembershipFactory(project=project, user=user, role="lead")
    file, out = folder / "bench.qdpx", folder / "out.qdpx"
    made(file)

    def take() -> Any:
        with read_file(file, file.name) as read:
            return import_project(project=project, by=user, read=read)

    into, done = seconds(take)
    again, repeated = seconds(take)
    written, _nothing = seconds(lambda: write_project_file(project, None, out))
    # Of one place and code, one coder has one coding: the file has a few of them twice.
    assert done.new["codings"] > CODINGS * 0.99, done
    assert sum(repeated.new.values()) == 0, repeated
    assert places(out) == places(file)
    size = f"{SOURCES} sources, {CODINGS:,} codings"
    return all(
        [
            told(f"import of {size}", into, MOST_IN, "s"),
            told("the same again, which changes nothing", again, MOST_AGAIN, "s"),
            told(f"export of {size}", written, MOST_OUT, "s"),
            told("most memory of the process that reads", megabytes(resource.RUSAGE_CHILDREN), MOST_MEMORY, "MB"),
            told("most memory of the process that stores", megabytes(resource.RUSAGE_SELF), MOST_MEMORY, "MB"),
        ]
    )  # fmt: skip


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="marginalia-bench-"))
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workbench.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    try:
        return 0 if measure(folder) else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
