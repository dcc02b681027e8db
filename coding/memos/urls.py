"""Addresses of memos, below a project's."""

from django.urls import path

from coding.memos import views

app_name = "memos"
urlpatterns = [
    path("", views.memo_list, name="list"),
    path("about/<str:about>/<str:key>/", views.about, name="about"),
    path("<int:pk>/", views.memo, name="memo"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("preview/", views.show_preview, name="preview"),
    path("links/", views.links, name="links"),
    path("note/", views.note, name="note"),
]
