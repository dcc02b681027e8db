"""What people are told of a search and of what was coded."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.models import Code
from coding.finding.actions import Coded
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
    more = _(" and %(count)s more") % {"count": len(foreign) - NAMED} if len(foreign) > NAMED else ""
    return _("Not in English, so other forms of the words are not known there: %(names)s%(more)s.") % {
        "names": ", ".join(foreign[:NAMED]),
        "more": more,
    }


def sentence_about(coded: Coded, code: Code) -> str:
    """Say what became of the places."""
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
    return " ".join(said)


def refusals(coded: Coded) -> Iterable[str]:
    """Say which sources were left as they are; the same reason twice is said once."""
    return list(dict.fromkeys(coded.refused))
