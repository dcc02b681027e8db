"""Where words that lost their place may be meant to go: the stretches of a text most like them. Pure."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from coding.revisions.anchoring import Span
from coding.revisions.graphemes import WORD

# A proposal shares at least this much with the words that are looked for.
LEAST_LIKE = 0.4
# So many paragraphs that share words are looked at closely.
LOOKED_AT = 12


def candidates(quote: str, text: str, limit: int = 3) -> list[Span]:
    """Return up to `limit` stretches of the text, [start, end), whose words are most like the quote, the best first."""
    wanted = Counter(word.casefold() for word in WORD.findall(quote))
    if not wanted:
        return []
    ranked = []
    position = 0
    for line in text.split("\n"):
        words = [(match.group().casefold(), *match.span()) for match in WORD.finditer(line)]
        shared = (Counter(word for word, _start, _end in words) & wanted).total()
        if shared:
            ranked.append((shared, position, words))
        position += len(line) + 1
    ranked.sort(key=lambda one: (-one[0], one[1]))
    scored = [_best(wanted, words, position) for _shared, position, words in ranked[:LOOKED_AT]]
    good = sorted((one for one in scored if one[0] >= LEAST_LIKE), key=lambda one: (-one[0], one[1]))
    # Among stretches with as many of the words, the one that reads most alike comes first.
    good.sort(key=lambda one: -one[0] - _alike(quote, text[slice(*one[1])]))
    return [span for _score, span in good[:limit]]


def _best(wanted: Counter[str], words: list[tuple[str, int, int]], position: int) -> tuple[float, Span]:
    """The stretch of a line that holds most of the wanted words and least of others, with its likeness from 0 to 1."""
    total = wanted.total()
    best = (0.0, (position, position))
    hits = [index for index, (word, _start, _end) in enumerate(words) if word in wanted]
    for a, first in enumerate(hits):
        have: Counter[str] = Counter()
        shared = 0
        for last in hits[a:]:
            if last - first > 2 * total + 4:
                break
            word = words[last][0]
            have[word] += 1
            shared += have[word] <= wanted[word]
            score = 2 * shared / (total + last - first + 1)
            if score > best[0]:
                best = (score, (position + words[first][1], position + words[last][2]))
    return best


def _alike(quote: str, words: str) -> float:
    if len(quote) + len(words) > 2_000:
        return 0.0
    return SequenceMatcher(None, quote, words, autojunk=False).ratio()
