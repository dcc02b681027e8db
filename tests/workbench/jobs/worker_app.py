"""The Celery application of a test's real worker: the product's own, plus the kinds of work of the tests."""

import django

django.setup()

from tests.themes.embeddings import slow_kind  # noqa: E402, F401
from tests.workbench.jobs import kinds  # noqa: E402, F401
from workbench.celery import app  # noqa: E402

__all__ = ["app"]
