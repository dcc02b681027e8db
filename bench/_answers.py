"""The list of answers to one question in a real Chromium: 10,000 of them with two codings each."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page

ANSWERS, CODES = 10_000, 24
READY = """new Promise((done) => {
  const look = () => (document.querySelector("#answers[data-ready]") ? done(performance.now()) : setTimeout(look, 5));
  look();
})"""


def make_question(project: Any, person: Any) -> Any:
    """Store a question with its answers and their codings by one person."""
    from coding.codebook.models import Code
    from coding.codings.models import Coding
    from coding.sources.models import Case, Source
    from tests.factories.coding import QuestionFactory, SourceFactory

    chance = random.Random(11)
    question = QuestionFactory(project=project)
    names = [f"R{number:05}" for number in range(ANSWERS)]
    cases = Case.objects.bulk_create([Case(project=project, name=name) for name in names], batch_size=1000)
    rows = [
        SourceFactory.build(
            project=project, kind="answer", case=case, question=question, name=f"{case.name} | worries",
            text="That nobody asked us first. " * chance.randrange(1, 6), imported_by=person,
        )
        for case in cases
    ]  # fmt: skip
    answers = Source.objects.bulk_create(rows, batch_size=1000)
    codes = list(Code.objects.filter(project=project)[:CODES])
    codings = [
        Coding(project=project, source=one, code=code, coder=person, start=0, end=27, quote=one.text[:27])
        for one in answers
        for code in chance.sample(codes, 2)
    ]
    Coding.objects.bulk_create(codings, batch_size=2000)
    return question


def answer_figures(
    page: Page, project: Any, question: Any, told: Callable[..., bool], frames: Callable[[Page], float]
) -> bool:
    """Time opening the list and scrolling through it; say whether the limits held."""
    address = reverse("answers:question", args=[project.slug, question.pk])
    page.goto(address)
    page.goto("about:blank")
    page.goto(address)
    ready = page.evaluate(READY) / 1000
    good = told(f"browser: {ANSWERS:,} answers can be read", page.evaluate("window.readable") / 1000, 3, "s")
    good &= told(f"browser: {ANSWERS:,} answers take keys and the mouse", ready, 6, "s")
    return good & told(f"browser: scrolling {ANSWERS:,} answers, main thread a frame", frames(page), 50, "ms")
