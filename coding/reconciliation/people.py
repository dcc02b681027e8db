"""The coders of a round as pages show them: by name, or as Coder A, B, C while names are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coding.codings.rendering import initials
from coding.reconciliation.models import Round
from workbench.accounts.models import User

LINES = 4


@dataclass(frozen=True)
class Shown:
    """A coder as a page shows them; `line` is the pattern of their lane."""

    pk: int
    name: str
    short: str
    line: int


def shown_coders(round_: Round, coders: Sequence[User], *, hidden: bool) -> list[Shown]:
    """Return the coders in the order of their names; hidden, by letter in an order of the round that tells nothing."""
    if not hidden:
        names = [str(coder) for coder in coders]
        rows = zip(coders, names, initials(names), strict=True)
        return [Shown(coder.pk, name, short, place % LINES) for place, (coder, name, short) in enumerate(rows)]
    shuffled = sorted(
        coders, key=lambda coder: salted_hmac("coding.reconciliation.people", f"{round_.pk}.{coder.pk}").hexdigest()
    )
    letters = [chr(ord("A") + number % 26) * (1 + number // 26) for number in range(len(shuffled))]
    return [
        Shown(coder.pk, _("Coder %(letter)s") % {"letter": letter}, letter, number % LINES)
        for number, (coder, letter) in enumerate(zip(shuffled, letters, strict=True))
    ]
