"""The analyses of 500 sources with 50,000 codings of 100 codes: each page, the passages behind a number, an export.

On SQLite, or on the database of DATABASE_URL, which must be empty. Times are of the processor, so that a busy machine
does not change them much. Queries are held against those of a study of a tenth of the size: they must not grow.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ |= {
    "DATA_DIR": tempfile.mkdtemp(prefix="marginalia-bench-"), "DJANGO_SETTINGS_MODULE": "workbench.settings",
    "ALLOWED_HOSTS": "*",
}  # fmt: skip
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from bench._queries import queries_of  # noqa: E402
from bench._words import SPOKEN  # noqa: E402

SIZES = {"a tenth": (50, 5_000), "the whole": (500, 50_000)}
CODES, BRANCHES = 100, 20
WORDS = 400
# What is asked for, and the most seconds that it may take at the full size.
PAGES = {
    "participants": ("participants/?by=role", 0.5),
    "frequencies": ("frequencies/", 2.0),
    "codes by groups": ("crosstab/?by=role", 2.0),
    "codes by groups, with tests": ("crosstab/?by=role&test=p", 2.5),
    "together with the same case": ("cooccurrence/?most=all", 6.0),
    "together in the same words": ("cooccurrence/?how=overlap&most=all", 6.0),
    "saturation": ("saturation/", 2.0),
    "across questions": ("alignment/", 3.0),
    "joint display": ("joint-display/?by=role", 2.5),
    "the passages behind a number": ("passages/?rollup=yes&line={code}", 2.0),
}
EXPORT_SECONDS = 9.0
MOST_QUERIES = 45


def line(name: str, value: float, limit: float, unit: str) -> bool:
    passed = value <= limit
    print(f"{name}: {value:.2f} {unit} (at most {limit:g} {unit}) {'ok' if passed else 'MISSED'}", flush=True)
    return passed


def spent(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def make_study(name: str, sources: int, codings: int) -> Any:
    """Half interviews, half answers to two questions, of as many cases as interviews; its lead's membership."""
    from coding.codebook.models import Code
    from coding.codings.models import Coding
    from coding.sources.models import Case, Question, Source, Variable, VariableValue
    from workbench.accounts.models import User
    from workbench.membership.models import Membership
    from workbench.projects.models import Project

    chance = random.Random(7)
    lead, _made = User.objects.get_or_create(email="lead@example.org", defaults={"name": "Lead"})
    project = Project.objects.create(name=name, slug=name.replace(" ", "-"), created_by=lead)
    viewer = Membership.objects.create(project=project, user=lead, role="lead")
    cases = Case.objects.bulk_create([Case(project=project, name=f"P{number:03}") for number in range(sources // 2)])
    role = Variable.objects.create(project=project, name="role")
    VariableValue.objects.bulk_create(
        [VariableValue(variable=role, case=case, value=f"role {chance.randrange(6)}") for case in cases]
    )
    tops = Code.objects.bulk_create(
        [Code(project=project, name=f"Branch {n}", color="#2f6f73", created_by=lead) for n in range(BRANCHES)]
    )
    below = [
        Code(project=project, name=f"Code {n}", color="#2f6f73", created_by=lead, parent=tops[n % BRANCHES])
        for n in range(CODES - BRANCHES)
    ]
    book = [*tops, *Code.objects.bulk_create(below)]
    questions = [Question.objects.create(project=project, text=text) for text in ("What worries you?", "What helps?")]
    text = " ".join(chance.choice(SPOKEN) for _ in range(WORDS))
    fact = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text), "words": WORDS, "text": text}
    fact |= {"project": project, "imported_by": lead}
    rows = [Source(name=case.name, case=case, **fact) for case in cases]
    rows += [
        Source(name=f"{case.name} | {question.text}", kind="answer", case=case, question=question, **fact)
        for question in questions
        for case in cases[: sources // 4]
    ]
    made = Source.objects.bulk_create(rows)
    places = {
        (chance.randrange(len(made)), chance.randrange(CODES), chance.randrange(0, len(text) - 60))
        for _ in range(codings + codings // 20)
    }
    Coding.objects.bulk_create(
        [
            Coding(
                project=project, source=made[source], code=book[code], coder=lead, start=start, end=start + 50,
                quote=text[start : start + 50],
            )
            for source, code, start in sorted(places)[:codings]
        ],
        batch_size=2000,
    )  # fmt: skip
    return viewer


def measure(size: str) -> dict[str, tuple[float, int]]:
    from coding.analysis.registry import analysis_of
    from workbench.exporting.writers import write

    viewer = make_study(size, *SIZES[size])
    project, client, found = viewer.project, Client(), {}
    client.force_login(viewer.user)
    code = project.codes.filter(parent=None).first().pk
    for name, (where, _limit) in PAGES.items():

        def ask(where: str = where) -> None:
            answer = client.get(f"/p/{project.slug}/analysis/{where.format(code=code)}")
            assert answer.status_code == 200, answer.status_code

        ask()
        found[name] = (spent(ask), queries_of(ask))

    def export() -> None:
        document = analysis_of("crosstab").build(project, viewer, by="role", cells="both").document()
        for format_ in ("docx", "xlsx"):
            assert write(document, format_)

    found["an export to Word and Excel"] = (spent(export), 0)
    return found


def main() -> int:
    call_command("migrate", verbosity=0)
    small, whole = measure("a tenth"), measure("the whole")
    met = []
    for name, (seconds, queries) in whole.items():
        limit = PAGES[name][1] if name in PAGES else EXPORT_SECONDS
        met.append(line(f"500 sources x 50,000 codings, {name}", seconds, limit, "s"))
        print(f"  {seconds / max(small[name][0], 1e-3):.1f} times what a tenth takes ({small[name][0]:.2f} s)")
        if queries:
            met.append(line(f"  {name}, queries", queries, min(MOST_QUERIES, small[name][1]), "queries"))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
