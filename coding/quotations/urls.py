"""Addresses of the codebook's pages; coding.urls joins them with the rest of the codebook's."""

from django.urls import path

from coding.quotations import debt_views, split_views, views

urlpatterns = [
    path("", views.code_tree_page, name="tree"),
    path("recode/", debt_views.debt_page, name="debt"),
    path("recode/look/", debt_views.look_again, name="look"),
    path("<int:pk>/", views.code_detail, name="code"),
    path("<int:pk>/merge/", views.code_merge, name="merge"),
    path("<int:pk>/split/", split_views.code_split, name="split"),
    path("<int:pk>/unmerge/", views.code_unmerge, name="unmerge"),
    path("<int:pk>/delete/", views.code_delete, name="delete"),
]
