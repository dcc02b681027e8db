"""Reading the answers to a question: which, in which order, and how far oneself is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coding.answers.orders import by_likeness
from coding.cases.filters import Condition, Wanted, cases_wanted, sorted_cases
from coding.cases.groups import NUMERIC, group_by_band, group_by_value, natural, number_of, quantile_bands
from coding.codebook.models import Code
from coding.codebook.queries import subtree_ids
from coding.codings.models import Assignment, Layer
from coding.codings.visibility import visible_codings, visible_uncoded
from coding.sources.models import Question, Source, SourceKind, Variable, VariableValue
from workbench.accounts.models import User
from workbench.membership.models import Membership

BANDS = 4
MOST_VALUES = 200


@dataclass(frozen=True)
class AnswersWanted:
    """Which answers of a question, in which order.

    `show` is "", "mine" (not coded or read by oneself), "uncoded" (by nobody whose work one sees), "coded", "silent"
    (answers that say nothing) or "telling" (all others); `order` is "", "short", "long", "value" or "like".
    """

    cases: Wanted
    show: str = ""
    code: Code | None = None
    search: str = ""
    order: str = ""
    by: Variable | None = None
    like: int | None = None


@dataclass(frozen=True)
class Listed:
    """Answers in their order: ids, lengths in characters, and whether oneself has coded or read each."""

    ids: list[int]
    lengths: list[int]
    done: list[bool]
    note: str = ""


def questions_with_progress(viewer: Membership) -> QuerySet[Question]:
    """Return the questions with `answers_count` and how many of these oneself has coded or read (`done_count`)."""
    answers = Source.objects.filter(kind=SourceKind.ANSWER, question_id=OuterRef("pk")).order_by()
    return (
        Question.objects.filter(project=viewer.project)
        .annotate(answers_count=_count_of(answers), done_count=_count_of(answers.filter(_done_by(viewer))))
        .order_by("position", "id")
    )


def _count_of(rows: QuerySet) -> Coalesce:
    counted = rows.values("question_id").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _done_by(viewer: Membership) -> Q:
    """Whether oneself has coded a source, marked it as rightly without a code, or said that one has read it."""
    own = visible_codings(viewer.project, viewer).filter(coder_id=viewer.user_id, layer=Layer.CODER)
    read = Assignment.objects.filter(coder_id=viewer.user_id, done_at__isnull=False)
    marked = visible_uncoded(viewer.project, viewer).filter(coder_id=viewer.user_id)
    at = {"source_id": OuterRef("pk")}
    return Q(Exists(own.filter(**at))) | Q(Exists(read.filter(**at))) | Q(Exists(marked.filter(**at)))


def listed_answers(viewer: Membership, question: Question, wanted: AnswersWanted) -> Listed:
    """Return the wanted answers in the wanted order; a constant number of queries, no text is read."""
    rows = {
        pk: (case, name, length, done)
        for pk, case, name, length, done in _answers_wanted(viewer, question, wanted)
        .annotate(done=Exists(Source.objects.filter(_done_by(viewer), pk=OuterRef("pk"))))
        .values_list("pk", "case_id", "case__name", "characters", "done")
    }
    by_name = sorted(rows, key=lambda pk: (natural(rows[pk][1]), pk))
    note = ""
    if wanted.order in {"short", "long"}:
        by_name.sort(key=lambda pk: rows[pk][2], reverse=wanted.order == "long")
    elif wanted.order == "value" and wanted.by:
        places = _places_by_value(viewer, wanted.by)
        by_name.sort(key=lambda pk: places.get(rows[pk][0], len(places)))
    elif wanted.order == "like" and wanted.like in rows:
        by_name, note = by_likeness(question, wanted.like, by_name)
    return Listed(by_name, [rows[pk][2] for pk in by_name], [rows[pk][3] for pk in by_name], note)


def _places_by_value(viewer: Membership, variable: Variable) -> dict[int, int]:
    """Return the rank of each case's value; the same value has the same rank, so that names order within it."""
    wanted = Wanted(sort=f"v{variable.pk}")
    cases = sorted_cases(viewer.project, wanted, {variable.pk: variable})
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    ranks: dict[str | None, int] = {}
    return {case.pk: ranks.setdefault(values.get(case.pk), len(ranks)) for case in cases}


def _answers_wanted(viewer: Membership, question: Question, wanted: AnswersWanted) -> QuerySet[Source]:
    answers = question.answers.order_by()
    seen = visible_codings(viewer.project, viewer).filter(source_id=OuterRef("pk"))
    if wanted.show == "mine":
        answers = answers.exclude(_done_by(viewer))
    elif wanted.show == "coded":
        answers = answers.filter(Exists(seen))
    elif wanted.show == "uncoded":
        answers = answers.exclude(Exists(seen))
    elif wanted.show in {"silent", "telling"}:
        answers = answers.filter(no_answer=wanted.show == "silent")
    if wanted.code:
        answers = answers.filter(Exists(seen.filter(code_id__in=subtree_ids(wanted.code))))
    if wanted.search:
        answers = answers.filter(Q(text__icontains=wanted.search) | Q(case__name__icontains=wanted.search))
    if wanted.cases.conditions:
        answers = answers.filter(case__in=cases_wanted(viewer.project, wanted.cases).values("pk"))
    return answers


def answers_at(question: Question, ids: Sequence[int]) -> list[Source]:
    """Return the answers with these ids in this order, with case; what is no answer to the question is left out."""
    found = {one.pk: one for one in question.answers.filter(pk__in=ids).select_related("case")}
    return [found[pk] for pk in ids if pk in found]


def values_of(cases: Iterable[int], variables: Iterable[int]) -> dict[int, list[str]]:
    """Return the values of the cases for the variables, in the order of the variables; one query."""
    rows = (
        VariableValue.objects.filter(case_id__in=list(cases), variable_id__in=list(variables))
        .exclude(value="")
        .order_by("variable__position", "variable_id")
    )
    values: dict[int, list[str]] = {}
    for case, value in rows.values_list("case_id", "value"):
        values.setdefault(case, []).append(value)
    return values


def waiting_answers(question: Question, coder: User) -> tuple[int, int, str]:
    """Return how many answers the coder was asked to code in a running round, how many are handed in, and its name."""
    mine = Assignment.objects.filter(source__question=question, coder=coder, round__state="coding")
    row = mine.order_by("round__name").values("round__name").annotate(all=Count("pk"), done=Count("done_at")).first()
    return (row["all"], row["done"], row["round__name"]) if row else (0, 0, "")


def value_choices(variable: Variable) -> list[tuple[str, str]]:
    """Return the values to choose from as (key, label): categories as they are, numbers in four bands, "no value"."""
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    if variable.kind == NUMERIC:
        numbers = [number for value in values.values() if (number := number_of(value)) is not None]
        groups, _words = group_by_band(values, quantile_bands(numbers, BANDS))
        kind = "b"
    else:
        groups, kind = group_by_value(values, variable.kind, variable.levels)[:MOST_VALUES], "v"
    return [*((f"{kind}:{group.key}", group.label) for group in groups), ("n:", _("no value"))]


def conditions_of(variable: Variable | None, value: str) -> list[Condition]:
    """Return the condition that a chosen value stands for."""
    kind, colon, text = value.partition(":")
    if variable is None or not colon:
        return []
    return [Condition(variable, f"{kind}{variable.pk}", text or "1")]
