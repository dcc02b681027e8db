"""What is written in the cells of a matrix, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codings.models import Memo
from coding.codings.queries import memo_texts
from coding.codings.visibility import visible_codings
from coding.memos.queries import shown_memos
from themes.matrices.framework import Cell, Framework
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.matrices.staleness import Changes, Fact, changes_between
from workbench.membership.models import Membership
from workbench.projects.models import Project


@dataclass(frozen=True)
class Written:
    """The text of a cell, as far as it is written, with what has changed behind it since."""

    summary: Summary
    version: SummaryVersion
    changes: Changes

    @property
    def is_stale(self) -> bool:
        return bool(self.changes)

    @property
    def told(self) -> str:
        """What changed, in words: "2 passages added, 1 recoded"."""
        return told_of(self.changes)


def told_of(changes: Changes) -> str:
    """Say how many passages came, went, were recoded or cut anew."""
    parts = [
        (changes.added, lambda n: ngettext("%(n)s passage added", "%(n)s passages added", n)),
        (changes.removed, lambda n: ngettext("%(n)s removed", "%(n)s removed", n)),
        (changes.recoded, lambda n: ngettext("%(n)s recoded", "%(n)s recoded", n)),
        (changes.moved, lambda n: ngettext("%(n)s cut anew", "%(n)s cut anew", n)),
    ]
    return ", ".join(words(len(some)) % {"n": len(some)} for some, words in parts if some)


def written_in(shown: Framework, viewer: Membership | None, cells: Iterable[Cell] | None = None) -> dict[Cell, Written]:
    """Return what is written, by cell, also in rows or columns that are no longer there; two queries.

    Rows that are being coded blind are left out: what is written there would tell what others coded.
    """
    found = written_rows(shown.definition)
    wanted = None if cells is None else set(cells)
    there = {
        (one.row, one.column): one
        for one in found
        if one.row not in shown.rows.locked and (wanted is None or (one.row, one.column) in wanted)
    }
    before = {cell: basis_of(one.current) for cell, one in there.items()}
    now = {cell: shown.basis(cell) for cell in there}
    gone = [(key, fact) for cell, facts in before.items() for key, fact in facts.items() if key not in now[cell]]
    outside = _codings_now(shown.definition.project, viewer, gone)
    return {
        cell: Written(one, one.current, changes_between(before[cell], now[cell], _outside(outside, now[cell])))
        for cell, one in there.items()
    }


def written_rows(matrix: Matrix) -> list[Summary]:
    """Return the cells of a matrix in which something is written, with who wrote it; one query."""
    found = Summary.objects.filter(matrix=matrix, current__isnull=False).exclude(current__text="")
    return list(found.select_related("current__by"))


def basis_of(version: SummaryVersion) -> dict[str, Fact]:
    """Return what lay behind a version when it was written."""
    return {key: Fact(*fact) for key, fact in version.basis.items()}


def _outside(codings: Mapping[str, Fact], inside: Mapping[str, Fact]) -> list[tuple[str, Fact]]:
    return [(key, fact) for key, fact in codings.items() if key not in inside]


def _codings_now(project: Project, viewer: Membership | None, gone: Sequence[tuple[str, Fact]]) -> dict[str, Fact]:
    """Return the codings of today that left their cells, or stand where these stood; one query."""
    coded = [(key[1:], fact) for key, fact in gone if key.startswith("c")]
    if not coded:
        return {}
    same = Q(pk__in=[key for key, _fact in coded])
    there = Q(source__in={fact.source for _key, fact in coded}, start__in={fact.start for _key, fact in coded})
    rows = visible_codings(project, viewer).filter(same | there).order_by()
    return {
        f"c{pk}": Fact(*fact)
        for pk, *fact in rows.values_list("pk", "code", "coder", "source", "start", "end", "source__revision")
    }


def rendered(viewer: Membership, versions: Sequence[SummaryVersion]) -> list[SafeString]:
    """Return texts as HTML, with links to what the viewer may see; a constant number of queries."""
    return [one.html for one in shown_memos(viewer, _as_memos(viewer.project, versions))] if versions else []


def plain_texts(project: Project, viewer: Membership | None, versions: Sequence[SummaryVersion]) -> list[str]:
    """Return the Markdown of texts as the viewer may read it; one query."""
    return memo_texts(project, viewer, _as_memos(project, versions)) if versions else []


def _as_memos(project: Project, versions: Iterable[SummaryVersion]) -> list[Memo]:
    return [
        Memo(project=project, about=Memo.About.PROJECT, about_id="", author_id=one.by_id, body=one.text)
        for one in versions
    ]


def why_locked() -> str:
    """Say why nothing is written in a row at the moment."""
    return _(
        "Texts of this row are being coded blind. What is written in its cells shows again, and can be written, "
        "when the round is opened."
    )
