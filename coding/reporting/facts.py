"""What the checklists ask for beyond the methods section; registered like its parts, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.bank.queries import lines_of, pattern_of, spread_of, visible_bank
from coding.codings.visibility import visible_memos
from coding.reporting.evidence import counted
from coding.reporting.parts import Asked, Sentence
from coding.sources.models import Question, Variable

Fact = Callable[[Asked], Iterable[Sentence]]
facts: dict[str, Fact] = {}


def checklist_fact(name: str) -> Callable[[Fact], Fact]:
    """Register what answers an item of a checklist."""

    def decorate(fact: Fact) -> Fact:
        facts[name] = fact
        return fact

    return decorate


@checklist_fact("sample")
def sample(asked: Asked) -> Iterator[Sentence]:
    """Say what is recorded of the participants."""
    names = list(
        Variable.objects.filter(project=asked.project).order_by("position", "pk").values_list("name", flat=True)[:20]
    )
    if names:
        text = _("Recorded of each participant: %(names)s (see the table of participants).")
        yield Sentence(text % {"names": ", ".join(names)}, (counted(asked, "cases:list", len(names), _("variables")),))


@checklist_fact("questions")
def questions(asked: Asked) -> Iterator[Sentence]:
    """Give the open-ended questions."""
    texts = list(
        Question.objects.filter(project=asked.project).order_by("position", "pk").values_list("text", flat=True)[:20]
    )
    if texts:
        said = " ".join(f"“{text}”" for text in texts)
        proof = counted(asked, "answers:list", len(texts), _("questions"))
        yield Sentence(_("The open-ended questions: %(said)s") % {"said": said}, (proof,))


@checklist_fact("memos")
def memos(asked: Asked) -> Iterator[Sentence]:
    """Say how many memos there are."""
    n = visible_memos(asked.project, None).count()
    if n:
        text = ngettext(
            "%(n)s memo was written during the analysis.", "%(n)s memos were written during the analysis.", n
        )
        yield Sentence(text % {"n": f"{n:,}"}, (counted(asked, "memos:list", n, _("memos")),))


@checklist_fact("quotations")
def quotations(asked: Asked) -> Iterator[Sentence]:
    """Say how many quotations are marked for the manuscript, and how they are attributed."""
    lines = lines_of(asked.project, visible_bank(asked.project, None).filter(displaced=False))
    if lines:
        shares, people = spread_of(asked.project, lines)
        quoted = sum(1 for share in shares if share.person is not None)
        text = _("%(n)s quotations of %(quoted)s of %(people)s cases are marked, attributed as %(pattern)s.")
        said = {"n": f"{len(lines):,}", "quoted": quoted, "people": f"{people:,}", "pattern": pattern_of(asked.project)}
        yield Sentence(text % said, (counted(asked, "bank:list", len(lines), _("marked quotations")),))
