"""One code at a time: the few sources that have it, with its codings alone."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from coding.agreement.units import CodedSource


def sources_by_code(sources: Iterable[CodedSource]) -> dict[Hashable, list[CodedSource]]:
    """Return, for every code that somebody applied, its sources in their order, without all other codings.

    What the units with a code are does not depend on the rest, so that they are found without laying it out again.
    """
    found: dict[Hashable, list[CodedSource]] = defaultdict(list)
    for source in sources:
        by_code: dict[Hashable, dict[Hashable, list]] = defaultdict(lambda: defaultdict(list))
        for coder, codings in source.codings.items():
            for coding in codings:
                by_code[coding[2]][coder].append(coding)
        for code, codings in by_code.items():
            found[code].append(replace(source, codings=dict(codings)))
    return found
