"""How many queries a piece of work takes."""

from collections.abc import Callable
from typing import Any

from django.db import connection


def queries_of(work: Callable[[], Any]) -> int:
    """How many queries it takes."""
    count = 0

    def counted(execute: Callable[..., Any], *facts: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*facts)

    with connection.execute_wrapper(counted):
        work()
    return count
