"""Addresses of matrices."""

from django.urls import path

from themes.matrices import views

app_name = "matrices"
urlpatterns = [
    path("", views.matrix, name="theme_matrix"),
    path("passages/", views.passages, name="passages"),
]
