"""Addresses of themes."""

from django.urls import path

from themes.catalogue import views

app_name = "themes"
urlpatterns = [
    path("", views.theme_list, name="list"),
    path("new/", views.theme_create, name="create"),
    path("accept/<int:pk>/", views.suggestion_accept, name="accept"),
    path("withdraw/<int:pk>/", views.suggestion_withdraw, name="withdraw"),
    path("quotations/<int:pk>/remove/", views.quotation_remove, name="remove_quotation"),
    path("quotations/displaced/<int:pk>/", views.quotation_settle, name="settle_quotation"),
    path("<int:pk>/", views.theme_detail, name="detail"),
    path("<int:pk>/edit/", views.theme_edit, name="edit"),
    path("<int:pk>/codes/", views.theme_codes, name="codes"),
    path("<int:pk>/merge/", views.theme_merge, name="merge"),
    path("<int:pk>/unmerge/", views.theme_unmerge, name="unmerge"),
    path("<int:pk>/delete/", views.theme_delete, name="delete"),
    path("<int:pk>/quotations/", views.quotation_add, name="add_quotation"),
]
