"""Addresses."""

from django.urls import include, path

from coding.codebook import urls as codebook
from coding.exchange import urls as exchange
from coding.quotations import urls as quotations

# One namespace for the codebook, though who counts codings or reads files stands further down the stream.
_codebook = [*quotations.urlpatterns, *codebook.urlpatterns, *exchange.codebook]

urlpatterns: list = [
    path("methods/", include("coding.reporting.urls")),
    path("bank/", include("coding.bank.urls")),
    path("", include("coding.codings.urls")),
    path("", include("coding.answers.urls")),
    path("", include("coding.finding.urls")),
    path("", include("coding.reconciliation.urls")),
    path("", include("coding.agreement.urls")),
    path("", include("coding.analysis.urls")),
    path("", include("coding.deidentification.urls")),
    path("", include("coding.revisions.urls")),
    path("", include("coding.cases.urls")),
    path("", include("coding.surveys.urls")),
    path("", include((exchange.projects, "exchange"))),
    path("", include("coding.sources.urls")),
    path("memos/", include("coding.memos.urls")),
    path("codebook/", include((_codebook, "codebook"))),
]
