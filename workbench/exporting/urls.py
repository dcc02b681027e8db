"""Addresses of exports."""

from django.urls import path

from workbench.exporting import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="list"),
    path("<slug:what>/start/", views.export_start, name="start"),
    path("<slug:what>/preview/", views.export_preview, name="preview"),
    path("<uuid:pk>/", views.export_progress, name="progress"),
    path("<uuid:pk>/download/", views.export_download, name="download"),
]
