"""Disagreements in words, for the page that settles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codebook.tree import SEPARATOR
from coding.codings.models import Coding
from coding.reconciliation.models import Decision, Disagreement
from coding.reconciliation.options import BOTH, KEEP, NONE, OTHER, OVERLAP, UNION, Option, options_for
from coding.reconciliation.queries import marks_of
from workbench.accounts.models import User

LONGEST_QUOTE = 90


@dataclass(frozen=True)
class Choice:
    """An option as a radio button: what it is, and the words it would write."""

    value: str
    label: str
    words: str


@dataclass(frozen=True)
class Item:
    """A disagreement in the list: what each coder did, and what was decided."""

    disagreement: Disagreement
    lines: list[tuple[str, list[Code], int]]
    quote: str
    decision: Decision | None
    decided: str = ""


def item_of(disagreement: Disagreement, coders: Sequence[User], text: str) -> Item:
    """Say what each coder did: (name, codes, number of the coder's line); no code where they left it alone."""
    codes: dict[int, list[Code]] = {}
    for coding in disagreement.seen:
        held = codes.setdefault(coding.coder_id, [])
        if coding.code not in held:
            held.append(coding.code)
    lines = [(str(coder), codes.get(coder.pk, []), number % 4) for number, coder in enumerate(coders)]
    decision = disagreement.current[0] if disagreement.current else None
    quote = _quote(text[disagreement.start : disagreement.end])
    return Item(disagreement, lines, quote, decision, decision_label(decision) if decision else "")


def choices_for(
    disagreement: Disagreement, codings: Sequence[Coding], names: Mapping[int, str], paths: Mapping[int, str], text: str
) -> list[Choice]:
    """Return what can be decided, in words, coder by coder in the order of `names`."""
    order = {coder: place for place, coder in enumerate(names)}
    marks = sorted(marks_of(codings), key=lambda mark: order.get(mark.coder, len(order)))
    offered = options_for(disagreement.kind, marks)
    return [Choice(option.value, _label(option, names, paths), _words(option, text)) for option in offered]


def _label(option: Option, names: Mapping[int, str], paths: Mapping[int, str]) -> str:
    codes = ", ".join(dict.fromkeys(paths.get(code, "") for code, _start, _end in option.words))
    fixed = {
        UNION: _("All words that either marked"),
        OVERLAP: _("Only the words they share"),
        OTHER: _("Another code"),
        NONE: _("None: rightly uncoded"),
    }
    if option.choice == KEEP:
        return _("As %(coder)s: %(codes)s") % {"coder": names.get(option.coder, ""), "codes": codes}
    if option.choice == BOTH:
        return _("All of them: %(codes)s") % {"codes": codes}
    return fixed[option.choice]


def _words(option: Option, text: str) -> str:
    spans = dict.fromkeys((start, end) for _code, start, end in option.words)
    return " … ".join(_quote(text[start:end]) for start, end in spans)


def spaced(path: str) -> str:
    """Write a code's path for reading: Parent / Child."""
    return path.replace(SEPARATOR, " / ")


def decision_label(decision: Decision) -> str:
    """Say what was decided, with the coder whose work was kept."""
    if decision.coder:
        return _("As %(coder)s") % {"coder": decision.coder}
    return decision.get_choice_display()


def _quote(words: str) -> str:
    """The beginning and the end of a passage, so that extents can be told apart."""
    words = " ".join(words.split())
    if len(words) <= LONGEST_QUOTE:
        return words
    half = LONGEST_QUOTE // 2 - 2
    # Cut between words where there is one to cut at.
    beginning, end = words[: half + 1], words[-half - 1 :]
    beginning = beginning.rsplit(" ", 1)[0] if " " in beginning else beginning[:-1]
    end = end.split(" ", 1)[1] if " " in end else end[1:]
    return f"{beginning} … {end}"
