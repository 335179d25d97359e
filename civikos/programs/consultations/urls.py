"""Addresses of consultations. Fixed words come before `<eid>`, which is anything an Akoma Ntoso id may be."""

from django.urls import path

from civikos.programs.consultations.views import (
    contributions,
    distribution,
    matrix,
    officer,
    papers,
    room,
    text,
    versions,
)

app_name = "consultations"
urlpatterns = [
    path("", room.list_page, name="list"),
    path("new/", officer.register, name="register"),
    path("subscriptions/", contributions.subscribe, name="subscribe"),
    path("contribution/<int:pk>/", contributions.contribution, name="contribution"),
    path("contribution/<int:pk>/edit/", contributions.edit_contribution, name="edit_contribution"),
    path("contribution/<int:pk>/withdraw/", contributions.withdraw_contribution, name="withdraw_contribution"),
    path("contribution/<int:pk>/support/", contributions.support, name="support"),
    path("contribution/<int:pk>/support/withdraw/", contributions.withdraw_support, name="withdraw_support"),
    path("contribution/<int:pk>/hide/", officer.hide, name="hide"),
    path("<int:pk>/", room.room, name="room"),
    path("<int:pk>/contribute/", contributions.contribute, name="contribute"),
    path("<int:pk>/mine/", contributions.own, name="own"),
    path("<int:pk>/file/<uuid:key>/", papers.file, name="file"),
    path("<int:pk>/deadline.ics", room.calendar, name="calendar"),
    path("<int:pk>/at/<str:eid>/comments/", room.comments, name="comments"),
    path("<int:pk>/report/", room.report, name="report"),
    path("<int:pk>/report/new/", officer.publish_report, name="publish_report"),
    path("<int:pk>/text/", text.text, name="text"),
    path("<int:pk>/text/<str:verb>/", text.correct, name="correct_text"),
    path("<int:pk>/deadline/", officer.deadline, name="deadline"),
    path("<int:pk>/publish/", officer.publish, name="publish"),
    path("<int:pk>/withdraw/", officer.withdraw, name="withdraw"),
    path("<int:pk>/history/", officer.history, name="history"),
    path("<int:pk>/distribution/", distribution.distribution, name="distribution"),
    path("<int:pk>/distribution/live/", distribution.delivery, name="delivery"),
    path("<int:pk>/distribution/<str:verb>/", distribution.act, name="distribution_action"),
    path("<int:pk>/matrix/", matrix.matrix, name="matrix"),
    path("<int:pk>/matrix/returned/", matrix.returned, name="returned"),
    path("<int:pk>/matrix/<str:verb>/", matrix.act, name="matrix_action"),
    path("<int:pk>/matrix.<str:format>", papers.matrix_file, name="matrix_file"),
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/new/", versions.add, name="add_version"),
    path("<int:pk>/versions/taken-up/", versions.taken_up, name="taken_up"),
    path("<int:pk>/versions/place/", versions.place, name="place"),
    path("<int:pk>/<str:eid>/", room.article, name="article"),
]
