"""The site: who, which project, what happened, long work."""

from workbench.celery import app as celery_app

__all__ = ["celery_app"]
