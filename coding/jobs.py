"""Registered in AppConfig.ready()."""

from coding.bank import jobs as bank_jobs  # noqa: F401
from coding.cases import jobs as cases_jobs  # noqa: F401
from coding.deidentification import jobs as deidentification_jobs  # noqa: F401
from coding.exchange import jobs as exchange_jobs  # noqa: F401
from coding.finding import jobs as finding_jobs  # noqa: F401
from coding.sources import jobs as sources_jobs  # noqa: F401
from coding.surveys import jobs as surveys_jobs  # noqa: F401
