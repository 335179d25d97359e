from django.urls import path

from civikos.interfaces.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("account/", views.account, name="account"),
    path("account/<str:verb>/", views.change_account, name="change_account"),
]
