"""What can stand in the lines of an analysis: codes, and whatever apps further down the stream register (themes)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from coding.analysis.mentions import Line, Mentions, rolled_up
from coding.cases.voices import whose_words
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node
from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from coding.quotations.layers import layer_codings
from workbench.membership.models import Membership
from workbench.projects.models import Project

CODES = "codes"


@dataclass(frozen=True)
class Passage:
    """Words behind a number; `by` says who marked them, "" where that is not said."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Loaded:
    """The lines of a study and what stands under them; `passages` gives the words of some rows of the mentions."""

    lines: list[Line] = field(default_factory=list)
    mentions: Mentions = field(default_factory=Mentions)
    passages: Callable[[Sequence[int]], list[Passage]] = lambda rows: [Passage("") for _row in rows]


# (project, viewer, layer, rollup) -> Loaded; with rollup a line holds what stands under the lines below it.
Load = Callable[[Project, Membership | None, str, bool], Loaded]


@dataclass(frozen=True)
class Kind:
    """How lines are spoken of: `one` ("code"), `label` all of them ("Codes"), what stands `below` one ("subcodes").

    `places` are what stands under them ("Codings").
    """

    name: str
    label: str
    one: str
    below: str
    places: str
    load: Load

    @property
    def head(self) -> str:
        """The name of one line as the head of a column."""
        return str(self.one).capitalize()


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return what can be counted, codes first."""
    return list(_kinds.values())


def kind_of(name: str) -> Kind:
    """Return one kind; KeyError for one that there is not."""
    return _kinds[name]


def lines_of(nodes: Sequence[Node]) -> list[Line]:
    """Return the nodes of a tree as lines, in its order."""
    place_of = {node.id: place for place, node in enumerate(nodes)}
    return [
        Line(
            node.id, node.code.name, node.path, node.depth,
            place_of.get(node.code.parent_id, -1), getattr(node.code, "tint", None),
        )
        for node in nodes
    ]  # fmt: skip


def load_codes(project: Project, viewer: Membership | None, layer: str, rollup: bool) -> Loaded:
    """Return the codes in use, and retired ones that still have codings; three queries."""
    codings = layer_codings(project, viewer, layer).annotate(whose=whose_words(project))
    columns = ("pk", "code_id", "source_id", "whose", "start", "end", "coder_id", "layer")
    rows = list(codings.order_by("source_id", "start", "end", "code_id", "coder_id").values_list(*columns))
    used = {row[1] for row in rows}
    nodes = _in_use(code_tree(project, retired=True), used)
    lines = lines_of(nodes)
    place_of = {line.key: place for place, line in enumerate(lines)}
    mentions = Mentions.of_rows(
        (place_of[code], source, case or 0, start, end, 0 if whose == Layer.CONSENSUS else coder)
        for _pk, code, source, case, start, end, coder, whose in rows
    )
    keys = [row[0] for row in rows]
    if rollup:
        mentions, came_from = rolled_up(mentions, lines)
        keys = [keys[row] for row in came_from]

    def passages(wanted: Sequence[int]) -> list[Passage]:
        chosen = [keys[row] for row in wanted]
        found = visible_codings(project, viewer).filter(pk__in=chosen)
        texts = {
            pk: Passage(quote, "" if whose == Layer.CONSENSUS else coder)
            for pk, quote, coder, whose in found.values_list("pk", "quote", "coder__name", "layer")
        }
        return [texts.get(key, Passage("")) for key in chosen]

    return Loaded(lines, mentions, passages)


def _in_use(nodes: list[Node], used: set[int]) -> list[Node]:
    """Leave out retired codes under which nothing stands, and below which nothing does."""
    kept: set[int] = set()
    for node in reversed(nodes):  # children come after their parents
        if node.code.retired_at is None or node.id in used or any(child.id in kept for child in node.children):
            kept.add(node.id)
    return [node for node in nodes if node.id in kept]


register_kind(
    Kind(
        CODES,
        gettext_lazy("Codes"),
        gettext_lazy("code"),
        gettext_lazy("subcodes"),
        gettext_lazy("Codings"),
        load_codes,
    )
)
