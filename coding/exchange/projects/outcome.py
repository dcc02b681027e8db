"""What an import of a project did, and what of the file has no row with us."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass
class LeftOut:
    """By guid: what of a file is only kept, and what came in under another name, colour or text than the file's."""

    codings: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    colors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    made_for: dict[str, str] = field(default_factory=dict)
    """Keys of cases that were made for the values of a source, with its guid."""

    def plain(self) -> dict[str, Any]:
        return {name: sorted(value) if isinstance(value, set) else value for name, value in asdict(self).items()}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> LeftOut:
        return cls(**{name: set(value) if isinstance(value, list) else value for name, value in plain.items()})


@dataclass
class Imported:
    """How many of each came in, how many were there already, and what else there is to say."""

    new: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    origin: str = ""

    def say(self, sentence: str) -> None:
        if sentence not in self.said:
            self.said.append(sentence)

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """(what, new, there already) of everything that there was."""
        words = {
            "sources": _("sources"), "codes": _("codes"), "codings": _("codings"), "people": _("people"),
            "cases": _("cases"), "variables": _("variables"), "values": _("values"), "memos": _("memos"),
            "themes": _("themes"),
        }  # fmt: skip
        return [
            (said, self.new[what], self.known[what])
            for what, said in words.items()
            if self.new[what] or self.known[what]
        ]

    def __str__(self) -> str:
        said = _("Imported: %(new)s.") % {"new": _listed(self.new) or _("nothing new")}
        known = _listed(self.known)
        return f"{said} {_('Already here: %(known)s.') % {'known': known}}" if known else said

    def kept_sentence(self, sets: int, links: int, graphs: int, others: int) -> None:
        """Say what is only kept."""
        parts = [
            (others, ngettext("%(n)s source without a text", "%(n)s sources without a text", others)),
            (len(self.media), ngettext("%(n)s media file", "%(n)s media files", len(self.media))),
            (sets, ngettext("%(n)s set", "%(n)s sets", sets)),
            (links, ngettext("%(n)s link", "%(n)s links", links)),
            (graphs, ngettext("%(n)s graph", "%(n)s graphs", graphs)),
        ]
        if kept := ", ".join(text % {"n": n} for n, text in parts if n):
            self.say(_("Kept, and written back out with the project, but not used here: %(kept)s.") % {"kept": kept})


def _listed(counts: Counter[str]) -> str:
    """How many of each there are, in words."""
    words = {
        "sources": ngettext("%(n)s source", "%(n)s sources", counts["sources"]),
        "codes": ngettext("%(n)s code", "%(n)s codes", counts["codes"]),
        "codings": ngettext("%(n)s coding", "%(n)s codings", counts["codings"]),
        "people": ngettext("%(n)s person", "%(n)s people", counts["people"]),
        "cases": ngettext("%(n)s case", "%(n)s cases", counts["cases"]),
        "variables": ngettext("%(n)s variable", "%(n)s variables", counts["variables"]),
        "values": ngettext("%(n)s value of variables", "%(n)s values of variables", counts["values"]),
        "memos": ngettext("%(n)s memo", "%(n)s memos", counts["memos"]),
        "themes": ngettext("%(n)s theme", "%(n)s themes", counts["themes"]),
    }
    return ", ".join(said % {"n": f"{counts[what]:,}"} for what, said in words.items() if counts[what])
