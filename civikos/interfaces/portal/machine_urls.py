from django.urls import path

from civikos.interfaces.portal import views

urlpatterns = [path("healthz", views.health, name="health"), path("robots.txt", views.robots, name="robots")]
