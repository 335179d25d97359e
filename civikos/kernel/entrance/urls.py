from django.urls import path

from civikos.kernel.entrance import views

app_name = "entrance"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.enter_code, name="enter_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("l/<str:secret>/", views.personal_link, name="personal_link"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("letters/<str:token>/", views.letters, name="letters"),
    path("address/<str:secret>/", views.confirm_address, name="confirm_address"),
]
