"""Addresses of elections."""

from django.urls import path

from civikos.procedures.ballots.views import commission, public, voting

app_name = "ballots"
urlpatterns = [
    path("", public.list_page, name="list"),
    path("new/", commission.new, name="new"),
    path("<int:pk>/", public.election, name="election"),
    path("<int:pk>/vote/", voting.booth, name="booth"),
    path("<int:pk>/check/", public.check, name="check"),
    path("<int:pk>/dossier.json", public.dossier, name="dossier"),
    path("<int:pk>/rules.json", public.rules, name="rules"),
    path("recount.py", public.recount_program, name="recount"),
    path("<int:pk>/prepare/", commission.prepare, name="prepare"),
    path("<int:pk>/roll/", commission.roll, name="roll"),
    path("<int:pk>/count/", commission.count, name="count"),
    path("<int:pk>/box.json", commission.box, name="box"),
    path("<int:pk>/probe.json", commission.probe, name="probe"),
    path("<int:pk>/<str:verb>/", commission.act, name="act"),
]
