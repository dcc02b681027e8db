"""The hits of a query in one text: looked for once in the whole text, then sorted into its regions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from coding.codings.spans import Span
from coding.finding.matching import Clock, Matcher
from coding.finding.places import Region

# An expression such as "." has a hit at every letter; nobody looks at more than these in one text.
MOST_IN_TEXT = 200_000


def search(
    matcher: Matcher, text: str, regions: Callable[[], Sequence[Region]], clock: Clock
) -> Iterator[tuple[Region, Span]]:
    """Give the hits with the regions that they lie in, in order; `regions` is asked for only where there are hits.

    A hit never reaches out of its region: where one would, the regions that it touches are searched by themselves.
    May raise TookTooLong.
    """
    spans = list(islice(matcher.spans(text, 0, len(text), clock), MOST_IN_TEXT))
    if not spans:
        return
    here = regions()
    for at, inside in sorted(_sorted_in(matcher, text, here, spans, clock).items()):
        if inside and matcher.all_stand_in(text, here[at].start, here[at].end, clock):
            yield from ((here[at], span) for span in inside)


def _sorted_in(
    matcher: Matcher, text: str, regions: Sequence[Region], spans: Sequence[Span], clock: Clock
) -> dict[int, list[Span]]:
    starts = [region.start for region in regions]
    found: dict[int, list[Span]] = {}
    torn: set[int] = set()
    for start, end in spans:
        at = bisect_right(starts, start) - 1
        if at >= 0 and end <= regions[at].end:
            found.setdefault(at, []).append((start, end))
        else:
            torn.update(range(max(at, 0), bisect_left(starts, end)))
    for at in torn:
        found[at] = list(matcher.spans(text, regions[at].start, regions[at].end, clock))
    return found
