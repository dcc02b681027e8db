"""A survey of 100,000 respondents (10 closed items, 2 open questions) from its file to the database, as a job does it.

Each size runs in a process of its own, so that its peak of memory is its own. Meanwhile another connection writes now
and then: it may be held up while the survey is stored, but must never wait as long as SQLite lets it.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000)
ROLES = ("nurse", "doctor", "psychologist", "social worker", "other")
SCALE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
TOOLS = ("phone", "paper", "tablet", "computer", "none of these")
SPOKEN = (
    "we said that",
    "nobody asked first",
    "and the phone rang",
    "before it was read",
    "so it never felt safe",
    "to me",
)


def write_survey(path: Path, respondents: int) -> None:
    """Write a csv file with an id, ten closed items and two open questions."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        scales = [f"Item {number}" for number in range(1, 6)]
        out.writerow(["id", "role", "age", "since", "tools", "score", *scales, "What worries you?", "What helps you?"])
        for number in range(respondents):
            answers = [" ".join(chance.choices(SPOKEN, k=chance.randrange(2, 12))) for _question in range(2)]
            if number % 7 == 0:
                answers[0] = ("", "N/A", "none")[number % 3]
            out.writerow(
                [
                    f"R{number:06}",
                    chance.choice(ROLES),
                    chance.randrange(18, 80),
                    f"20{chance.randrange(10, 25)}-0{chance.randrange(1, 9)}-11",
                    ";".join(chance.sample(TOOLS, 2)),
                    chance.randrange(0, 300),
                    *chance.choices(SCALE, k=5),
                    *answers,
                ]
            )


class Neighbour(threading.Thread):
    """Somebody else who saves something ten times a second; `longest` is how long they had to wait."""

    def __init__(self, user: Any) -> None:
        super().__init__(daemon=True)
        self.user, self.longest, self.over = user, 0.0, threading.Event()

    def run(self) -> None:
        from django.db import connection

        while not self.over.wait(0.1):
            start = time.perf_counter()
            type(self.user).objects.filter(pk=self.user.pk).update(name="Ana")
            self.longest = max(self.longest, time.perf_counter() - start)
        connection.close()


def import_one(folder: Path, respondents: int) -> dict[str, float]:
    """Import a survey into an empty database in the folder; seconds of each part, memory in MB."""
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workbench.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    from coding.sources.importers.inspection import guesses_of, inspect_survey
    from coding.sources.importers.registry import open_table
    from coding.sources.importers.spool import write_spool
    from coding.sources.importers.survey import check_survey, guessed_mapping
    from coding.surveys.actions import import_survey
    from tests.factories.people import MembershipFactory, ProjectFactory, UserFactory

    user = UserFactory(email="bench@example.org", name="Ana")
    project = ProjectFactory(created_by=user, slug="bench")
    MembershipFactory(project=project, user=user, role="lead")
    path = folder / "survey.csv"
    write_survey(path, respondents)
    neighbour = Neighbour(user)
    neighbour.start()
    times = [time.perf_counter()]
    spool = write_spool(folder / "rows", open_table(path.name, path))
    found = inspect_survey(spool)
    times.append(time.perf_counter())
    survey = check_survey(spool, guessed_mapping(guesses_of(found)))
    times.append(time.perf_counter())
    stored = import_survey(project=project, survey=survey, by=user, file_name=path.name)
    times.append(time.perf_counter())
    neighbour.over.set()
    neighbour.join()
    assert stored.cases == respondents
    assert (stored.variables, stored.questions) == (10, 2)
    read, check, store = (after - before for before, after in itertools.pairwise(times))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "read": read, "check": check, "store": store, "answers": stored.answers, "peak": peak,
        "waited": neighbour.longest,
    }  # fmt: skip


def measured(respondents: int) -> dict[str, float]:
    """What `import_one` measures, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="marginalia-bench-"))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.survey_import", str(folder), str(respondents)],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def told(what: str, figure: float, limit: float, unit: str) -> bool:
    good = figure <= limit
    print(f"{what:66} {figure:9.3f} {unit:2} limit {limit:6.2f}  {'ok' if good else 'MISSED'}", flush=True)
    return good


def main() -> int:
    small, large = (measured(size) for size in SIZES)
    whole = large["read"] + large["check"] + large["store"]
    good = told("survey, 100,000 respondents: file to database", whole, 60, "s")
    good &= told("of this, reading and guessing its columns", large["read"], 30, "s")
    good &= told("of this, checking every row", large["check"], 15, "s")
    good &= told("of this, storing, while nobody else can write", large["store"], 28, "s")
    good &= told("somebody else's longest wait to save meanwhile", large["waited"], 28, "s")
    # SQLite's page cache, 64 MB at most, is full at the larger size alone.
    good &= told("peak of memory, as a multiple of that for 10,000", large["peak"] / small["peak"], 1.6, "x")
    print(f"{large['answers'] / whole:,.0f} answers a second; peak of memory {large['peak']:,.0f} MB")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(import_one(Path(sys.argv[1]), int(sys.argv[2]))))
    else:
        sys.exit(main())
