"""Finding words in 500 transcripts of 9,000 words and 100,000 answers, and coding a thousand places at once.

On SQLite, or on the database of DATABASE_URL, which must be empty. Limits are loose against a busy machine.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

os.environ |= {
    "DATA_DIR": tempfile.mkdtemp(prefix="marginalia-bench-"), "DJANGO_SETTINGS_MODULE": "workbench.settings",
}  # fmt: skip
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

TRANSCRIPTS, TURNS, WORDS_OF_TURN, ANSWERS = 500, 200, 45, 100_000
SEARCHES = [
    # name, words, how, other forms, seconds, queries
    ("a rare word", "zygote", "any", False, 1.5, 7),
    ("a name in a tenth of the texts", "w300", "any", False, 6.0, 7),
    ("all of three words", "w40 w90 w150", "all", False, 10.0, 7),
    ("a word in all its forms", "decide", "any", True, 6.0, 7),
    ("a regular expression", r"\bzyg\w+ (and|or) \w+", "regex", False, 12.0, 7),
]
CODED_SECONDS = 4.0


def line(name: str, value: float, limit: float, unit: str) -> bool:
    passed = value <= limit
    print(f"{name}: {value:.2f} {unit} (at most {limit:g} {unit}) {'ok' if passed else 'MISSED'}", flush=True)
    return passed


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


class Talk:
    """Words with frequencies like those of speech: some in every sentence, most hardly ever."""

    def __init__(self) -> None:
        self.chance = random.Random(5)
        self.words = [f"w{rank}" for rank in range(20_000)] + ["decided", "decides", "zygote"]
        common = [1 / (rank + 3) for rank in range(20_000)]
        self.weights = list(accumulate([*common, 0.00005, 0.00005, 0.000002]))

    def say(self, number: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=number)) + "."


def fact(text: str) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"text": text, "sha256": digest, "characters": len(text), "words": text.count(" ") + 1}


def make_study() -> tuple[Any, Any, Any]:
    from coding.codebook.models import Code
    from coding.sources.models import Case, Question, Source, Speaker, Turn
    from workbench.accounts.models import User
    from workbench.membership.models import Membership
    from workbench.projects.models import Project

    talk = Talk()
    by = User.objects.create(email="bench@example.org", name="Bench")
    project = Project.objects.create(name="Bench", slug="bench", created_by=by)
    Membership.objects.create(project=project, user=by, role="lead")
    code = Code.objects.create(project=project, name="Found", created_by=by)
    for number in range(TRANSCRIPTS):
        said = [f"{'I' if at % 2 else 'P'}: {talk.say(WORDS_OF_TURN)}" for at in range(TURNS)]
        text = "\n".join(said)
        source = Source.objects.create(project=project, name=f"Interview {number}", imported_by=by, **fact(text))
        asks = Speaker.objects.create(source=source, name="I", is_interviewer=True)
        tells = Speaker.objects.create(source=source, name="P")
        turns, start = [], 0
        for at, one in enumerate(said):
            speaker = asks if at % 2 else tells
            place = {"start": start, "body_start": start + 3, "end": start + len(one)}
            turns.append(Turn(source=source, position=at, speaker=speaker, **place))
            start += len(one) + 1
        Turn.objects.bulk_create(turns)
    question = Question.objects.create(project=project, text="Why?")
    cases = Case.objects.bulk_create([Case(project=project, name=f"R{number}") for number in range(ANSWERS)])
    answers = (
        Source(
            project=project, kind="answer", name=f"{case.name} | Why?", case=case, question=question, imported_by=by,
            **fact(talk.say(talk.chance.randint(3, 30))),
        )
        for case in cases
    )  # fmt: skip
    Source.objects.bulk_create(answers, batch_size=2000)
    return project, by, code


def main() -> int:
    from coding.finding.actions import Place, code_found
    from coding.finding.lemmas import english
    from coding.finding.matching import Query, matcher_of
    from coding.finding.queries import Scope, find, rows_of

    call_command("migrate", verbosity=0)
    made, (project, by, code) = seconds(make_study)
    print(f"made in {made:.0f} s on {connection.vendor}", flush=True)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    english()
    scope, viewer = Scope(project), project.memberships.get()
    passed = []
    for name, words, how, forms, limit, most_queries in SEARCHES:
        matcher = matcher_of(Query(words, how, forms=forms), english().forms)
        with CaptureQueriesContext(connection) as captured:
            took, found = seconds(lambda matcher=matcher: find(scope, matcher, sort="left", seconds=60))
            shown, _rows = seconds(lambda found=found: rows_of(viewer, found.hits[:100]))
        print(f"  {len(found.hits)} places in {found.sources} texts; a page of them in {shown:.2f} s", flush=True)
        passed.append(line(name, took, limit, "s"))
        passed.append(line(f"{name}, queries", len(captured), most_queries, "queries"))
    hits = find(scope, matcher_of(Query("w300")), most=1000).hits
    places = [Place(hit.source, hit.revision, hit.start, hit.end) for hit in hits]
    took, coded = seconds(
        lambda: code_found(project=project, code=code, by=by, places=places, extent="sentence", asked={"query": "w300"})
    )
    print(f"  {coded.made} codings in {coded.sources} texts", flush=True)
    passed.append(line("coding 1,000 places by sentence", took, CODED_SECONDS, "s"))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
