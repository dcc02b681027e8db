"""Addresses of finding by meaning."""

from django.urls import path

from themes.meaning import views

app_name = "meaning"
urlpatterns = [path("", views.page, name="page"), path("read/", views.read, name="read")]
