"""Addresses of answers by question."""

from django.urls import include, path

from coding.answers import views

_answers = [
    path("", views.question_list, name="list"),
    path("<int:pk>/", views.answer_list, name="question"),
    path("<int:pk>/rows/", views.answer_rows, name="rows"),
    path("<int:pk>/codings.json", views.answers_codings, name="codings"),
    path("<int:pk>/code/", views.code_chosen, name="chosen"),
    path("<int:pk>/uncoded/", views.mark_chosen, name="mark_chosen"),
    path("<int:pk>/done/", views.answers_done, name="done"),
]

urlpatterns = [path("answers/", include((_answers, "answers")))]
