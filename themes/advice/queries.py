"""Reading advice: what a person may still see of it, with the words that stand at its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coding.codebook.models import Code
from coding.codebook.queries import code_paths, codes_of
from coding.codings.models import Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.sources.models import Source
from themes.advice.models import AdviceKind, AdviceRun, Dismissal
from themes.embeddings.queries import hash_of
from workbench.membership.models import Membership


@dataclass(frozen=True)
class Words:
    """A passage as it stands in its source: `key` is how a form names it."""

    source: Source
    start: int
    end: int
    text: str
    key: str

    @property
    def source_id(self) -> int:
        return self.source.pk

    @property
    def case(self) -> Any:
        return self.source.case


@dataclass(frozen=True)
class NearCard:
    """Two codes side by side, with quotations from the middle of each."""

    first: Code
    second: Code
    facts: dict[str, Any]
    examples: tuple[list[Words], list[Words]]

    @property
    def sides(self) -> list[tuple[Code, list[Words]]]:
        return [(self.first, self.examples[0]), (self.second, self.examples[1])]


@dataclass(frozen=True)
class HalvesCard:
    """A code with the two groups of its quotations."""

    code: Code
    facts: dict[str, Any]
    groups: list[tuple[int, list[Words]]]


@dataclass(frozen=True)
class Guessed:
    """A passage, and of `made` guesses at least as sure how many were `right`."""

    words: Words
    right: int
    made: int


@dataclass(frozen=True)
class CodeCard:
    """What looks like a code's quotations, or why nothing is shown."""

    code: Code
    facts: dict[str, Any]
    guesses: list[Guessed] = field(default_factory=list)


@dataclass(frozen=True)
class Advice:
    """Everything that the page shows."""

    near: list[NearCard]
    halves: list[HalvesCard]
    guessing: list[CodeCard]
    silent: list[CodeCard]  # codes of which nothing is shown, with the reason


def advice_of(viewer: Membership) -> AdviceRun | None:
    """Return the person's advice, if they had any made."""
    return AdviceRun.objects.filter(project=viewer.project, made_by=viewer.user_id).first()


def is_out_of_date(run: AdviceRun) -> bool:
    """Say whether sources are being coded blind of whose codings the advice may be made."""
    return bool(sealed_source_ids(run.project) - set(run.sealed))


def advice(run: AdviceRun, viewer: Membership) -> Advice:
    """Return the advice with its words; six queries. What was dismissed, is coded by now, or changed, is left out."""
    reader = _Reader(run, viewer)
    return Advice(
        near=list(reader.near()), halves=list(reader.halves()),
        guessing=[card for card in reader.guesses() if card.guesses],
        silent=[card for card in reader.guesses() if not card.guesses],
    )  # fmt: skip


class _Reader:
    def __init__(self, run: AdviceRun, viewer: Membership) -> None:
        self.result, project = run.result, run.project
        paths = code_paths(project)
        self.codes = {code.pk: code for code in codes_of(project)}
        for code in self.codes.values():
            code.path = paths[code.pk]
        sources = {place[0] for place in self._places()}
        found = Source.objects.filter(project=project, pk__in=sources).select_related("case", "question")
        self.sources = {source.pk: source for source in found}
        rows = Dismissal.objects.filter(project=project, by=viewer.user_id)
        self.dismissed = set(rows.values_list("kind", "code", "other", "text_sha256"))
        own = visible_codings(project, viewer).filter(layer=Layer.CODER, coder=viewer.user_id, source__in=sources)
        self.own = list(own.order_by().values_list("source", "code", "start", "end"))

    def _places(self) -> Iterator[list[int]]:
        for pair in self.result.get("pairs", []):
            yield from (place for side in pair["examples"] for place in side)
        for half in self.result.get("halves", []):
            yield from (place for group in half["groups"] for place in group["places"])
        for code in self.result.get("codes", []):
            yield from (guess["place"] for guess in code["guesses"])

    def words(self, places: list[list[int]]) -> list[Words]:
        found = []
        for pk, revision, start, end in places:
            source = self.sources.get(pk)
            if source is not None and source.revision == revision:
                key = f"{pk}.{revision}.{start}.{end}"
                found.append(Words(source, start, end, source.text[start:end], key))
        return found

    def near(self) -> Iterator[NearCard]:
        for pair in self.result.get("pairs", []):
            first, second = self.codes.get(pair["first"]), self.codes.get(pair["second"])
            if first and second and (AdviceKind.NEAR, first.pk, second.pk, "") not in self.dismissed:
                yield NearCard(first, second, pair, tuple(self.words(side) for side in pair["examples"]))

    def halves(self) -> Iterator[HalvesCard]:
        for half in self.result.get("halves", []):
            code = self.codes.get(half["code"])
            if code and (AdviceKind.HALVES, code.pk, None, "") not in self.dismissed:
                groups = [(group["size"], self.words(group["places"])) for group in half["groups"]]
                yield HalvesCard(code, half, groups)

    def guesses(self) -> Iterator[CodeCard]:
        for one in self.result.get("codes", []):
            if code := self.codes.get(one["code"]):
                yield CodeCard(code, one, list(self._open_guesses(code, one["guesses"])))

    def _open_guesses(self, code: Code, guesses: list[dict[str, Any]]) -> Iterator[Guessed]:
        for guess in guesses:
            for words in self.words([guess["place"]]):
                dismissed = (AdviceKind.PASSAGE, code.pk, None, hash_of(words.text)) in self.dismissed
                if not dismissed and not self._is_coded(words):
                    yield Guessed(words, guess["right"], guess["made"])

    def _is_coded(self, words: Words) -> bool:
        return any(
            source == words.source.pk and start < words.end and words.start < end
            for source, _code, start, end in self.own
        )
