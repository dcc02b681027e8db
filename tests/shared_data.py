"""Where the shared real data lie, and how a test says that it needs them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def needs(relative: str) -> pytest.MarkDecorator:
    """Skip with a clear reason where the real data set is not beside the checkout."""
    return pytest.mark.skipif(
        not (SHARED / relative).exists(), reason=f"the shared data set {relative} is not beside this checkout"
    )
