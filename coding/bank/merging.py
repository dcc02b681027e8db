"""Marked quotations follow their code into the one that it is merged into (coding.quotations.following)."""

from __future__ import annotations

from coding.bank.actions import unstar_quotation
from coding.bank.models import BankedQuotation
from coding.codebook.models import Code
from coding.quotations.following import Follower, follows_merges
from workbench.accounts.models import User

Place = tuple[int, int, int]


def _places(code: Code) -> set[Place]:
    marks = BankedQuotation.objects.filter(code=code, displaced=False)
    return set(marks.values_list("source_id", "start", "end"))


def follow(code: Code, into: Code, by: User) -> list[int]:
    """Put the marks under the other code; words that are marked there already stay one mark, and undo knows of two."""
    there, moved = _places(into), []
    for banked in BankedQuotation.objects.filter(code=code):
        if not banked.displaced and (banked.source_id, banked.start, banked.end) in there:
            unstar_quotation(banked=banked, by=by)
        else:
            moved.append(banked.pk)
    BankedQuotation.objects.filter(pk__in=moved).update(code=into)
    return moved


def go_back(keys: list[int], code: Code, into: int) -> None:
    """Put back the marks that are still where the merge put them, and whose words nobody marked here since."""
    there = _places(code)
    marks = BankedQuotation.objects.filter(pk__in=keys, code_id=into)
    free = [one.pk for one in marks if one.displaced or (one.source_id, one.start, one.end) not in there]
    BankedQuotation.objects.filter(pk__in=free).update(code=code)


follows_merges(Follower("banked", follow, go_back))
