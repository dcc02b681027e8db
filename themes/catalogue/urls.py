"""Addresses of themes."""

from django.urls import path

from themes.catalogue import acceptance_views, board_views, coverage_views, map_views, passage_map_views, views

app_name = "themes"
urlpatterns = [
    path("", board_views.theme_list, name="list"),
    path("coverage/", coverage_views.coverage, name="coverage"),
    path("coverage/hold/", coverage_views.hold, name="hold"),
    path("map/", map_views.theme_map, name="map"),
    path("map.svg", map_views.picture, name="map_picture"),
    path("<int:pk>/elsewhere/", coverage_views.elsewhere, name="elsewhere"),
    path("move/", board_views.move, name="move"),
    path("new/", views.theme_create, name="create"),
    path("accept/<int:pk>/", acceptance_views.suggestion_accept, name="accept"),
    path("withdraw/<int:pk>/", acceptance_views.suggestion_withdraw, name="withdraw"),
    path("passages/map/", passage_map_views.passage_map, name="passage_map"),
    path("passages/map/data/", passage_map_views.passage_map_data, name="passage_map_data"),
    path("gather/<int:pk>/", acceptance_views.gather, name="gather"),
    path("quotations/<int:pk>/remove/", views.quotation_remove, name="remove_quotation"),
    path("quotations/displaced/<int:pk>/", views.quotation_settle, name="settle_quotation"),
    path("quotations/<int:pk>/stance/", board_views.stance, name="stance"),
    path("<int:pk>/statement/", board_views.statement, name="statement"),
    path("<int:pk>/", views.theme_detail, name="detail"),
    path("<int:pk>/edit/", views.theme_edit, name="edit"),
    path("<int:pk>/codes/", views.theme_codes, name="codes"),
    path("<int:pk>/merge/", views.theme_merge, name="merge"),
    path("<int:pk>/unmerge/", views.theme_unmerge, name="unmerge"),
    path("<int:pk>/delete/", views.theme_delete, name="delete"),
    path("<int:pk>/quotations/", views.quotation_add, name="add_quotation"),
]
