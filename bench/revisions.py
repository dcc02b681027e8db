"""Changing a text: 100,000 words with 5,000 codings; comparing texts of 600,000 characters, also quite different ones.

Limits are loose against a busy machine; what they guard is the order of magnitude.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {
    "DATA_DIR": tempfile.mkdtemp(prefix="marginalia-bench-"), "DJANGO_SETTINGS_MODULE": "workbench.settings",
}  # fmt: skip
os.environ.pop("DATABASE_URL", None)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.coding_page import WORDS, make_study  # noqa: E402

TYPOS = 50
REVISED_SECONDS, REVISED_QUERIES, COMPARED_SECONDS, UNLIKE_SECONDS = 6.0, 150, 1.0, 6.0


def line(name: str, value: float, limit: float, unit: str) -> bool:
    passed = value <= limit
    print(f"{name}: {value:.2f} {unit} (at most {limit:g} {unit}) {'ok' if passed else 'MISSED'}")
    return passed


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def with_typos(text: str, chance: random.Random) -> str:
    places = sorted(chance.sample(range(len(text) - 20), TYPOS), reverse=True)
    for place in places:
        at = text.index(" ", place)
        text = f"{text[:at]} um{text[at:]}"
    return text


def main() -> int:
    from coding.codings.models import Coding
    from coding.revisions.actions import revise_source
    from coding.revisions.comparing import change_between

    call_command("migrate", verbosity=0)
    chance = random.Random(5)
    _project, by, sources = make_study()
    long = sources[WORDS]
    new = with_typos(long.text, chance)
    with CaptureQueriesContext(connection) as captured:
        taken = seconds(lambda: revise_source(source=long, text=new, by=by, reason="Typing errors"))
    codings = Coding.objects.filter(source=long)
    wrong = sum(coding.quote != new[coding.start : coding.end] for coding in codings.filter(displaced=False))
    assert wrong == 0, f"{wrong} codings stand on other words than they say"
    print(f"{codings.count()} codings, {codings.filter(displaced=True).count()} without words")
    words = ["".join(chance.choice("etaoinshrdlu") for _n in range(chance.randint(2, 9))) for _word in range(5_000)]
    once, other = (" ".join(chance.choice(words) for _n in range(100_000)) for _text in range(2))
    again = with_typos(new, chance)
    results = [
        line("a text of 100,000 words with 5,000 codings revised", taken, REVISED_SECONDS, "s"),
        line("queries of that", len(captured), REVISED_QUERIES, ""),
        line("comparing it with fifty changes", seconds(lambda: change_between(new, again)), COMPARED_SECONDS, "s"),
        line("comparing two quite different texts as long, in one line", seconds(lambda: change_between(once, other)),
             UNLIKE_SECONDS, "s"),
    ]  # fmt: skip
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
