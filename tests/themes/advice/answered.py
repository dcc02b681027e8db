"""A study whose codes are nearly the same where their words are, and an encoder that knows words alone."""

from __future__ import annotations

from typing import Any

from tests.factories import coding as make
from tests.themes.meaning.conftest import WordEncoder
from themes.advice import making
from themes.embeddings import sharing

ABOUT = {
    "Time": "The summary saves minutes hours time every morning before rounds number",
    "Faith": "I trust believe rely on letters machine writes for me number",
    "Hours": "Minutes hours time the summary saves before rounds every morning number",
}
OTHER = "Coffee weather parking canteen lunch in the building number"


def count_words(monkeypatch: Any, settings: Any, folder: Any) -> None:
    """Let texts that share words be near."""
    encoder = WordEncoder()
    for module in (making, sharing):
        monkeypatch.setattr(module, "shared_encoder", lambda: encoder)
    settings.DATA_DIR = folder


def add_answers(study: Any) -> Any:
    """Twelve answers on each of three topics and on nothing, of twelve people; the coder has read those of ten."""
    question = make.QuestionFactory(project=study.project)
    people = [make.CaseFactory(project=study.project, name=f"R{number}") for number in range(12)]
    for name in ABOUT:
        study.codes[name] = make.CodeFactory(project=study.project, name=name)
    study.told = {}
    for name, words in (*ABOUT.items(), ("", OTHER)):
        for number, case in enumerate(people):
            text = f"{words} {number}"
            source = make.SourceFactory(
                project=study.project, kind="answer", name=f"{case.name} {name or 'other'}", text=text, case=case,
                question=question, imported_by=study.lead,
            )  # fmt: skip
            study.told[name, number] = source
            if number < 10 and name:
                make.CodingFactory(source=source, code=study.codes[name], coder=study.coder, start=0, end=len(text))
            elif number < 10:
                make.AssignmentFactory(source=source, coder=study.coder, round=None, done_at=source.imported_at)
    return study
