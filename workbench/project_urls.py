"""Addresses below a project that the site itself has."""

from django.urls import include, path

urlpatterns = [
    path("jobs/", include("workbench.jobs.urls")),
    path("exports/", include("workbench.exporting.urls")),
]
