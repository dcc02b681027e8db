"""A blind round on everything, as for the codings."""

from tests.coding.codings.conftest import blind  # noqa: F401
