"""Drawing a sample with a seed: at random, or from strata in proportion to their size. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil


@dataclass(frozen=True)
class Stratum:
    """A part of the pool: its name, how many there are, and which were drawn, in the order of the draw."""

    label: str
    size: int
    drawn: tuple[Hashable, ...]


def shuffled(keys: Iterable[Hashable], seed: int) -> list[Hashable]:
    """Return the keys in an order that the seed alone decides, whatever order they come in.

    Each key is placed by the SHA-256 of "seed:key": anybody can draw again, in any language, and a key that joins or
    leaves the pool does not change the order of the others.
    """
    return sorted(keys, key=lambda key: (sha256(f"{seed}:{key}".encode()).digest(), str(key)))


def draw(keys: Iterable[Hashable], number: int, seed: int) -> list[Hashable]:
    """Return `number` of the keys at random (all of them if there are not so many), in the order of the draw."""
    return shuffled(keys, seed)[:number]


def quotas(sizes: Mapping[str, int], number: int) -> dict[str, int]:
    """Share `number` out in proportion to the sizes by largest remainders (Hare, Hamilton); never more than there are.

    Equal remainders go to the larger stratum, then to the one that comes first.
    """
    whole = sum(sizes.values())
    number = min(number, whole)
    if not whole:
        return dict.fromkeys(sizes, 0)
    exact = {label: Fraction(number * size, whole) for label, size in sizes.items()}
    given = {label: int(share) for label, share in exact.items()}
    by_remainder = sorted(sizes, key=lambda label: (given[label] - exact[label], -sizes[label]))
    for label in by_remainder[: number - sum(given.values())]:
        given[label] += 1
    return given


def draw_stratified(strata: Mapping[str, Sequence[Hashable]], number: int, seed: int) -> list[Stratum]:
    """Draw `number` keys in all, from each stratum in proportion to its size, in the order of the strata."""
    given = quotas({label: len(keys) for label, keys in strata.items()}, number)
    return [Stratum(label, len(keys), tuple(draw(keys, given[label], seed))) for label, keys in strata.items()]


def number_meant(size: str, pool: int) -> int | None:
    """Return how many of the pool "12" or "20 %" means, a share rounded up; None where it means no number."""
    text = size.strip()
    is_share = text.endswith("%")
    try:
        value = Fraction(text.removesuffix("%").strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
    if value <= 0 or (is_share and value > 100) or not (is_share or value.denominator == 1):
        return None
    return ceil(value * pool / 100) if is_share else int(value)
