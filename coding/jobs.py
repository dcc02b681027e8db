"""Registered in AppConfig.ready()."""

from coding.sources import jobs as sources_jobs  # noqa: F401
