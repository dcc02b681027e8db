"""The sentences for a methods section on how a round was drawn and coded, true to what was done."""

from __future__ import annotations

from collections import Counter
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
    things = _things(round_)
    if drawn.get("how") not in {"random", "stratified"}:
        return _("%(n)s %(things)s were chosen by hand.") % {"n": f"{sources:,}", "things": things}
    share = 100 * drawn["chosen"] / drawn["pool"] if drawn["pool"] else 0
    facts = {
        "pool": f"{drawn['pool']:,}", "things": _pool(round_, things), "n": f"{drawn['chosen']:,}",
        "share": f"{share:.3g}", "seed": drawn["seed"],
    }  # fmt: skip
    if drawn["how"] == "random":
        return _("Of %(pool)s %(things)s, %(n)s (%(share)s %%) were drawn at random (seed %(seed)s).") % facts
    strata = "; ".join(f"{label}: {n:,}/{size:,}" for label, size, n in drawn["strata"])
    facts |= {"variable": drawn["variable"], "strata": strata}
    return (
        _(
            "Of %(pool)s %(things)s, %(n)s (%(share)s %%) were drawn at random, stratified by %(variable)s in "
            "proportion to the size of each stratum (%(strata)s; seed %(seed)s)."
        )
        % facts
    )


def _things(round_: Round) -> str:
    """What the sources are called, in the plural."""
    there = Source.objects.filter(assignments__round=round_)
    kinds = set(there.order_by().values_list("kind", flat=True).distinct())
    names = {SourceKind.TRANSCRIPT: _("transcripts"), SourceKind.ANSWER: _("answers")}
    return names[kinds.pop()] if len(kinds) == 1 else _("sources")


def _pool(round_: Round, things: str) -> str:
    """The sources that could be drawn, with the conditions that they had to meet."""
    asked: dict[str, Any] = round_.drawn["from"]
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
    shares = read if is_over else asked
    coders = Assignment.objects.filter(round=round_).order_by().values("coder").distinct().count()
    facts = {
        "by": _by(shares, coders),
        "how": _how(round_, max(asked)),
        "version": round_.codebook_version.number,
        "day": date_format(round_.codebook_version.created_at, "j F Y"),
    }
    whole, done = sum(n * wanted for wanted, n in asked.items()), sum(n * number for number, n in read.items())
    if is_over:
        text = _("%(by)s%(how)s, with version %(version)s of the codebook (%(day)s).") % facts
        missing = whole - done
        if missing:
            text += " " + ngettext(
                "%(n)s of %(whole)s codings of a source that were asked for was not handed in and is not counted.",
                "%(n)s of %(whole)s codings of a source that were asked for were not handed in and are not counted.",
                missing,
            ) % {"n": missing, "whole": whole}  # fmt: skip
        return text
    text = _("%(by)s%(how)s, with version %(version)s of the codebook (%(day)s)") % facts
    return _("Asked for: %(text)s. Handed in so far: %(done)s of %(whole)s.") % {
        "text": text[:1].lower() + text[1:], "done": f"{done:,}", "whole": f"{whole:,}"
    }  # fmt: skip


def _by(shares: Counter[int], coders: int) -> str:
    """Say how many sources had how many coders: each, or so many by two and so many by one."""
    if len(shares) == 1:
        readers = next(iter(shares))
        facts = {"readers": readers, "coders": coders}
        if readers == coders:
            return (
                ngettext("Each was coded by %(readers)s coder", "Each was coded by %(readers)s coders", readers) % facts
            )
        return _("Each was coded by %(readers)s of %(coders)s coders") % facts
    parts = [
        ngettext("%(n)s by %(readers)s coder", "%(n)s by %(readers)s coders", readers)
        % {"n": f"{n:,}", "readers": readers}
        for readers, n in sorted(shares.items(), reverse=True)
    ]
    return _("Of %(coders)s coders, each source was coded by one or several: %(parts)s") % {
        "coders": coders, "parts": ", ".join(parts)
    }  # fmt: skip


def _how(round_: Round, most: int) -> str:
    if most < 2:
        return ""
    if round_.blind:
        return _(", independently and blind to each other's codings")
    return _(", who could see each other's codings")


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
