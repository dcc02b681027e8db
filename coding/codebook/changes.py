"""What one act did to many codes, as the history keeps it: code by code, before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coding.codebook.models import Code

FACTS = ("name", "parent_id", "color", "position", "definition", "include", "exclude", "example", "codable")
TIMES = ("defined_at", "retired_at")

Facts = dict[str, Any]


def all_facts(code: Code) -> Facts:
    """Return all that can change of a code, as plain values."""
    facts = {name: getattr(code, name) for name in FACTS}
    times = {name: getattr(code, name) for name in TIMES}
    return facts | {name: time.isoformat() if time else None for name, time in times.items()}


def set_facts(code: Code, facts: Facts) -> None:
    """Write facts, as all_facts() gave them, into a code that is not saved yet."""
    for name, value in facts.items():
        setattr(code, name, datetime.fromisoformat(value) if name in TIMES and value else value)


@dataclass
class Changes:
    """Collects codes before and after an act."""

    _before: dict[int, Facts] = field(default_factory=dict)
    _after: dict[int, Facts | None] = field(default_factory=dict)

    def before(self, code: Code) -> None:
        self._before[code.pk] = all_facts(code)

    def after(self, code: Code) -> None:
        self._after[code.pk] = all_facts(code)

    made = after

    def gone(self, code: Code) -> None:
        self._after[code.pk] = None

    def kept(self) -> list[list[Any]]:
        """Return [key, what was different before, what is different since] of each; None where there was no code."""
        rows = []
        for pk, now in self._after.items():
            was = self._before.get(pk)
            if was is None or now is None:
                rows.append([pk, was, now])
            elif differing := [name for name in now if now[name] != was[name]]:
                rows.append([pk, {name: was[name] for name in differing}, {name: now[name] for name in differing}])
        return rows
