"""Addresses of matrices."""

from django.urls import path

from themes.matrices import cell_views, framework_views, views

app_name = "matrices"
urlpatterns = [
    path("", views.matrix, name="theme_matrix"),
    path("passages/", views.passages, name="passages"),
    path("new/", framework_views.create, name="create"),
    path("<int:pk>/", framework_views.matrix, name="matrix"),
    path("<int:pk>/edit/", framework_views.edit, name="edit"),
    path("<int:pk>/duplicate/", framework_views.duplicate, name="duplicate"),
    path("<int:pk>/delete/", framework_views.remove, name="remove"),
    path("<int:pk>/stale/", framework_views.stale, name="stale"),
    path("<int:pk>/cell/", cell_views.cell, name="cell"),
    path("<int:pk>/cell/right/", cell_views.confirm, name="confirm"),
    path("<int:pk>/cell/texts/<int:version>/", cell_views.restore, name="restore"),
]
