"""What tests of the pages of import share."""

import pytest


@pytest.fixture
def patience(monkeypatch):
    """A shared machine may be slow; what is read while the person waits is then not less."""
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 60)
