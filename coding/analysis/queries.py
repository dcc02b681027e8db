"""What an analysis counts over: the texts meant, the people who speak in them, and what stands under each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from coding.analysis.kinds import CODES, Kind, Loaded, Passage, kind_of, kinds
from coding.analysis.mentions import NOBODY, Line, Mentions
from coding.cases.groups import Group, group_by_band, group_by_value, number_of, quantile_bands
from coding.codings.visibility import sealed_source_ids
from coding.quotations.layers import ALL
from coding.sources.models import Case, Question, Source, SourceKind, Speaker, Variable, VariableKind, VariableValue
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

EVERYTHING, TRANSCRIPTS, ANSWERS, QUESTION = "everything", "transcripts", "answers", "question:"
SAID, CODED, EVERYONE = "said", "coded", "everyone"
MOST_GROUPS = 30
BANDS = 4
NO_VALUE = ""


class NothingToAnalyse(WorkbenchError):
    """An analysis needs something that the study does not have (two questions, a variable)."""


@dataclass(frozen=True, slots=True)
class Text:
    """A source as an analysis needs it."""

    key: int
    name: str
    case: int | None
    words: int
    answered: bool


@dataclass
class Frame:
    """The texts in scope, the cases counted (`base`, in the order of their keys), and the mentions in these texts."""

    project: Project
    viewer: Membership | None
    kind: Kind
    layer: str
    rollup: bool
    loaded: Loaded
    texts: dict[int, Text]
    counted: str
    """Who is in the base: cases who "said" something, or who have anything "coded"."""
    base: frozenset[int]
    kept: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """The rows of what was loaded that `mentions` holds."""

    @property
    def lines(self) -> list[Line]:
        return self.loaded.lines

    @cached_property
    def mentions(self) -> Mentions:
        return self.loaded.mentions.where(self.kept)

    @property
    def words(self) -> int:
        return sum(text.words for text in self.texts.values())

    @cached_property
    def outside(self) -> int:
        """Different places of texts whose speaker is not known: they count in no case."""
        lost = self.mentions.where(self.mentions.case == NOBODY)
        return len(set(zip(lost.source.tolist(), lost.start.tolist(), lost.end.tolist(), strict=True)))

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the words of some rows of `mentions`."""
        return self.loaded.passages([int(self.kept[row]) for row in rows])


def scope_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label): all texts, transcripts, answers, the answers to one question; two queries."""
    present = set(Source.objects.filter(project=project).order_by().values_list("kind", flat=True).distinct())
    questions = Question.objects.filter(project=project).values_list("text", flat=True)
    found = [(EVERYTHING, _("All texts"))]
    if len(present) > 1:
        found += [(TRANSCRIPTS, _("Transcripts")), (ANSWERS, _("Answers"))]
    return [*found, *question_choices(project, questions)]


def question_choices(project: Project, texts: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of each question."""
    if texts is None:
        texts = Question.objects.filter(project=project).values_list("text", flat=True)
    return [(f"{QUESTION}{text}", _("Answers to “%(question)s”") % {"question": text}) for text in texts]


def variable_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the variables with few enough values, or of numbers or several answers; one query."""
    variables = Variable.objects.filter(project=project).annotate(different=Count("values__value", distinct=True))
    whatever = {VariableKind.MULTIPLE, VariableKind.NUMERIC}
    return [
        (one.name, one.name)
        for one in variables
        if one.different > 1 and (one.different <= MOST_GROUPS or one.kind in whatever)
    ]


def kind_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in kinds()]


def texts_in(project: Project, scope: str, *, blind: bool = False) -> dict[int, Text]:
    """Return the texts in scope by key; those that somebody is coding blind only if asked for. Up to two queries."""
    sources = Source.objects.filter(project=project)
    if scope == TRANSCRIPTS:
        sources = sources.filter(kind=SourceKind.TRANSCRIPT)
    elif scope == ANSWERS:
        sources = sources.filter(kind=SourceKind.ANSWER)
    elif scope.startswith(QUESTION):
        sources = sources.filter(question__text=scope.removeprefix(QUESTION))
    sealed = set() if blind else sealed_source_ids(project)
    rows = sources.order_by("pk").values_list("pk", "name", "case_id", "words", "no_answer")
    return {row[0]: Text(*row[:4], not row[4]) for row in rows if row[0] not in sealed}


def frame_of(
    project: Project,
    viewer: Membership | None,
    *,
    of: str = CODES,
    layer: str = ALL,
    scope: str = EVERYTHING,
    rollup: bool = False,
    base: str = SAID,
) -> Frame:
    """Return what an analysis counts over. Texts that are being coded blind are left out whole, for everybody."""
    kind = kind_of(of)
    return narrowed(kind, kind.load(project, viewer, layer, rollup), project, viewer, layer, rollup, scope, base)


def narrowed(
    kind: Kind, loaded: Loaded, project: Project, viewer: Membership | None, layer: str, rollup: bool, scope: str,
    base: str,
) -> Frame:  # fmt: skip
    """Return the frame of what was loaded, in this scope."""
    texts = texts_in(project, scope)
    kept = np.flatnonzero(np.isin(loaded.mentions.source, np.fromiter(texts, dtype=np.int64, count=len(texts))))
    coded = {int(case) for case in np.unique(loaded.mentions.case[kept]) if case != NOBODY}
    cases = coded if base == CODED else coded | _who_said(project, texts)
    return Frame(project, viewer, kind, layer, rollup, loaded, texts, base, frozenset(cases), kept)


def _who_said(project: Project, texts: dict[int, Text]) -> set[int]:
    """The cases who say anything in the texts: an answer that is none ("N/A") does not count."""
    cases = {text.case for text in texts.values() if text.case and text.answered}
    speakers = Speaker.objects.filter(source__project=project, case__isnull=False).order_by()
    return cases | {case for source, case in speakers.values_list("source_id", "case_id") if source in texts}


def cases_counted(project: Project, scope: str) -> frozenset[int]:
    """Return all cases of the study for "everyone", else those who say something in the texts of the scope."""
    if scope == EVERYONE:
        return frozenset(Case.objects.filter(project=project).values_list("pk", flat=True))
    return frozenset(_who_said(project, texts_in(project, scope, blind=True)))


@dataclass(frozen=True)
class Grouping:
    """The cases of a base by the values of a variable; the group of the key "" are those without a value.

    `apart` says that no case is in two groups.
    """

    variable: Variable
    groups: list[Group]
    apart: bool

    @property
    def valued(self) -> list[Group]:
        return [group for group in self.groups if group.key != NO_VALUE]


def grouping_of(project: Project, name: str, base: frozenset[int]) -> Grouping:
    """Group the cases of the base; too many different numbers stand in bands of about as many cases. Two queries.

    Raises NothingToAnalyse where there is no such variable.
    """
    variable = Variable.objects.filter(project=project, name=name).first()
    if variable is None:
        raise NothingToAnalyse(_("This needs a variable of the cases by which they can be compared."))
    rows = VariableValue.objects.filter(variable=variable).values_list("case_id", "value")
    values = {case: value for case, value in rows if case in base}
    groups = group_by_value(values, variable.kind, variable.levels)
    if variable.kind == VariableKind.NUMERIC and len(groups) > MOST_GROUPS // 3:
        numbers = [number for value in values.values() if (number := number_of(value)) is not None]
        groups = group_by_band(values, quantile_bands(numbers, BANDS))[0]
    without = base.difference(*(group.cases for group in groups))
    if without:
        groups = [*groups, Group(NO_VALUE, _("no value"), without)]
    return Grouping(variable, groups, sum(len(group.cases) for group in groups) == len(base))
