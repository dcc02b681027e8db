"""What the notes of several analyses say: who counts, of how many, and what does not count."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.analysis.choices import NO, YES
from coding.analysis.mentions import Line
from coding.analysis.queries import ANSWERS, CODED, QUESTION, TRANSCRIPTS, Frame
from coding.analysis.results import PASSAGES, Behind
from coding.codings.visibility import sealed_source_ids
from coding.exchange.codebook_tables import layer_facts

STEPS = 9


def scope_words(scope: str) -> str:
    """Say which texts are meant, for the middle of a sentence."""
    if scope.startswith(QUESTION):
        return _("the answers to “%(question)s”") % {"question": scope.removeprefix(QUESTION)}
    return {TRANSCRIPTS: _("the transcripts"), ANSWERS: _("the answers")}.get(scope, _("all texts"))


def base_notes(frame: Frame, scope: str, base: str) -> list[str]:
    """Say of how many cases the percentages are, and how a case counts."""
    count = len(frame.base)
    of = (
        ngettext(
            "N = %(count)s case with anything coded in %(texts)s.",
            "N = %(count)s cases with anything coded in %(texts)s.",
            count,
        )
        if base == CODED
        else ngettext(
            "N = %(count)s case who said something in %(texts)s.",
            "N = %(count)s cases who said something in %(texts)s.",
            count,
        )
    )
    notes = [
        of % {"count": count, "texts": scope_words(scope)},
        _("Counted are cases: a case counts once under a %(one)s, however often it came up.") % {"one": frame.kind.one},
    ]
    if frame.outside:
        text = ngettext(
            "%(count)s passage is of somebody who is no case, and counts in no number of cases.",
            "%(count)s passages are of people who are no cases, and count in no number of cases.",
            frame.outside,
        )
        notes.append(text % {"count": frame.outside})
    return notes


def rollup_note(frame: Frame) -> str:
    text = (
        _("A %(one)s counts what stands under its %(below)s as well.")
        if frame.rollup
        else _("Each %(one)s counts for itself, without its %(below)s.")
    )
    return text % {"one": frame.kind.one, "below": frame.kind.below}


def facts_of(frame: Frame) -> list[str]:
    """Say of which day and whose codings it is, and what was left out."""
    facts = layer_facts(frame.project, frame.layer)
    if sealed := len(sealed_source_ids(frame.project)):
        text = ngettext(
            "%(count)s text is being coded blind and is left out whole.",
            "%(count)s texts are being coded blind and are left out whole.",
            sealed,
        )
        facts.append(text % {"count": sealed})
    return facts


def asks_of(frame: Frame, scope: str, **more: object) -> dict[str, str]:
    """What the pages behind a number are asked, so that they count what it counts."""
    return {
        "of": frame.kind.name,
        "layer": frame.layer,
        "scope": scope,
        "base": frame.counted,
        "rollup": YES if frame.rollup else NO,
        **{name: str(value) for name, value in more.items()},
    }


def passages(frame: Frame, scope: str, line: Line, **more: object) -> Behind:
    """Lead to the passages of a line."""
    return Behind(PASSAGES, asks_of(frame, scope, line=line.key, **more))


def shown_lines(frame: Frame, counts: Sequence[int], lines: str, order: str = "tree") -> list[int]:
    """Return the places of the lines to show, in order; `counts` say what comes first "by frequency"."""
    places = [place for place, line in enumerate(frame.lines) if lines != "top" or not line.depth]
    if order == "frequency":
        places.sort(key=lambda place: (-counts[place], place))
    elif order == "name":
        places.sort(key=lambda place: (frame.lines[place].name.casefold(), place))
    return places


def heat_step(value: float | None, fullest: float) -> int:
    """Return 0 (nothing) to 9 (as much as in the fullest cell)."""
    return 0 if not value or not fullest else max(1, round(STEPS * value / fullest))
