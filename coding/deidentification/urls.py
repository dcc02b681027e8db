"""Addresses of the de-identification assistant."""

from django.urls import URLPattern

app_name = "deidentification"
urlpatterns: list[URLPattern] = []
