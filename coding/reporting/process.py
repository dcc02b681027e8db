"""Methods: codebook, rounds, agreement, reconciliation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.agreement.queries import comparable_rounds
from coding.agreement.reports import Question, named_report
from coding.agreement.words import LABELS, UNITS_COUNTED
from coding.codebook.models import CodebookVersion
from coding.codebook.queries import code_tree, frozen_form
from coding.codebook.redline import ADDED, MERGED, MOVED, REMOVED, RENAMED, REWORDED, redline
from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from coding.quotations.queries import merged_into
from coding.reconciliation.methods import methods_text
from coding.reconciliation.models import Decision, DecisionChoice, Discussion, Round, RoundState
from coding.reconciliation.queries import disagreements_of
from coding.reporting.evidence import counted, day, in_history, page
from coding.reporting.parts import Asked, Evidence, Sentence, methods_part

OVERALL = ("percent_agreement", "pooled_kappa", "alpha_sets_jaccard")


@methods_part("codebook", gettext_lazy("Codebook"), 30)
def codebook(asked: Asked) -> Iterator[Sentence]:
    """Say how large the codebook is, which versions were kept, and what changed between the first and now."""
    nodes = code_tree(asked.project)
    if not nodes:
        return
    levels = max(node.depth for node in nodes) + 1
    text = ngettext(
        "The codebook has %(n)s codes on %(levels)s level.",
        "The codebook has %(n)s codes on %(levels)s levels.",
        levels,
    )
    made = in_history(asked, "code.created", "codebook.imported")
    yield Sentence(
        text % {"n": f"{len(nodes):,}", "levels": levels},
        (counted(asked, "codebook:tree", len(nodes), _("codes in use")), *made),
    )
    versions = list(CodebookVersion.objects.filter(project=asked.project).order_by("number"))
    if not versions:
        return
    said = ", ".join(f"{one.number} ({day(one.created_at)})" for one in versions)
    text = ngettext("One version of it was kept: %(said)s.", "%(n)s versions of it were kept: %(said)s.", len(versions))
    proof = in_history(asked, "codebook.frozen")
    yield Sentence(text % {"n": len(versions), "said": said}, proof)
    lines = redline(versions[0].codes, frozen_form(asked.project), merged_into(asked.project))
    kinds = Counter(kind for line in lines for kind in line.kinds)
    words = {
        ADDED: _("added"), REMOVED: _("taken out"), MERGED: _("merged"), RENAMED: _("renamed"), MOVED: _("moved"),
        REWORDED: _("reworded"),
    }  # fmt: skip
    changed = ", ".join(f"{kinds[kind]} {word}" for kind, word in words.items() if kinds[kind])
    text = (
        _("Since version %(first)s, codes were: %(changed)s.")
        if changed
        else _("It has not changed since version %(first)s.")
    )
    edits = in_history(
        asked, "code.created", "code.edited", "code.moved", "code.merged", "code.retired", "codebook.edited"
    )
    yield Sentence(text % {"first": versions[0].number, "changed": changed}, edits or proof)


@methods_part("rounds", gettext_lazy("Rounds of coding"), 50)
def rounds(asked: Asked) -> Iterator[Sentence]:
    """Say of each round how its sources were drawn and who coded them, blind or open."""
    found = Round.objects.filter(project=asked.project).select_related("codebook_version", "project")
    for one in found.order_by("created_at", "pk"):
        facts = {"name": one.name, "kind": str(one.get_kind_display()).lower(), "said": methods_text(one)}
        proof = in_history(
            asked, "round.created", "round.opened", "round.closed", subject=one.pk, url=one.get_absolute_url()
        )
        yield Sentence(_("Round “%(name)s” (%(kind)s). %(said)s") % facts, proof or (_of_round(one),))


def _of_round(round_: Round) -> Evidence:
    return Evidence(_("round “%(name)s”") % {"name": round_.name}, round_.get_absolute_url())


@methods_part("agreement", gettext_lazy("Agreement"), 60)
def agreement(asked: Asked) -> Iterator[Sentence]:
    """Say how far coders agreed in each round that two or more coded, with intervals and how they were drawn."""
    for round_ in reversed(comparable_rounds(asked.project)):
        report = named_report(Question(asked.project, round_, asked.unit))
        if len(report["coders"]) < 2 or not report["units"]:
            continue
        url = page(asked, "agreement:index", _("agreement in “%(name)s”") % {"name": round_.name})
        proof = (Evidence(url.said, f"{url.url}?round={round_.pk}&unit={asked.unit}"),)
        facts = {
            "name": round_.name, "n": f"{report['units']:,}", "units": str(UNITS_COUNTED[report["unit"]]),
            "sources": report["sources"], "coders": len(report["coders"]),
        }  # fmt: skip
        whole = [_value(name, report["overall"]["coefficients"].get(name)) for name in OVERALL]
        if figures := "; ".join(said for said in whole if said):
            text = _(
                "In “%(name)s” %(coders)s coders were compared on %(n)s %(units)s of %(sources)s sources; over all "
                "codes: %(figures)s."
            )
            yield Sentence(text % (facts | {"figures": figures}), proof)
        yield from _per_code(asked.figure, report, proof)
        yield _intervals(report, proof)


def _value(name: str, value: dict[str, Any] | None) -> str:
    if not value or value["value"] is None:
        return ""
    said = f"{LABELS[name]} {_number(value['value'])}"
    if value["low"] is None:
        return said
    return _("%(said)s (95%% interval %(low)s to %(high)s)") % {
        "said": said, "low": _number(value["low"]), "high": _number(value["high"]),
    }  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _per_code(figure: str, report: dict[str, Any], proof: tuple[Evidence, ...]) -> Iterator[Sentence]:
    values = [
        (entry["coefficients"][figure]["value"], entry["code"])
        for entry in report["codes"]
        if figure in entry["coefficients"] and entry["coefficients"][figure]["value"] is not None
    ]
    if len(values) < 2:
        return
    least, most = min(values), max(values)
    text = _(
        "Per code, %(label)s ranged from %(low)s (“%(first)s”) to %(high)s (“%(last)s”), with a median of %(median)s "
        "over %(n)s codes."
    )
    facts = {
        "label": LABELS[figure], "low": _number(least[0]), "first": least[1], "high": _number(most[0]), "last": most[1],
        "median": _number(median(value for value, _code in values)), "n": len(values),
    }  # fmt: skip
    yield Sentence(text % facts, proof)


def _intervals(report: dict[str, Any], proof: tuple[Evidence, ...]) -> Sentence:
    drawn = report["intervals"]
    if drawn["undefined"]:
        return Sentence(_("No intervals are given: %(reason)s.") % {"reason": _(drawn["undefined"])}, proof)
    text = _("Intervals are percentiles of %(b)s bootstrap samples of whole sources (seed %(seed)s).")
    return Sentence(text % {"b": f"{drawn['resamples']:,}", "seed": drawn["seed"]}, proof)


@methods_part("reconciliation", gettext_lazy("Reconciliation"), 70)
def reconciliation(asked: Asked) -> Iterator[Sentence]:
    """Say how many disagreements there were, how they were settled and by how many people."""
    opened = Round.objects.filter(project=asked.project).exclude(state=RoundState.CODING).select_related("project")
    for round_ in opened.order_by("opened_at", "pk"):
        places = [place for place in disagreements_of(round_) if place.seen]
        if not places:
            continue
        decided = [place.current[0] for place in places if place.current]
        facts = {"name": round_.name, "n": f"{len(places):,}", "decided": f"{len(decided):,}"}
        proof = in_history(asked, "disagreement.decided", "decision.withdrawn", url=round_.get_absolute_url())
        text = ngettext(
            "In “%(name)s” coders disagreed in %(n)s place.",
            "In “%(name)s” coders disagreed in %(n)s places.",
            len(places),
        )
        yield Sentence(text % facts, (_of_round(round_),))
        if decided:
            yield Sentence(_settled(decided, len(places)), proof or (_of_round(round_),))
        asked_people = Discussion.objects.filter(disagreement__in=[place.pk for place in places]).count()
        if asked_people:
            text = ngettext(
                "%(n)s question on such a place was put to a coder first.",
                "%(n)s questions on such places were put to coders first.",
                asked_people,
            )
            yield Sentence(
                text % {"n": asked_people}, in_history(asked, "disagreement.discussed") or (_of_round(round_),)
            )
    consensus = visible_codings(asked.project, None).filter(layer=Layer.CONSENSUS).count()
    if consensus:
        text = _("The consensus holds %(n)s codings; what each coder did stays beside it, unchanged.")
        proof = counted(asked, "codebook:tree", consensus, _("codings of the consensus"))
        yield Sentence(text % {"n": f"{consensus:,}"}, (proof,))


def _settled(decided: list[Decision], places: int) -> str:
    people = len({one.decided_by_id for one in decided})
    choices = Counter(one.choice for one in decided)
    said = "; ".join(
        f"{label[:1].lower()}{label[1:]}: {choices[value]}" for value, label in _labels() if choices[value]
    )
    text = ngettext(
        "%(decided)s of them were settled with a reason by %(people)s person (%(said)s).",
        "%(decided)s of them were settled with a reason by %(people)s people (%(said)s).",
        people,
    )
    decided_said = _("All") if len(decided) == places else f"{len(decided):,}"
    return text % {"decided": decided_said, "people": people, "said": said}


def _labels() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in DecisionChoice.choices]
