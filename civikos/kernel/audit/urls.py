from django.urls import path

from civikos.kernel.audit import views

app_name = "audit"
urlpatterns = [path("log/check/", views.check, name="check")]
