"""Addresses for changing codes; coding.urls joins them with the rest of the codebook's."""

from django.urls import path

from coding.codebook import views

urlpatterns = [
    path("new/", views.code_create, name="create"),
    path("<int:pk>/edit/", views.code_edit, name="edit"),
    path("<int:pk>/move/", views.code_move, name="move"),
    path("<int:pk>/up/", views.code_shift, {"step": 0}, name="up"),
    path("<int:pk>/down/", views.code_shift, {"step": 1}, name="down"),
    path("<int:pk>/retire/", views.code_retire, name="retire"),
    path("<int:pk>/restore/", views.code_restore, name="restore"),
]
