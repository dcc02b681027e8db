"""Addresses of what comes in as a file; coding.urls puts each where it belongs."""

from django.urls import path

from coding.exchange import views

codebook = [path("import/", views.codebook_import, name="import")]
projects = [path("sources/import/project/", views.project_import, name="project")]
