"""From a manuscript to a report on its quotations, and from a kept report to what the page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from coding.bank.checking import DIFFERS, EXACT, Finding, check_quotations
from coding.bank.models import BankedQuotation, ManuscriptCheck
from coding.bank.queries import Attributing, visible_bank
from coding.bank.quoted import quotations_in
from coding.sources.models import Source
from workbench.membership.models import Membership
from workbench.projects.models import Project

ATTRIBUTED = "attributed"  # the manuscript names another participant than the one whose words they are
SHORTEST_NAME = 2


def findings_of(
    project: Project, blocks: list[tuple[str, str]], tell: Callable[[int, int], None] = lambda *_done: None
) -> list[dict[str, Any]]:
    """Compare the quotations of a manuscript with every source of the study; plain values, in its order."""
    quoted = quotations_in(blocks)
    found = check_quotations(quoted, _texts(project, tell)) if quoted else []
    there = {one.source for one in found if one.source is not None}
    naming = Attributing(project, sources=there)
    return [_plain(one, naming) for one in found]


def _texts(project: Project, tell: Callable[[int, int], None]) -> Iterator[tuple[int, str]]:
    """Texts one by one: memory does not grow with the study."""
    sources = Source.objects.filter(project=project).order_by("kind", "pk")
    total = sources.count()
    for number, row in enumerate(sources.values_list("pk", "text").iterator(chunk_size=50)):
        if number % 50 == 0:
            tell(number, total)
        yield row


def _plain(finding: Finding, naming: Attributing) -> dict[str, Any]:
    quoted = finding.quoted
    facts = {
        "block": quoted.block, "kind": quoted.kind, "text": quoted.text, "state": finding.state,
        "source": finding.source, "start": finding.start, "end": finding.end,
        "shown": [list(piece) for piece in finding.shown], "notes": list(finding.notes), "case": "", "named": "",
    }  # fmt: skip
    if finding.source is not None:
        case = naming.case_at(finding.source, finding.start, finding.end)
        facts["case"] = naming.cases.get(case, "")
        facts["named"] = _named_instead(quoted.after, facts["case"], naming)
    return facts


def _named_instead(after: str, case: str, naming: Attributing) -> str:
    """Another participant whom the manuscript names right behind the words; "" where it names theirs, or nobody."""
    words = {word.strip(".,;:()[]“”\"'").casefold() for word in after.replace("/", " ").split()}
    named = [name for name in naming.cases.values() if len(name) >= SHORTEST_NAME and name.casefold() in words]
    return "" if not named or case in named or not case else named[0]


@dataclass(frozen=True)
class Checked:
    """One quotation of a kept report: where it stands, its mark in the bank if it has one."""

    number: int
    facts: dict[str, Any]
    source: Source | None
    banked: list[BankedQuotation]

    @property
    def words(self) -> str:
        """The first words as the source has them, by which a browser finds their place."""
        kept = "".join(text if kind in {"same", "gone"} else "\n" for kind, text in self.facts["shown"])
        return (kept or self.facts["text"].split("[")[0].split("…")[0].split("...")[0]).strip().split("\n")[0]

    @property
    def needs_work(self) -> bool:
        """Whether somebody should look at it: its words differ or are nobody's, or another person is named."""
        return self.facts["state"] != EXACT or bool(self.facts["named"])


def checked_lines(check: ManuscriptCheck, viewer: Membership) -> list[Checked]:
    """Return the quotations of a report with their sources and marks; three queries."""
    sources = Source.objects.filter(project=check.project_id).defer("text")
    wanted = {facts["source"] for facts in check.findings if facts["source"]}
    there = {one.pk: one for one in sources.filter(pk__in=wanted)}
    bank: dict[int, list[BankedQuotation]] = {}
    for one in visible_bank(check.project, viewer).filter(displaced=False, source__in=wanted):
        bank.setdefault(one.source_id, []).append(one)
    lines = []
    for number, facts in enumerate(check.findings, 1):
        near = bank.get(facts["source"], [])
        marks = [one for one in near if one.start < facts["end"] and facts["start"] < one.end]
        lines.append(Checked(number, facts, there.get(facts["source"]), marks))
    return lines


def tallied(check: ManuscriptCheck) -> dict[str, int]:
    """Return how many quotations came out how: exact, differs, missing, short, and of whom another was named."""
    states = Counter(facts["state"] for facts in check.findings)
    named = sum(bool(facts["named"]) for facts in check.findings)
    return {"exact": 0, DIFFERS: 0, "missing": 0, "short": 0, **states, ATTRIBUTED: named}
