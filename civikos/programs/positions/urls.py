"""Addresses of positions."""

from django.urls import path

from civikos.programs.positions.views import answering, drafting, gathering, history, opening, papers, position

app_name = "positions"
urlpatterns = [
    path("", position.list_page, name="list"),
    path("positions.csv", position.list_csv, name="list_csv"),
    path("new/", opening.open_page, name="open"),
    path("on/<int:consultation>/", opening.of_consultation, name="of_consultation"),
    path("<int:pk>/", position.position, name="position"),
    path("<int:pk>/sentence/<int:key>/", position.sentence, name="sentence"),
    path("<int:pk>/plan/", opening.plan, name="plan"),
    path("<int:pk>/gathering/", gathering.gathering, name="gathering"),
    path("<int:pk>/gathering/<int:suggestion>/<str:verb>/", gathering.act, name="suggestion_action"),
    path("<int:pk>/draft/", drafting.draft, name="draft"),
    path("<int:pk>/draft/new/", drafting.new_passage, name="new_passage"),
    path("<int:pk>/draft/ask/", drafting.ask, name="ask"),
    path("<int:pk>/draft/<int:number>/", drafting.passage, name="passage"),
    path("<int:pk>/draft/<int:number>/sources/", drafting.sources, name="sources"),
    path("<int:pk>/draft/<int:number>/<str:verb>/", drafting.act, name="passage_action"),
    path("<int:pk>/answer/", answering.consent, name="consent"),
    path("<int:pk>/answer/<int:number>/", answering.answer, name="answer"),
    path("<int:pk>/answer/back/<int:response>/", answering.take_back, name="take_back"),
    path("<int:pk>/amendments/", answering.amendments, name="amendments"),
    path("<int:pk>/amendments/<int:response>/", answering.amendment, name="amendment"),
    path("<int:pk>/vote/", answering.vote, name="vote"),
    path("<int:pk>/roll/", answering.roll, name="roll"),
    path("<int:pk>/roll.csv", answering.roll_csv, name="roll_csv"),
    path("<int:pk>/dissent/", answering.dissent, name="dissent"),
    path("<int:pk>/dissent/<int:dissent_pk>/withdraw/", answering.withdraw_dissent, name="withdraw_dissent"),
    path("<int:pk>/history/", history.history, name="history"),
    path("<int:pk>/withdraw/", opening.withdraw, name="withdraw"),
    path("<int:pk>/correct/", opening.correct, name="correct"),
    path("<int:pk>/go-on/", opening.go_on, name="go_on"),
    path("<int:pk>/remind/", opening.remind, name="remind"),
    path("<int:pk>/send/", papers.send, name="send"),
    path("<int:pk>/paper/<uuid:key>/", papers.paper, name="paper"),
    path("<int:pk>/position.json", papers.data, name="data"),
    path("<int:pk>/document/", papers.document, name="document"),
]
