"""Addresses of sources and of bringing them in."""

from django.urls import path

from coding.sources import importing, views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
    path("sources/<int:pk>/remove/", views.remove, name="remove"),
    path("sources/import/", importing.import_sources, name="import"),
    path("sources/import/<uuid:batch>/", importing.preview, name="preview"),
    path("sources/import/<uuid:batch>/discard/", importing.discard, name="discard"),
    path("sources/import/<uuid:batch>/<int:pk>/", importing.file, name="file"),
    path("sources/import/<uuid:batch>/<int:pk>/turns/", importing.turns, name="turns"),
    path("sources/imports/", views.import_list, name="imports"),
    path("sources/imports/<uuid:batch>/", views.report, name="report"),
    path("sources/imports/<uuid:batch>/csv/", views.report_csv, name="report_csv"),
]
