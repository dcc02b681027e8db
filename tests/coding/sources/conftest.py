"""What tests of the pages of import share."""

import pytest

from coding.sources import reading


@pytest.fixture
def patience(monkeypatch):
    """A shared machine may be slow; what is read while the person waits is then not less."""
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 60)


@pytest.fixture
def hostile(monkeypatch, settings):
    """Parsers that misbehave by the name of the file."""
    monkeypatch.setattr(reading, "CHILD", "tests.coding.sources.hostile_child")
    settings.IMPORT_MAX_MEMORY_BYTES = 400 * 1024**2
