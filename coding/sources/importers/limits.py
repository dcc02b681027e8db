"""How much a file may ask of the machine. The settings say it; importers read it here, since they know no settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The most that one file may have; beyond it is one plain sentence, not a slow machine."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 300_000_000
    ratio: int = 200  # unpacked to packed, of archives above some size
    parts: int = 10_000  # files in an archive
    files: int = 2_000  # transcripts taken out of one archive
    characters: int = 20_000_000  # of one text
    rows: int = 1_000_000
    columns: int = 5_000
    cells: int = 100_000_000  # of a table; a few rows that name a far column would fill the disk with empty ones
    pages: int = 5_000


def megabytes(size: int) -> str:
    """Bytes as people read them, in the megabytes (of 1,048,576) that the settings and the pages count.

    >>> megabytes(100 * 1024**2), megabytes(1_300_000_000), megabytes(1_500_000)
    ('100 MB', '1,239.8 MB', '1.4 MB')
    """
    return f"{size / 1024**2:,.1f}".removesuffix(".0") + " MB"


_limits: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039  it is frozen


def limits() -> Limits:
    """The limits in force."""
    return _limits.get()


@contextmanager
def limited_by(chosen: Limits) -> Iterator[None]:
    """Read files under other limits."""
    token = _limits.set(chosen)
    try:
        yield
    finally:
        _limits.reset(token)
