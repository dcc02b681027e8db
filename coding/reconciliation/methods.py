"""The sentences for a methods section on how a round was drawn and coded, true to what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codings.models import Assignment
from coding.reconciliation.models import Round, RoundState
from coding.reconciliation.progress import readings
from coding.sources.models import Question, Source, SourceKind


def methods_text(round_: Round) -> str:
    """Return what was drawn from how many and how, who coded it, blind or open, and with which codebook; ~6 queries."""
    counts = readings(round_)
    said = [_drawing(round_, counts.total()), *_changes(round_), _coding(round_, counts), *_rest(round_)]
    return " ".join(said)


def _drawing(round_: Round, sources: int) -> str:
    drawn = round_.drawn
    if drawn.get("how") not in {"random", "stratified"}:
        there = Source.objects.filter(assignments__round=round_).order_by()
        facts = {"n": f"{sources:,}", "things": _things(there.values_list("kind", flat=True).distinct(), sources)}
        if not drawn:  # as for rounds that came with a table of codings
            return _("The round has %(n)s %(things)s.") % facts
        text = ngettext("%(n)s %(things)s was chosen by hand.", "%(n)s %(things)s were chosen by hand.", sources)
        return text % facts
    share = 100 * drawn["chosen"] / drawn["pool"] if drawn["pool"] else 0
    facts = {
        "pool": f"{drawn['pool']:,}", "things": _pool(round_), "n": f"{drawn['chosen']:,}", "share": f"{share:.3g}",
        "seed": drawn["seed"],
    }  # fmt: skip
    if drawn["how"] == "random":
        return _("Of %(pool)s %(things)s, %(n)s (%(share)s %%) were drawn at random (seed %(seed)s).") % facts
    strata = "; ".join(f"{label}: {n:,}/{size:,}" for label, size, n in drawn["strata"])
    text = _(
        "Of %(pool)s %(things)s, %(n)s (%(share)s %%) were drawn at random, stratified by %(variable)s in "
        "proportion to the size of each stratum (%(strata)s; seed %(seed)s)."
    )
    return text % (facts | {"variable": drawn["variable"], "strata": strata})


def _things(kinds: Iterable[str], number: int) -> str:
    """What so many sources of these kinds are called."""
    found = set(kinds)
    if found == {SourceKind.TRANSCRIPT}:
        return ngettext("transcript", "transcripts", number)
    if found == {SourceKind.ANSWER}:
        return ngettext("answer", "answers", number)
    return ngettext("source", "sources", number)


def _pool(round_: Round) -> str:
    """The sources that could be drawn, with the conditions that they had to meet."""
    asked: dict[str, Any] = round_.drawn["from"]
    kinds = [SourceKind.TRANSCRIPT] * bool(asked["transcripts"]) + [SourceKind.ANSWER] * bool(asked["questions"])
    things = _things(kinds, round_.drawn["pool"])
    conditions = []
    if asked["questions"]:
        found = Question.objects.filter(project=round_.project_id, pk__in=asked["questions"])
        texts = [f"“{text}”" for text in found.order_by("position", "id").values_list("text", flat=True)]
        if texts and not asked["transcripts"]:
            conditions.append(_("to %(questions)s") % {"questions": ", ".join(texts)})
    if asked["group"]:
        conditions.append(_("of cases with %(name)s “%(value)s”") % asked["group"])
    if asked["least"] and asked["most"]:
        conditions.append(_("of %(least)s to %(most)s words") % asked)
    elif asked["least"]:
        conditions.append(_("of at least %(least)s words") % asked)
    elif asked["most"]:
        conditions.append(_("of at most %(most)s words") % asked)
    if asked["fresh"]:
        conditions.append(_("that had not been in a round"))
    return " ".join([things, *conditions])


def _changes(round_: Round) -> list[str]:
    """What was changed by hand after the draw."""
    added, removed = len(round_.drawn.get("added", [])), len(round_.drawn.get("removed", []))
    said = []
    if removed:
        gone = ngettext("%(n)s of them was taken out later.", "%(n)s of them were taken out later.", removed)
        said.append(gone % {"n": removed})
    if added:
        said.append(ngettext("%(n)s more was added by hand.", "%(n)s more were added by hand.", added) % {"n": added})
    return said


def _coding(round_: Round, counts: Counter[tuple[int, int]]) -> str:
    """Who coded how many, independently or not, with which codebook; what is not done yet is not called done."""
    asked, read = Counter(), Counter()
    for (wanted, done), n in counts.items():
        asked[wanted] += n
        read[done] += n
    is_over = round_.state != RoundState.CODING
    coders = Assignment.objects.filter(round=round_).order_by().values("coder").distinct().count()
    facts = {
        "by": _by(read if is_over else asked, coders, is_over=is_over),
        "how": _how(round_, max(asked, default=0)),
        "version": round_.codebook_version.number,
        "day": date_format(round_.codebook_version.created_at, "j F Y"),
    }
    whole, done = sum(n * wanted for wanted, n in asked.items()), sum(n * number for number, n in read.items())
    said = [_("%(by)s%(how)s, with version %(version)s of the codebook (%(day)s).") % facts]
    if not is_over:
        handed_in = {"done": f"{done:,}", "whole": f"{whole:,}"}
        said.append(_("So far %(done)s of %(whole)s readings of a source have been handed in.") % handed_in)
    elif missing := whole - done:
        text = ngettext(
            "%(n)s of %(whole)s readings that were asked for was not handed in and is not counted.",
            "%(n)s of %(whole)s readings that were asked for were not handed in and are not counted.",
            missing,
        )
        said.append(text % {"n": f"{missing:,}", "whole": f"{whole:,}"})
    return " ".join(said)


def _by(shares: Counter[int], coders: int, *, is_over: bool) -> str:
    """Say how many sources had how many coders: each so many, or so many by two and so many by one."""
    if len(shares) == 1:
        readers = next(iter(shares))
        facts = {"readers": readers, "coders": coders}
        if readers == coders and is_over:
            text = ngettext("Each was coded by %(readers)s coder", "Each was coded by %(readers)s coders", readers)
        elif readers == coders:
            text = ngettext(
                "Each is being coded by %(readers)s coder", "Each is being coded by %(readers)s coders", readers
            )
        elif is_over:
            text = _("Each was coded by %(readers)s of %(coders)s coders")
        else:
            text = _("Each is being coded by %(readers)s of %(coders)s coders")
        return text % facts
    parts = [
        ngettext("%(n)s by %(readers)s coder", "%(n)s by %(readers)s coders", readers)
        % {"n": f"{n:,}", "readers": readers}
        for readers, n in sorted(shares.items(), reverse=True)
    ]
    text = _("There were %(coders)s coders: %(parts)s") if is_over else _("There are %(coders)s coders: %(parts)s")
    return text % {"coders": coders, "parts": ", ".join(parts)}


def _how(round_: Round, most: int) -> str:
    if most < 2:
        return ""
    if round_.blind:
        return _(", independently and blind to each other's codings")
    if not round_.drawn:
        return ""
    return _(", able to see each other's codings")


def _rest(round_: Round) -> list[str]:
    """What became of the sources that were not drawn, where the plan shared them out."""
    said = []
    for rest in round_.rest.all():
        mine = Assignment.objects.filter(round=rest)
        whole = mine.order_by().values("source").distinct().count()
        done = mine.filter(Q(done_at__isnull=False)).order_by().values("source").distinct().count()
        facts = {"n": f"{whole:,}", "done": f"{done:,}"}
        if done == whole:
            said.append(_("The remaining %(n)s were coded by one coder each.") % facts)
        else:
            said.append(
                _("The remaining %(n)s are being coded by one coder each (handed in so far: %(done)s).") % facts
            )
    return said
