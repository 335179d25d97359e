from django.urls import path

from civikos.interfaces.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/addresses/", views.addresses, name="addresses"),
    path("desk/addresses.csv", views.addresses_file, name="addresses_file"),
    path("desk/addresses/<int:pk>/<str:verb>/", views.change_address, name="change_address"),
    path("desk/people/<int:pk>/mails/", views.mails_of, name="mails_of"),
    path("desk/people/<int:pk>/mails.csv", views.mails_of_file, name="mails_of_file"),
    path("me/letters/", views.letters, name="letters"),
    path("me/mails/", views.mails, name="mails"),
    path("me/mails.csv", views.mails_file, name="mails_file"),
    path("me/news/", views.news, name="news"),
    path("account/", views.account, name="account"),
    path("account/<str:verb>/", views.change_account, name="change_account"),
]
