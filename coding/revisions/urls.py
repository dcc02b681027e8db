"""Addresses of changing a text."""

from django.urls import include, path

from coding.revisions import views

_revisions = [
    path("sources/<int:pk>/text/", views.correct, name="correct"),
    path("sources/<int:pk>/revisions/", views.history, name="history"),
    path("sources/<int:pk>/revisions/<int:number>/", views.revision, name="detail"),
    path("sources/<int:pk>/revisions/<int:number>/restore/", views.restore, name="restore"),
    path("sources/<int:pk>/settle/", views.settle, name="settle"),
    path("displaced/<int:pk>/place/", views.place, name="place"),
    path("displaced/<int:pk>/let-go/", views.release, name="let_go"),
    path("displaced/<int:pk>/take-up/", views.recover, name="take_up"),
]

urlpatterns = [path("", include((_revisions, "revisions")))]
