"""Disagreements in words, for the page that settles them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codebook.tree import SEPARATOR
from coding.codings.models import Coding
from coding.reconciliation.disagreements import Mark
from coding.reconciliation.models import Decision, Disagreement
from coding.reconciliation.options import (
    BOTH,
    EVERYTHING,
    KEEP,
    NONE,
    OTHER,
    OVERLAP,
    UNION,
    Option,
    options_for,
    proposed,
)
from coding.reconciliation.people import Shown
from coding.reconciliation.places import DISCUSS, OPEN, SETTLED
from coding.reconciliation.queries import marks_of

LONGEST_QUOTE = 90
FEW = 4  # coders, each of whom has a line also where they left a place alone
# A kind of disagreement, and how far it is, as a sign that stands beside the word for it.
SIGNS = {"only": "◐", "code": "≠", "extent": "↔"}


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
    lines: list[tuple[Shown, list[Code]]]
    quote: str
    decision: Decision | None
    decided: str = ""

    @property
    def told(self) -> list[tuple[Shown, list[Code]]]:
        """The coders to tell of one by one: of many, those who coded something."""
        return [line for line in self.lines if line[1] or len(self.lines) <= FEW]

    @property
    def silent(self) -> list[str]:
        """Of many coders, those who left it alone, to be told of together."""
        return [coder.name for coder, codes in self.lines if not codes and len(self.lines) > FEW]

    @property
    def state(self) -> str:
        """What its sign says: open, to be discussed, or settled."""
        if self.decision:
            return SETTLED
        return DISCUSS if self.disagreement.running else OPEN

    @property
    def sign(self) -> str:
        """The sign of its kind, shown beside the word for it."""
        return SIGNS[self.disagreement.kind]


def item_of(disagreement: Disagreement, coders: Sequence[Shown], text: str) -> Item:
    """Say what each coder did: (coder, codes); no code where they left it alone."""
    codes: dict[int, list[Code]] = {}
    for coding in disagreement.seen:
        held = codes.setdefault(coding.coder_id, [])
        if coding.code not in held:
            held.append(coding.code)
    lines = [(coder, codes.get(coder.pk, [])) for coder in coders]
    decision = disagreement.current[0] if disagreement.current else None
    quote = shortened(text[disagreement.start : disagreement.end])
    names = {coder.pk: coder.name for coder in coders}
    return Item(disagreement, lines, quote, decision, decision_label(decision, names) if decision else "")


def choices_for(
    disagreement: Disagreement, codings: Sequence[Coding], names: Mapping[int, str], paths: Mapping[int, str], text: str
) -> list[Choice]:
    """Return what can be decided, in words, coder by coder in the order of `names`."""
    offered = options_for(disagreement.kind, _by_coder(codings, names))
    return [Choice(option.value, _label(option, names, paths), _words(option, text)) for option in offered]


def _by_coder(codings: Sequence[Coding], names: Mapping[int, str]) -> list[Mark]:
    order = {coder: place for place, coder in enumerate(names)}
    return sorted(marks_of(codings), key=lambda mark: order.get(mark.coder, len(order)))


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
    return " … ".join(shortened(text[start:end]) for start, end in spans)


def spaced(path: str) -> str:
    """Write a code's path for reading: Parent / Child."""
    return path.replace(SEPARATOR, " / ")


def decision_label(decision: Decision, names: Mapping[int, str]) -> str:
    """Say what was decided, with the coder whose work was kept (as `names` calls them) or the other code."""
    if decision.coder_id:
        return _("As %(coder)s") % {"coder": names.get(decision.coder_id, "")}
    if decision.code:
        return _("Another code: %(code)s") % {"code": decision.code}
    return decision.get_choice_display()


def shortened(words: str) -> str:
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


@dataclass(frozen=True)
class Ruled:
    """What a rule fills in for a place: the value of the option, "" where it says nothing; it and why, in words."""

    value: str
    label: str
    why: str


def rule_choice(
    disagreement: Disagreement,
    rule: str,
    readers: Collection[int],
    names: Mapping[int, str],
    paths: Mapping[int, str],
) -> Ruled | None:
    """Return what the rule fills in for a person to confirm; None without a rule."""
    if not rule:
        return None
    option = proposed(disagreement.kind, _by_coder(disagreement.seen, names), readers, rule)
    if rule == EVERYTHING:
        said = _("Union: all that anyone marked.") if option else _("The union cannot be written with one choice here.")
    elif option:
        said = _("Majority: what more than half of the %(n)s coders did.") % {"n": len(readers)}
    else:
        said = _("No majority: no choice is what more than half of the %(n)s coders did.") % {"n": len(readers)}
    return Ruled(option.value if option else "", _label(option, names, paths) if option else "", said)


@dataclass(frozen=True)
class Past:
    """A decision in words, with who made it: not named where the coders' names are hidden and it was one of them."""

    decision: Decision
    label: str
    who: str


def past_of(decisions: Iterable[Decision], names: Mapping[int, str], *, hidden: bool = False) -> list[Past]:
    """Say what was decided about a place, the last decision first."""
    return [
        Past(one, decision_label(one, names), "" if hidden and one.decided_by_id in names else str(one.decided_by))
        for one in decisions
    ]
