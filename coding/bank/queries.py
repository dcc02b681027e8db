"""Reading the quotation bank; as hidden as the codings that it may tell of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from coding.bank.attribution import CASE, PLAIN, SOURCE, attributed, field_key, fields_of
from coding.bank.models import Attribution, BankedQuotation
from coding.bank.spread import Share, spread
from coding.cases.voices import CaseFinder
from coding.codings.visibility import sealed_source_ids
from coding.sources.models import Case, Source, Variable, VariableValue
from workbench.membership.models import Membership
from workbench.projects.models import Project

FEW = 500
# Who stands further down the stream may group quotations too: (project, viewer, quotations) -> names by key.
Groups = Callable[[Project, Membership | None, list[BankedQuotation]], dict[int, list[str]]]
groupings: dict[str, tuple[str, Groups]] = {}


def visible_bank(project: Project, viewer: Membership | None) -> QuerySet[BankedQuotation]:
    """Return the marked quotations that the viewer may see: on a source that is coded blind, one's own alone."""
    found = BankedQuotation.objects.filter(project=project)
    if sealed := sealed_source_ids(project):
        own = Q(marked_by=viewer.user_id) if viewer else Q(pk__in=[])
        found = found.filter(own | ~Q(source__in=sealed))
    return found.select_related("code", "source__question", "marked_by").defer("source__text")


def stars_of(project: Project, viewer: Membership | None) -> dict[tuple[int, int, int, int | None], int]:
    """Return the key of every visible mark by (source, start, end, code); one or two queries."""
    rows = visible_bank(project, viewer).filter(displaced=False)
    return {tuple(place): pk for pk, *place in rows.values_list("pk", "source_id", "start", "end", "code_id")}


def pattern_of(project: Project) -> str:
    """Return how the study attributes words; the name of the case where nobody chose."""
    return Attribution.objects.filter(project=project).values_list("pattern", flat=True).first() or PLAIN


def known_fields(project: Project) -> list[str]:
    """Return the names of the variables that an attribution may use."""
    return list(Variable.objects.filter(project=project).values_list("name", flat=True))


class Attributing:
    """Says whose words a passage is, in the study's own pattern; a constant number of queries for any number.

    `sources` are those that will be asked for, where they are few; None for any.
    """

    def __init__(self, project: Project, pattern: str | None = None, sources: Collection[int] | None = None) -> None:
        self.pattern = pattern_of(project) if pattern is None else pattern
        self.finder = CaseFinder(project)
        self.cases = dict(Case.objects.filter(project=project).values_list("pk", "name"))
        few = sources is not None and len(sources) <= FEW
        asked = Source.objects.filter(project=project, **({"pk__in": sources} if few else {}))
        self.sources = {pk: (name, case) for pk, name, case in asked.values_list("pk", "name", "case_id")}
        self.values = self._values(project)

    def _values(self, project: Project) -> dict[int, dict[str, str]]:
        """What the pattern asks for of each case, by field_key."""
        asked = {field_key(name) for name in fields_of(self.pattern)}
        named = Variable.objects.filter(project=project).values_list("pk", "name")
        keys = {pk: field_key(name) for pk, name in named if field_key(name) in asked}
        found: dict[int, dict[str, str]] = {}
        if keys:
            rows = VariableValue.objects.filter(variable__in=keys).values_list("case_id", "variable_id", "value")
            for case, variable, value in rows:
                found.setdefault(case, {})[keys[variable]] = value
        return found

    def case_at(self, source: int, start: int, end: int) -> int | None:
        """Return the case whose words stand there; None where nobody knows."""
        return self.finder.at(source, start, end) or self.sources.get(source, ("", None))[1]

    def said(self, source: int, start: int, end: int) -> str:
        """Return the attribution of the words; that of the source's name where nobody knows whose they are."""
        case, name = self.case_at(source, start, end), self.sources.get(source, ("", None))[0]
        if case is None:
            return name
        facts = self.values.get(case, {}) | {CASE: self.cases.get(case, ""), SOURCE: name}
        return attributed(self.pattern, facts) or self.cases.get(case, "")


@dataclass(frozen=True)
class Line:
    """One marked quotation as it is listed: whose words, and how they are attributed."""

    banked: BankedQuotation
    case: int | None
    case_name: str
    said: str


def lines_of(project: Project, found: Iterable[BankedQuotation], pattern: str | None = None) -> list[Line]:
    """Return the quotations with whose words they are; a constant number of queries."""
    found = list(found)
    naming = Attributing(project, pattern, {one.source_id for one in found})
    lines = []
    for one in found:
        place = (one.source_id, one.start, one.end)
        case = naming.case_at(*place)
        lines.append(Line(one, case, naming.cases.get(case, ""), naming.said(*place)))
    return lines


def spread_of(project: Project, lines: Iterable[Line]) -> tuple[list[Share], int]:
    """Return how often each case is quoted, a passage under several codes once, and how many cases there are."""
    marked: Counter[int | None] = Counter()
    used: Counter[int | None] = Counter()
    places: dict[tuple[int, int, int], tuple[int | None, bool]] = {}
    for line in lines:
        one = line.banked
        place = (one.source_id, one.start, one.end)
        places[place] = (line.case, one.in_draft or places.get(place, (None, False))[1])
    for case, is_used in places.values():
        marked[case] += 1
        used[case] += is_used
    people = Case.objects.filter(project=project).count()
    return spread(marked, used, people), people
