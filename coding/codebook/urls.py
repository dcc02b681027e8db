"""Addresses for changing codes; coding.urls joins them with the rest of the codebook's."""

from django.urls import path

from coding.codebook import framework_views, table_views, views

urlpatterns = [
    path("new/", views.code_create, name="create"),
    path("published/<slug:key>/", framework_views.framework, name="framework"),
    path("cells/", table_views.save_cells, name="cells"),
    path("<int:pk>/edit/", views.code_edit, name="edit"),
    path("<int:pk>/subcode/", views.code_add_below, name="subcode"),
    path("<int:pk>/rename/", views.code_rename, name="rename"),
    path("<int:pk>/recolour/", views.code_recolour, name="recolour"),
    path("<int:pk>/place/", views.code_place, name="place"),
    path("<int:pk>/history/", views.code_history, name="history"),
    path("<int:pk>/move/", views.code_move, name="move"),
    path("<int:pk>/up/", views.code_shift, {"step": 0}, name="up"),
    path("<int:pk>/down/", views.code_shift, {"step": 1}, name="down"),
    path("<int:pk>/retire/", views.code_retire, name="retire"),
    path("<int:pk>/restore/", views.code_restore, name="restore"),
]
