"""Passages that coders made: the words that they coded, and what they left; all of it through visibility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.cases.filters import Condition, Wanted, cases_wanted
from coding.cases.voices import CaseFinder
from coding.codebook.models import Code
from coding.codebook.tree import descendants
from coding.codings.models import Coding, Layer
from coding.codings.visibility import visible_codings
from coding.quotations.layers import layer_codings
from coding.sources.models import Question, Source, Turn, Variable
from themes.embeddings.choice import Choice, joined, without
from themes.embeddings.passages import Passage, distinct_spans, passage_spans
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

ROWS_AT_ONCE = 5000
Spans = dict[int, list[tuple[int, int]]]


def someone(case: int | None, source: int) -> Hashable:
    """A source stands for a person where nobody knows the case."""
    return f"source {source}" if case is None else case


def quotations(project: Project, choice: Choice, question: Question | None) -> Iterator[Passage]:
    """Coded quotations, those that two coders marked alike counted once, without what interviewers say in them."""
    found = CaseFinder(project)
    spans = _chosen_spans(project, choice, question)
    asking = {} if choice.interviewer else interviewers_turns(project)
    for source, case, text in _texts(project, spans):
        for quote in distinct_spans(spans.get(source, [])):
            for left, right in without(quote, asking.get(source, [])):
                for start, end in passage_spans(text, "quotations", start=left, end=right):
                    whose = found.at(source, start, end) if source in found.of_source else case
                    yield Passage(source, someone(whose, source), start, end, text[start:end])


def _texts(project: Project, spans: Spans) -> Iterator[tuple[int, int | None, str]]:
    sources = Source.objects.filter(pk__in=list(spans)) if len(spans) < ROWS_AT_ONCE else project.sources
    yield from sources.order_by("pk").values_list("pk", "case_id", "text").iterator(chunk_size=200)


def _chosen_spans(project: Project, choice: Choice, question: Question | None) -> Spans:
    codings = _of_codes(project, choice.codes, _of_layer(project, choice.layer))
    if question is not None:
        codings = codings.filter(source__question=question)
    rows = codings.order_by().values_list("source_id", "layer", "start", "end")
    marked: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for source, layer, start, end in rows.iterator(chunk_size=ROWS_AT_ONCE):
        marked[source][layer].append((start, end))
    return {source: spans.get(Layer.CONSENSUS) or spans[Layer.CODER] for source, spans in marked.items()}


def _of_layer(project: Project, layer: str) -> QuerySet[Coding]:
    return layer_codings(project, None, layer) if layer else visible_codings(project, None)


def _of_codes(project: Project, codes: tuple[int, ...], codings: QuerySet[Coding]) -> QuerySet[Coding]:
    if not codes:
        return codings
    parents = dict(Code.objects.filter(project=project).values_list("pk", "parent_id"))
    if set(codes) - parents.keys():
        raise WorkbenchError(_("The code is no longer there. Choose another one and start again."))
    return codings.filter(code_id__in=set(codes).union(*(descendants(parents, code) for code in codes)))


def interviewers_turns(project: Project) -> Spans:
    """Return where interviewers speak, label and all, in order."""
    turns = Turn.objects.filter(source__project=project, speaker__is_interviewer=True)
    found: Spans = defaultdict(list)
    rows = turns.order_by("source", "position").values_list("source", "start", "end")
    for source, start, end in rows.iterator(chunk_size=ROWS_AT_ONCE):
        found[source].append((start, end))
    return found


def coded_stretches(project: Project) -> Spans:
    """Return what anybody coded, as far as everybody may see it: stretches in order, by source."""
    spans: Spans = defaultdict(list)
    rows = visible_codings(project, None).order_by().values_list("source_id", "start", "end")
    for source, start, end in rows.iterator(chunk_size=ROWS_AT_ONCE):
        spans[source].append((start, end))
    return {source: joined(found) for source, found in spans.items()}


def people_of(project: Project, choice: Choice) -> set[int] | None:
    """Return the cases that have the value of the variable; None where all are meant."""
    if choice.variable is None:
        return None
    variable = Variable.objects.filter(project=project, pk=choice.variable).first()
    if variable is None:
        raise WorkbenchError(_("The variable is no longer there. Choose another one and start again."))
    condition = Condition(variable, f"v{variable.pk}", choice.value)
    return set(cases_wanted(project, Wanted(conditions=[condition])).values_list("pk", flat=True))
