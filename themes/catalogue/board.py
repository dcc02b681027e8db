"""The board of themes: what stands under each theme, and what under none; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codings.models import Memo
from coding.codings.visibility import visible_memos
from coding.quotations.layers import ALL
from coding.quotations.queries import NEVER as NO_CODINGS
from coding.quotations.queries import Counts, code_counts
from coding.sources.models import Case
from themes.catalogue.models import DisplacedQuotation, Quotation, Stance, Theme, ThemeCode
from themes.catalogue.queries import (
    NONE,
    Support,
    displaced_loose,
    loose_quotations,
    support_of,
    themes_of,
    visible_quotations,
)
from workbench.membership.models import Membership

SHOWN = 5
LOOSE_SHOWN = 20


@dataclass(frozen=True)
class CodeCard:
    """A code under a theme or under none, with its codings as far as the viewer sees them; `path` in the codebook."""

    code: Code
    path: str
    counts: Counts


@dataclass
class Side:
    """The first quotations of a list, and how many there are; `next` is the key of the first that is not shown."""

    shown: list[Quotation] = field(default_factory=list)
    count: int = 0
    next: int | None = None

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass
class Box:
    """A theme with what stands under it itself; `support` counts what stands under its subthemes too."""

    theme: Theme
    depth: int
    support: Support
    memos: int
    codes: list[CodeCard]
    supports: Side
    against: Side
    parts: list[Box] = field(default_factory=list)


@dataclass
class Board:
    """Themes at the top with their subthemes in them, and what stands under none."""

    boxes: list[Box]
    codes: list[CodeCard]
    loose: Side
    displaced: list[DisplacedQuotation]
    cases: int

    @property
    def is_empty(self) -> bool:
        return not (self.boxes or self.loose.count or self.displaced)


def board_of(viewer: Membership) -> Board:
    """Return the board as the viewer sees it."""
    project = viewer.project
    themes = list(themes_of(project).order_by("position", "pk"))
    cards, placed = _cards(viewer)
    sides = _sides(visible_quotations(project), ["theme", "stance"], SHOWN)
    support = support_of(project, viewer)
    memos = _memos(viewer)
    nothing = Side()
    boxes = {
        theme.pk: Box(
            theme, 0, support.get(theme.pk, NONE), memos.get(str(theme.pk), 0),
            [cards[code] for code in placed.get(theme.pk, [])],
            sides.get((theme.pk, Stance.SUPPORTS.value), nothing), sides.get((theme.pk, Stance.AGAINST.value), nothing),
        )
        for theme in themes
    }  # fmt: skip
    tops = []
    for theme in themes:
        above = boxes.get(theme.parent_id)
        (above.parts if above else tops).append(boxes[theme.pk])
    _deepen(tops, 0)
    held = {code for codes in placed.values() for code in codes}
    loose = _sides(loose_quotations(project), ["theme"], LOOSE_SHOWN).get((None,), nothing)
    free = [card for key, card in cards.items() if key not in held and card.code.codable and not card.code.retired_at]
    return Board(tops, free, loose, list(displaced_loose(project)), Case.objects.filter(project=project).count())


def _deepen(boxes: Iterable[Box], depth: int) -> None:
    for box in boxes:
        box.depth = depth
        _deepen(box.parts, depth + 1)


def _cards(viewer: Membership) -> tuple[dict[int, CodeCard], dict[int, list[int]]]:
    """Return a card for every code of the study, and the codes of each theme in their order."""
    counts = code_counts(viewer.project, viewer, ALL)
    tree = code_tree(viewer.project, retired=True)
    cards = {node.code.pk: CodeCard(node.code, node.path, counts.get(node.code.pk, NO_CODINGS)) for node in tree}
    placed: dict[int, list[int]] = defaultdict(list)
    for theme, code in ThemeCode.objects.filter(theme__project=viewer.project).values_list("theme_id", "code_id"):
        placed[theme].append(code)
    return cards, placed


def _sides(quotations: QuerySet[Quotation], by: list[str], most: int) -> dict[tuple[object, ...], Side]:
    """Return the first quotations of each list; one query."""
    apart = [F(name) for name in by]
    order = [F("position").asc(nulls_last=True), F("source").asc(), F("start").asc()]
    ranked = quotations.annotate(
        rank=Window(RowNumber(), partition_by=apart, order_by=order), among=Window(Count("pk"), partition_by=apart)
    ).filter(rank__lte=most + 1)
    rows = ranked.select_related("source__case", "source__question", "case").defer("source__text")
    found: dict[tuple[object, ...], Side] = defaultdict(Side)
    for row in sorted(rows, key=lambda row: row.rank):
        side = found[tuple(getattr(row, f"{name}_id" if name == "theme" else name) for name in by)]
        side.count = row.among
        if row.rank <= most:
            side.shown.append(row)
        else:
            side.next = row.pk
    return found


def _memos(viewer: Membership) -> dict[str, int]:
    memos = visible_memos(viewer.project, viewer).filter(about=Memo.About.THEME).order_by()
    return dict(memos.values_list("about_id").annotate(Count("pk")))
