"""Addresses below a project that the site itself has."""

from django.urls import include, path

from workbench.palette.views import places

urlpatterns = [
    path("places.json", places, name="places"),
    path("jobs/", include("workbench.jobs.urls")),
    path("exports/", include("workbench.exporting.urls")),
]
