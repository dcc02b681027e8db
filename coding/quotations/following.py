"""What later stages keep under a code follows it in a merge, and comes back. They register here; nobody asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coding.codebook.models import Code
from workbench.accounts.models import User


@dataclass(frozen=True)
class Follower:
    """What follows, by a name that the history keeps: both are called inside the transaction of the (un)merge.

    `follow(code, into, by)` moves it and returns the keys of what moved; `go_back(keys, code, into)` takes back what
    is still there.
    """

    name: str
    follow: Callable[[Code, Code, User], list[int]]
    go_back: Callable[[list[int], Code, int], None]


_followers: dict[str, Follower] = {}


def follows_merges(follower: Follower) -> None:
    """Register what goes with a code into the one that it is merged into."""
    _followers[follower.name] = follower


def follow_all(code: Code, into: Code, by: User) -> dict[str, list[int]]:
    """Move everything registered; returns the keys of what moved, by name."""
    return {name: follower.follow(code, into, by) for name, follower in _followers.items()}


def go_back_all(kept: dict[str, list[int]], code: Code, into: int) -> None:
    """Take back what a merge moved, as follow_all() returned it."""
    for name, keys in kept.items():
        if follower := _followers.get(name):
            follower.go_back(keys, code, into)
