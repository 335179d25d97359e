from django.urls import path

from civikos.interfaces.demo import views

app_name = "demo"
urlpatterns = [
    path("as/<str:key>/", views.sign_in_as, name="sign_in_as"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", views.mail, name="mail"),
]
