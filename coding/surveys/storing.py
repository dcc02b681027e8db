"""Storing a survey: respondents become cases, closed items their values, open answers sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Max
from django.utils.translation import gettext as _

from coding.sources.importers.survey import ParsedSurvey
from coding.sources.models import Case, Question, Source, SourceKind, Variable, VariableValue
from coding.sources.naming import NameTaken, answer_name, text_facts
from workbench.accounts.models import User
from workbench.projects.models import Project

BATCH = 1000


@dataclass
class SurveyStored:
    """What an import of a survey did; `notes` are sentences for the report."""

    cases: int
    new_cases: int
    variables: int
    questions: int
    answers: int
    empty: int
    no_answer: int
    notes: list[str] = field(default_factory=list)


def store_survey(project: Project, survey: ParsedSurvey, by: User, file_name: str) -> SurveyStored:
    """Write the rows of a survey; call it within a transaction (actions.import_survey)."""
    notes: list[str] = []
    cases, made = _cases(project, survey)
    variables = _variables(project, survey, notes)
    questions = _questions(project, survey)
    _refuse_doubled_answers(project, survey)
    _store_values(survey, cases, variables, notes)
    common = {"project": project, "imported_by": by, "file_name": file_name[:300]}
    answers = _answers(survey, cases, questions, **common)
    while some := list(islice(answers, BATCH)):
        Source.objects.bulk_create(some)
    return SurveyStored(
        cases=len(survey.cases),
        new_cases=made,
        variables=len(variables),
        questions=len(questions),
        answers=survey.answers,
        empty=sum(survey.empty.values()),
        no_answer=sum(survey.no_answer.values()),
        notes=[*survey.assumed, *notes],
    )


def _cases(project: Project, survey: ParsedSurvey) -> tuple[dict[str, Case], int]:
    known = {case.name: case for case in Case.objects.filter(project=project)}
    new = [Case(project=project, name=case.id) for case in survey.cases if case.id not in known]
    Case.objects.bulk_create(new, batch_size=BATCH)
    return known | {case.name: case for case in new}, len(new)


def _variables(project: Project, survey: ParsedSurvey, notes: list[str]) -> dict[str, Variable]:
    known = {variable.name: variable for variable in Variable.objects.filter(project=project)}
    position = _next_position(Variable.objects.filter(project=project))
    new = [
        Variable(project=project, name=parsed.name, kind=parsed.kind, levels=parsed.levels, position=position + at)
        for at, parsed in enumerate(survey.variables)
        if parsed.name not in known
    ]
    Variable.objects.bulk_create(new)
    if shared := [parsed.name for parsed in survey.variables if parsed.name in known]:
        notes.append(_("variables that were there already are used again: %(names)s") % {"names": ", ".join(shared)})
    found = known | {variable.name: variable for variable in new}
    return {parsed.name: found[parsed.name] for parsed in survey.variables}


def _questions(project: Project, survey: ParsedSurvey) -> dict[str, Question]:
    known = {question.text: question for question in Question.objects.filter(project=project)}
    position = _next_position(Question.objects.filter(project=project))
    new = [
        Question(project=project, text=text, position=position + at)
        for at, text in enumerate(survey.questions)
        if text not in known
    ]
    Question.objects.bulk_create(new)
    found = known | {question.text: question for question in new}
    return {text: found[text] for text in survey.questions}


def _next_position(rows: object) -> int:
    last = rows.aggregate(last=Max("position"))["last"]  # type: ignore[attr-defined]
    return 0 if last is None else last + 1


def _refuse_doubled_answers(project: Project, survey: ParsedSurvey) -> None:
    there = set(
        Source.objects.filter(project=project, question__text__in=survey.questions)
        .order_by()
        .values_list("case__name", "question__text")
    )
    doubled = [
        (case.id, question) for case in survey.cases for question in case.answers if (case.id, question) in there
    ]
    if doubled:
        case, question = doubled[0]
        raise NameTaken(
            _(
                "%(count)s answers are in the project already, the first of them by %(case)s to “%(question)s”. "
                "Was this survey imported before? If these are other people, give them other ids."
            )
            % {"count": len(doubled), "case": case, "question": question[:80]}
        )


def _store_values(
    survey: ParsedSurvey, cases: dict[str, Case], variables: dict[str, Variable], notes: list[str]
) -> None:
    rows = [
        VariableValue(case=cases[case.id], variable=variables[name], value=value)
        for case in survey.cases
        for name, value in case.variables.items()
    ]
    wanted = {(row.case_id, row.variable_id): row.value for row in rows}
    there = VariableValue.objects.filter(variable__in=variables.values()).values_list("case_id", "variable_id", "value")
    replaced = sum(wanted.get((case, variable), value) != value for case, variable, value in there)
    if replaced:
        notes.append(_("%(count)s values of cases were replaced") % {"count": replaced})
    VariableValue.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["case", "variable"],
        update_fields=["value"],
    )


def _answers(
    survey: ParsedSurvey, cases: dict[str, Case], questions: dict[str, Question], **common: object
) -> Iterator[Source]:
    for question in survey.questions:
        for case in survey.cases:
            if question in case.answers:
                yield Source(
                    kind=SourceKind.ANSWER,
                    name=answer_name(case.id, question),
                    case=cases[case.id],
                    question=questions[question],
                    **text_facts(case.answers[question]),
                    **common,
                )
