"""A saved matrix of 500 cases by 100 codes with 20,000 codings: the page, its next rows, a cell, saving a text.

On SQLite, or on the database of DATABASE_URL, which must be empty. Times are of the processor, so that a busy machine
does not change them much; beside them stands how much slower the whole is than a fifth of the rows and columns with a
twenty-fifth of the codings.
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

SIZES = {"a fifth": (100, 20, 800), "the whole": (500, 100, 20_000)}
WORDS = 400
# What is asked for, by its query, and the most seconds that it may take at the full size.
PAGES = {
    "counts": ("?cells=passages", 2.5),
    "counts per 1,000 words": ("?cells=per_words", 3.5),
    "quotations": ("?cells=quotations", 3.5),
    "summaries, a tenth of them written": ("?cells=summaries", 4.0),
    "the next 50 rows": ("?cells=passages&page=2", 2.5),
}
CELL_SECONDS, SAVE_SECONDS = 0.8, 0.8
MOST_QUERIES = 45


def line(name: str, value: float, limit: float, unit: str) -> bool:
    passed = value <= limit
    print(f"{name}: {value:.2f} {unit} (at most {limit:g} {unit}) {'ok' if passed else 'MISSED'}", flush=True)
    return passed


def best(work: Callable[[], Any], turns: int = 2) -> float:
    """The least seconds of processor time of so many turns."""
    spent = []
    for _ in range(turns):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def make_study(name: str, cases: int, codes: int, codings: int) -> tuple[Any, Any]:
    """A study with one transcript for each case, and a matrix of all cases by all codes; its lead's membership."""
    from coding.codebook.models import Code
    from coding.codings.models import Coding
    from coding.sources.models import Case, Source
    from themes.matrices.actions import create_matrix
    from workbench.accounts.models import User
    from workbench.membership.models import Membership
    from workbench.projects.models import Project

    chance = random.Random(7)
    lead, _made = User.objects.get_or_create(email="lead@example.org", defaults={"name": "Lead"})
    project = Project.objects.create(name=name, slug=name.replace(" ", "-"), created_by=lead)
    viewer = Membership.objects.create(project=project, user=lead, role="lead")
    people = Case.objects.bulk_create([Case(project=project, name=f"P{number:03}") for number in range(cases)])
    book = Code.objects.bulk_create(
        [Code(project=project, name=f"Code {number}", color="#2f6f73", created_by=lead) for number in range(codes)]
    )
    text = " ".join(f"word{number}" for number in range(WORDS))
    fact = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text), "words": WORDS}
    sources = Source.objects.bulk_create(
        [Source(project=project, name=case.name, text=text, case=case, imported_by=lead, **fact) for case in people]
    )
    placed = {
        (chance.randrange(cases), chance.randrange(codes), chance.randrange(0, len(text) - 60)) for _ in range(codings)
    }
    Coding.objects.bulk_create(
        [
            Coding(
                project=project, source=sources[source], code=book[code], coder=lead, start=start, end=start + 50,
                quote=text[start : start + 50],
            )
            for source, code, start in placed
        ],
        batch_size=2000,
    )  # fmt: skip
    columns = [f"code:{code.pk}" for code in book]
    return create_matrix(project=project, by=lead, name="Framework", columns=columns), viewer


def write_some(matrix: Any, viewer: Any) -> None:
    """Write in every tenth cell, as if all of them had been written today."""
    from django.utils import timezone

    from themes.matrices.framework import framework
    from themes.matrices.models import Summary, SummaryVersion

    shown = framework(matrix, viewer)
    cells = [(row.line.key, one.key) for row in shown.rows.rows for one in shown.headings][::10]
    made = Summary.objects.bulk_create([Summary(matrix=matrix, row=row, column=column) for row, column in cells])
    texts = SummaryVersion.objects.bulk_create(
        [
            SummaryVersion(
                summary=one, text="Says that **it depends**: letters are fine, risk is not.", at=timezone.now(),
                by=viewer.user, basis={key: list(fact) for key, fact in shown.basis((one.row, one.column)).items()},
            )
            for one in made
        ]
    )  # fmt: skip
    for one, text in zip(made, texts, strict=True):
        one.current, one.revision = text, 1
    Summary.objects.bulk_update(made, ["current", "revision"], batch_size=500)


def measure(size: str) -> dict[str, tuple[float, int]]:
    matrix, viewer = make_study(size, *SIZES[size])
    write_some(matrix, viewer)
    client = Client()
    client.force_login(viewer.user)
    address = matrix.get_absolute_url()
    cell = f"{address}cell/?row=case:{matrix.project.cases.first().pk}&column={matrix.columns[1]}"
    asked = {name: address + query for name, (query, _limit) in PAGES.items()} | {"a cell": cell}
    found = {}
    for name, where in asked.items():
        htmx = {"HX-Request": "true"} if "page=2" in where or name == "a cell" else {}

        def ask(where: str = where, htmx: dict[str, str] = htmx) -> None:
            assert client.get(where, headers=htmx).status_code == 200

        found[name] = (best(ask), queries_of(ask))
    numbers = iter(range(10_000))

    def save() -> None:
        row, column = cell.partition("row=")[2].split("&column=")
        sent = {"row": row, "column": column, "body": f"Text {next(numbers)}", "seen": next(numbers) // 2}
        assert client.post(f"{address}cell/", sent, content_type="application/json").status_code == 200

    found["saving a text"] = (best(save), 0)
    return found


def main() -> int:
    call_command("migrate", verbosity=0)
    small, whole = measure("a fifth"), measure("the whole")
    limits = {name: limit for name, (_query, limit) in PAGES.items()}
    limits |= {"a cell": CELL_SECONDS, "saving a text": SAVE_SECONDS}
    met = []
    for name, (spent, queries) in whole.items():
        met.append(line(f"500 x 100, {name}", spent, limits[name], "s"))
        print(f"  {spent / small[name][0]:.1f} times what 100 x 20 takes ({small[name][0]:.2f} s)")
        if queries:
            met.append(line(f"  {name}, queries", queries, min(MOST_QUERIES, small[name][1]), "queries"))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
