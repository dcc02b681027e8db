"""A study whose numbers one can count on one's fingers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import coding as make
from tests.factories import themes as make_themes


def code_it(study: Any, source: Any, path: str, words: str, by: Any = None, **more: Any) -> Any:
    start = source.text.index(words)
    return make.CodingFactory(
        source=source, code=study.codes[path], coder=by or study.coder, start=start, end=start + len(words), **more
    )


@pytest.fixture
def counted(study: Any) -> Any:
    """Two interviews and three answers to each of two questions; nurses P01 and R01, doctor P02; R01 has no hours.

    Trust: P01 (interview: Errors; first question: Errors), P02 (first question: Checking, twice in one answer).
    Work: P02 (interview: Time saved), and P01 and P02 in the second question.
    """
    first, second = study.transcripts
    code_it(study, first, "Trust/Errors", "not with risk")
    code_it(study, first, "Work", "letters")
    code_it(study, second, "Work/Time saved", "It saves an hour a day.")
    code_it(study, study.answers[0], "Trust/Errors", "Errors in the notes.")
    code_it(study, study.answers[1], "Trust/Checking", "nobody checks it")
    code_it(study, study.answers[1], "Trust/Checking", "stop thinking")
    study.second_question = make.QuestionFactory(project=study.project, text="What helps?", position=1)
    study.more = [
        make.SourceFactory(
            project=study.project, kind="answer", name=f"{case.name} | What helps?", text=text, case=case,
            question=study.second_question, no_answer=text == "N/A",
        )
        for case, text in zip(study.cases, ("Time to read.", "More time.", "N/A"), strict=True)
    ]  # fmt: skip
    code_it(study, study.more[0], "Work/Time saved", "Time")
    code_it(study, study.more[1], "Work/Time saved", "time")
    study.role = make.VariableFactory(project=study.project, name="role")
    study.hours = make.VariableFactory(project=study.project, name="hours", kind="numeric")
    study.tools = make.VariableFactory(project=study.project, name="tools", kind="multiple")
    for case, role, hours, tools in zip(
        study.cases, ("nurse", "doctor", "nurse"), ("30", "40", ""), ("letters; rotas", "letters", ""), strict=True
    ):
        for variable, value in ((study.role, role), (study.hours, hours), (study.tools, tools)):
            if value:
                make.VariableValueFactory(case=case, variable=variable, value=value)
    study.theme = make_themes.ThemeFactory(project=study.project, name="Held back", created_by=study.lead)
    study.theme.codes.add(study.codes["Trust/Errors"])
    return study
