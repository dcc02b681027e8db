"""Methods: themes, and what suggestions were used and what became of them; registered upward."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.reporting.evidence import counted, day, in_history
from coding.reporting.facts import checklist_fact
from coding.reporting.parts import Asked, Evidence, Sentence, methods_part
from themes.catalogue.queries import theme_tree, themes_of
from themes.suggestions.models import PassageKind
from themes.suggestions.numbers import RunNumbers, suggestion_numbers


@methods_part("themes", gettext_lazy("Themes"), 80)
def themes(asked: Asked) -> Iterator[Sentence]:
    """Say how many themes there are, and how many of them began as suggestions."""
    found = themes_of(asked.project).aggregate(
        n=Count("pk", filter=Q(parent=None)), below=Count("pk", filter=~Q(parent=None)),
        suggested=Count("pk", filter=Q(suggestion__isnull=False)),
    )  # fmt: skip
    if not found["n"]:
        return
    text = ngettext(
        "%(n)s theme was formed, with %(below)s subthemes.",
        "%(n)s themes were formed, with %(below)s subthemes.",
        found["n"],
    )
    made = in_history(asked, "theme.created", "suggestion.accepted", "theme.merged", "theme.edited")
    proof = counted(asked, "themes:list", found["n"] + found["below"], _("themes"))
    yield Sentence(text % found, (proof, *made))
    by_hand = found["n"] + found["below"] - found["suggested"]
    text = _("%(by_hand)s of them were written by people; %(suggested)s began as suggestions that a person accepted.")
    if found["suggested"]:
        yield Sentence(text % (found | {"by_hand": by_hand}), (proof, *in_history(asked, "suggestion.accepted")))
    yield Sentence(_("Orientation of the analysis, and how themes were developed and reviewed: […]."))


@checklist_fact("theme_names")
def theme_names(asked: Asked) -> Iterator[Sentence]:
    """Name the themes."""
    yield from _named(asked, _("The themes: %(names)s."), top=True)


@checklist_fact("subthemes")
def subthemes(asked: Asked) -> Iterator[Sentence]:
    """Name the subthemes."""
    yield from _named(asked, _("The subthemes: %(names)s."), top=False)


def _named(asked: Asked, text: str, *, top: bool) -> Iterator[Sentence]:
    names = [node.path for node in theme_tree(asked.project) if (node.depth == 0) == top]
    if names:
        proof = counted(asked, "themes:list", len(names), _("themes"))
        yield Sentence(text % {"names": "; ".join(names)}, (proof,))


@methods_part("suggestions", gettext_lazy("Computer assistance"), 90)
def suggestions(asked: Asked) -> Iterator[Sentence]:
    """Say what was clustered with which model and seed, and what people made of what came out."""
    runs = [run for run in suggestion_numbers(asked.project) if not run.closed]
    for run in runs:
        proof = in_history(asked, "suggestions.made") or (
            counted(asked, "suggestions:list", len(runs), _("runs of suggestions")),
        )
        yield Sentence(_made(run), proof)
        if said := _became(run):
            yield Sentence(said, _settled(asked, run))
    if runs:
        yield Sentence(
            _(
                "The grouping was done by embedding and clustering on the team's own machines; no text was sent to "
                "another service, and no code or theme came to be without a person's decision."
            ),
            (Evidence(_("how the program works: suggestions are accepted, changed or rejected by people")),),
        )


def _made(run: RunNumbers) -> str:
    text = _(
        "On %(day)s, %(n)s passages (%(kind)s) of %(cases)s cases were embedded with the model %(model)s and grouped "
        "by their meaning (seed %(seed)s); %(shown)s themes were suggested, and %(rest)s passages belonged to none."
    )
    return text % {
        "day": day(run.made_at), "n": f"{run.passages:,}", "kind": str(PassageKind(run.kind).label).lower(),
        "cases": f"{run.cases:,}", "model": run.model, "seed": run.seed, "shown": run.shown,
        "rest": f"{run.unassigned:,}",
    }  # fmt: skip


def _became(run: RunNumbers) -> str:
    words = {
        "accepted": _("%(n)s accepted"), "renamed": _("%(n)s renamed"), "merged": _("%(n)s merged"),
        "split": _("%(n)s split"), "rejected": _("%(n)s rejected"), "moved": _("%(n)s passages moved"),
        "left_out": _("%(n)s passages left out"), "codings": _("%(n)s codings made from them"),
    }  # fmt: skip
    said = [text % {"n": f"{getattr(run, name):,}"} for name, text in words.items() if getattr(run, name)]
    return _("What people did with them: %(said)s.") % {"said": ", ".join(said)} if said else ""


def _settled(asked: Asked, run: RunNumbers) -> tuple[Evidence, ...]:
    actions = (
        "suggestion.accepted",
        "suggestion.renamed",
        "suggestion.merged",
        "suggestion.rejected",
        "suggestion.split_off",
    )
    return in_history(asked, *actions) or (counted(asked, "suggestions:list", run.shown, _("suggestions")),)
