"""Addresses of sources and cases."""

from django.urls import path

from coding.sources import views

app_name = "sources"
urlpatterns = [
    path("sources/", views.source_list, name="list"),
    path("sources/import/", views.import_sources, name="import"),
    path("sources/import/<uuid:batch>/", views.preview, name="preview"),
    path("sources/import/<uuid:batch>/discard/", views.discard, name="discard"),
    path("sources/<int:pk>/remove/", views.remove, name="remove"),
]
