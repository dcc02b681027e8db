"""What people are told of a search and of what was coded."""

from __future__ import annotations

from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.models import Code
from coding.finding.actions import Coded, LeftOut
from coding.finding.queries import Found, Scope, sources_in
from coding.sources.languages import are_english
from coding.sources.models import SourceKind

JUDGED = 1500
ANSWERS_JUDGED = 300
NAMED = 3


def limits_of(found: Found) -> list[str]:
    """Say where a search did not look at everything."""
    said = []
    if found.cut:
        said.append(
            _("There are more than these %(most)s places. Narrow the search to see the others.")
            % {"most": f"{len(found.hits):,}"}
        )
    if found.slow_at:
        said.append(
            _("The search took too long and was stopped at “%(source)s”; what comes after it was not searched. "
              "Make the expression simpler, or search in less.")
            % {"source": found.slow_at}
        )  # fmt: skip
    return said


def language_note(scope: Scope) -> str:
    """Say which texts are not English, where the forms of English words are looked for; two queries."""
    sources = sources_in(scope)
    beginnings = Left("text", JUDGED)
    transcripts = sources.filter(kind=SourceKind.TRANSCRIPT).order_by("pk").values_list("name", beginnings)
    foreign = [name for name, text in transcripts if not are_english([text])]
    answers = sources.filter(kind=SourceKind.ANSWER).order_by("pk").values_list(beginnings, flat=True)
    some = list(answers[:ANSWERS_JUDGED])
    if some and not are_english(some):
        foreign.append(_("the answers"))
    if not foreign:
        return ""
    return _("Not in English, so other forms of the words are not known there: %(names)s.") % {"names": _named(foreign)}


def _named(names: list[str]) -> str:
    """List the first names, and how many more there are."""
    listed, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return _("%(names)s and %(count)s more") % {"names": listed, "count": f"{more:,}"} if more > 0 else listed


def sentence_about(coded: Coded, code: Code) -> str:
    """Say what became of the places: how many were coded, had the code already, or were left out, and why."""
    said = [
        ngettext(
            "“%(code)s” was applied at %(count)s place.", "“%(code)s” was applied at %(count)s places.", coded.made
        )
        % {"code": code.name, "count": f"{coded.made:,}"}
    ]
    if coded.there:
        said.append(
            ngettext("%(count)s place had it already.", "%(count)s places had it already.", coded.there)
            % {"count": f"{coded.there:,}"}
        )
    if coded.refused:
        said.append(_left_out(coded.refused))
    return " ".join(said)


def _left_out(refused: list[LeftOut]) -> str:
    places = sum(one.places for one in refused)
    places_said = ngettext("%(count)s place", "%(count)s places", places) % {"count": f"{places:,}"}
    texts_said = ngettext("%(count)s text", "%(count)s texts", len(refused)) % {"count": f"{len(refused):,}"}
    names: dict[str, list[str]] = {}
    for one in refused:
        names.setdefault(one.why, []).extend([f"“{one.source}”"] if one.source else [])
    reasons = [f"{why} ({_named(some)})" if some else why for why, some in names.items()]
    facts = {"places": places_said, "texts": texts_said, "reasons": "; ".join(reasons)}
    return _("Left out: %(places)s in %(texts)s, %(reasons)s.") % facts
