"""Addresses of correcting a text."""

from django.urls import URLPattern

app_name = "revisions"
urlpatterns: list[URLPattern] = []
