"""Storing a survey: respondents become cases, closed items their values, open answers sources.

Everything is written in one transaction and in memory for some respondents at a time. On SQLite nobody else can write
meanwhile, so this does nothing that could have been done before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.sources.bulk import RowWriter
from coding.sources.importers.answers import is_no_answer, joined_levels
from coding.sources.importers.respondents import ParsedCase, ParsedSurvey, ParsedVariable
from coding.sources.models import Case, Question, Source, SourceKind, Variable, VariableKind, VariableValue
from coding.sources.naming import NameTaken, answer_name
from workbench.accounts.models import User
from workbench.projects.models import Project

BATCH = 1000


@dataclass
class SurveyStored:
    """What an import of a survey did; `notes` are sentences for the report.

    `by_question` has for each question {"question", "answers", "empty", "no_answer", "left_out"}.
    """

    cases: int
    new_cases: int
    variables: int
    questions: int
    answers: int
    empty: int
    no_answer: int
    left_out: int
    characters: int
    words: int
    by_question: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)


def refuse_doubled_answers(project: Project, survey: ParsedSurvey) -> None:
    """Raise NameTaken where a case has answered one of the questions before."""
    asked = Source.objects.filter(project=project, question__text__in=survey.questions).order_by()
    if not asked.exists():
        return
    count, first = 0, ("", "")
    for some in _batches(survey.cases):
        there = set(asked.filter(case__name__in=[case.id for case in some]).values_list("case__name", "question__text"))
        doubled = [(case.id, question) for case in some for question in case.answers if (case.id, question) in there]
        first = doubled[0] if doubled and not count else first
        count += len(doubled)
    if count:
        raise doubled_answers(count, *first)


def doubled_answers(count: int, case: str, question: str) -> NameTaken:
    return NameTaken(
        _(
            "%(count)s answers are in the study already, the first of them by %(case)s to “%(question)s”. "
            "Was this survey imported before? If the same people were asked again, give this wave a name; if these are "
            "other people, give them other ids."
        )
        % {"count": f"{count:,}", "case": case, "question": question[:80]}
    )


def store_survey(project: Project, survey: ParsedSurvey, by: User, file_name: str) -> SurveyStored:
    """Write the rows of a survey; call it within a transaction (actions.import_survey)."""
    notes: list[str] = []
    variables = _variables(project, survey, notes)
    questions = _questions(project, survey)
    common = {
        "project": project,
        "kind": SourceKind.ANSWER,
        "imported_by": by,
        "imported_at": timezone.now(),
        "file_name": file_name[:300],
    }
    people = RowWriter(Case(project=project), ("name",))
    values = RowWriter(VariableValue(), ("case_id", "variable_id", "value"))
    answers = RowWriter(Source(**common), _ANSWER)
    new_cases = replaced = characters = words = 0
    for some in _batches(survey.cases):
        cases, made = _cases(project, some, people)
        new_cases += made
        if made < len(some):
            replaced += _forget_values(cases, variables, some)
        values.write(
            [(cases[case.id], variables[name], value) for case in some for name, value in case.variables.items()]
        )
        rows = [
            _answer(case.id, cases[case.id], question, questions[question], text)
            for case in some
            for question, text in case.answers.items()
        ]
        answers.write(rows)
        characters += sum(row[_CHARACTERS] for row in rows)
        words += sum(row[_WORDS] for row in rows)
    if replaced:
        notes.append(_("%(count)s values of cases were replaced") % {"count": f"{replaced:,}"})
    tallies = survey.tallies.values()
    return SurveyStored(
        cases=survey.respondents,
        new_cases=new_cases,
        variables=len(variables),
        questions=len(questions),
        answers=survey.answers,
        empty=sum(tally.empty for tally in tallies),
        no_answer=sum(tally.no_answer for tally in tallies),
        left_out=sum(tally.left_out for tally in tallies),
        characters=characters,
        words=words,
        by_question=[{"question": text, **vars(tally)} for text, tally in survey.tallies.items()],
        notes=[*survey.assumed, *notes],
    )


_ANSWER = ("name", "text", "sha256", "characters", "words", "no_answer", "case_id", "question_id")
_CHARACTERS, _WORDS = _ANSWER.index("characters"), _ANSWER.index("words")


def _answer(case: str, case_id: int, question: str, question_id: int, text: str) -> tuple[Any, ...]:
    """A row of the fields _ANSWER."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    words = len(text.split())
    return (answer_name(case, question), text, digest, len(text), words, is_no_answer(text), case_id, question_id)


def _batches(cases: Iterator[ParsedCase]) -> Iterator[list[ParsedCase]]:
    while some := list(islice(cases, BATCH)):
        yield some


def _cases(project: Project, some: list[ParsedCase], writer: RowWriter) -> tuple[dict[str, int], int]:
    """The ids of the respondents' cases by name, and how many had to be made."""
    names = [case.id for case in some]
    named = Case.objects.filter(project=project, name__in=names).order_by().values_list("name", "pk")
    known = dict(named)
    new = [(name,) for name in names if name not in known]
    writer.write(new)
    return dict(named.all()) if new else known, len(new)


def _forget_values(cases: dict[str, int], variables: dict[str, int], some: list[ParsedCase]) -> int:
    """Take away the values that this survey says anew; how many of them it changes."""
    wanted = {(cases[case.id], variables[name]): value for case in some for name, value in case.variables.items()}
    there = VariableValue.objects.filter(case__in=cases.values(), variable__in=variables.values())
    doomed, changed = [], 0
    for pk, case, variable, value in there.values_list("pk", "case_id", "variable_id", "value"):
        if (case, variable) in wanted:
            doomed.append(pk)
            changed += wanted[case, variable] != value
    VariableValue.objects.filter(pk__in=doomed).delete()
    return changed


def _variables(project: Project, survey: ParsedSurvey, notes: list[str]) -> dict[str, int]:
    known = {variable.name: variable for variable in Variable.objects.filter(project=project)}
    position = _next_position(Variable.objects.filter(project=project))
    new = [
        Variable(project=project, name=parsed.name, kind=parsed.kind, levels=parsed.levels, position=position + at)
        for at, parsed in enumerate(survey.variables)
        if parsed.name not in known
    ]
    Variable.objects.bulk_create(new)
    if shared := [parsed for parsed in survey.variables if parsed.name in known]:
        names = ", ".join(parsed.name for parsed in shared)
        notes.append(_("variables that were there already are used again: %(names)s") % {"names": names})
        for parsed in shared:
            _add_levels(known[parsed.name], parsed)
            if parsed.kind != known[parsed.name].kind:
                kind = known[parsed.name].get_kind_display()
                note = _("“%(name)s” is of the kind “%(kind)s” in the study, which not all values of this file may fit")
                notes.append(note % {"name": parsed.name, "kind": kind})
    found = known | {variable.name: variable for variable in new}
    return {parsed.name: found[parsed.name].pk for parsed in survey.variables}


def _add_levels(variable: Variable, parsed: ParsedVariable) -> None:
    """Add the levels that only the new wave has."""
    more = [level for level in parsed.levels if level not in variable.levels]
    if more and variable.levels and variable.kind == parsed.kind:
        ordinal = variable.kind == VariableKind.ORDINAL
        variable.levels = joined_levels(variable.levels, more) if ordinal else [*variable.levels, *more]
        variable.save(update_fields=["levels"])


def _questions(project: Project, survey: ParsedSurvey) -> dict[str, int]:
    known = dict(Question.objects.filter(project=project).values_list("text", "pk"))
    position = _next_position(Question.objects.filter(project=project))
    new = [
        Question(project=project, text=text, position=position + at)
        for at, text in enumerate(survey.questions)
        if text not in known
    ]
    Question.objects.bulk_create(new)
    found = known | {question.text: question.pk for question in new}
    return {text: found[text] for text in survey.questions}


def _next_position(rows: object) -> int:
    last = rows.aggregate(last=Max("position"))["last"]  # type: ignore[attr-defined]
    return 0 if last is None else last + 1
