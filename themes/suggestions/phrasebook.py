"""Which phrases each passage holds, found once, so that every cut of the tree is labelled from them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from themes.suggestions.phrases import Phrase

Key = tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """Phrases by number, `keys` in alphabetical order; those of row i are `numbers[starts[i]:starts[i + 1]]`.

    Phrases that only one case says name nothing and are not kept, unless there is only one case.
    """

    keys: tuple[Key, ...]
    texts: tuple[str, ...]
    starts: NDArray[np.int32]
    numbers: NDArray[np.int32]

    @cached_property
    def table(self) -> sparse.csr_matrix:
        """Rows by phrases, 1 where the passage holds the phrase."""
        ones = np.ones(len(self.numbers), dtype=np.float32)
        return sparse.csr_matrix((ones, self.numbers, self.starts), (len(self.starts) - 1, len(self.keys)))


def phrasebook_of(phrases: Sequence[set[Phrase]], cases: Sequence[frozenset]) -> Phrasebook:
    """Collect the phrases of every row, each spelled as most rows spell it."""
    spellings: dict[Key, Counter[str]] = defaultdict(Counter)
    sayers: dict[Key, set] = defaultdict(set)
    for row, said_by in zip(phrases, cases, strict=True):
        for phrase in row:
            spellings[phrase.key][phrase.text] += 1
            sayers[phrase.key] |= said_by
    fewest = min(2, len(set().union(*cases)))
    keys = sorted(key for key, people in sayers.items() if len(people) >= fewest)
    number = {key: place for place, key in enumerate(keys)}
    rows = [sorted({number[phrase.key] for phrase in row if phrase.key in number}) for row in phrases]
    return Phrasebook(
        tuple(keys),
        tuple(_commonest(spellings[key]) for key in keys),
        np.append(0, np.cumsum([len(row) for row in rows])).astype(np.int32),
        np.array([phrase for row in rows for phrase in row], dtype=np.int32),
    )


def _commonest(seen: Counter[str]) -> str:
    return min(seen, key=lambda text: (-seen[text], text))
