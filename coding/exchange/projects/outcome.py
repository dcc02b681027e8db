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
            "cases": _("cases"), "variables": _("variables"), "values": _("values of variables"), "memos": _("memos"),
            "themes": _("themes"),
        }  # fmt: skip
        return [
            (said, self.new[what], self.known[what])
            for what, said in words.items()
            if self.new[what] or self.known[what]
        ]

    def __str__(self) -> str:
        new = ", ".join(f"{n:,} {what}" for what, n, _known in self.counts if n)
        known = ", ".join(f"{n:,} {what}" for what, _new, n in self.counts if n)
        said = _("Imported: %(new)s.") % {"new": new or _("nothing new")}
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
