"""Addresses of the de-identification assistant."""

from django.urls import path

from coding.deidentification import views

app_name = "deidentification"
urlpatterns = [
    path("deidentify/", views.review, name="review"),
    path("deidentify/find/", views.find, name="find"),
    path("deidentify/words/", views.word_add, name="word_add"),
    path("deidentify/places/<int:pk>/", views.places, name="places"),
    path("deidentify/places/<int:pk>/decide/", views.decide, name="decide"),
    path("deidentify/kinds/<str:kind>/decide/", views.decide_kind, name="decide_kind"),
    path("deidentify/replace/", views.replace, name="replace"),
    path("deidentify/new/", views.new_texts, name="new_texts"),
    path("deidentify/key/", views.key, name="key"),
    path("deidentify/key/file/", views.key_file, name="key_file"),
    path("deidentify/key/<int:pk>/put-back/", views.key_put_back, name="put_back"),
]
