"""What one wants to see of a round, as its pages have it in their address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from coding.reconciliation.models import DisagreementKind
from coding.reconciliation.options import RULES
from coding.reconciliation.places import STATES, Sieve
from workbench.web.numbers import key_in

HIDDEN = "hidden"
FILTERS = ("kind", "code", "pair", "state", "person")


@dataclass(frozen=True)
class Look:
    """The filter, whether coders' names are hidden, the rule that fills in choices, and all that for an address."""

    sieve: Sieve
    hidden: bool
    rule: str
    values: dict[str, str]

    @property
    def keep(self) -> str:
        """The beginning of an address's query: "" or "kind=only&"."""
        return f"{urlencode(self.values)}&" if self.values else ""

    @property
    def is_filtered(self) -> bool:
        """Whether some places are left out."""
        return self.sieve != Sieve()

    def without(self, *names: str) -> str:
        """Return `keep` without some of what it keeps."""
        return urlencode({name: value for name, value in self.values.items() if name not in names})

    @property
    def unfiltered(self) -> str:
        """`keep` without the filter."""
        return self.without(*FILTERS)

    @property
    def named(self) -> str:
        """`keep` without the hiding of names."""
        return self.without("names")

    @property
    def unruled(self) -> str:
        """`keep` without a rule."""
        return self.without("rule")


def look_of(request: HttpRequest) -> Look:
    """Read the address; what makes no sense in it is passed over."""
    asked: QueryDict = request.GET
    kind = asked.get("kind", "") if asked.get("kind") in DisagreementKind.values else ""
    state = asked.get("state", "") if asked.get("state") in STATES else ""
    pair = _pair(asked.get("pair", ""))
    code, person = (key_in(asked.get(name, "")) for name in ("code", "person"))
    hidden = asked.get("names") == HIDDEN
    rule = asked.get("rule", "") if asked.get("rule") in RULES else ""
    said = {
        "kind": kind, "code": code, "pair": "-".join(map(str, pair or ())), "state": state, "person": person,
        "names": HIDDEN if hidden else "", "rule": rule,
    }  # fmt: skip
    values = {name: str(value) for name, value in said.items() if value not in ("", None)}
    return Look(Sieve(kind, code, pair, state, person), hidden, rule, values)


def _pair(said: str) -> tuple[int, int] | None:
    first, _dash, second = said.partition("-")
    pair = key_in(first), key_in(second)
    return pair if None not in pair and pair[0] != pair[1] else None
