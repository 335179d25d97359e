"""Every address of the house. Pages carry their language; files, feeds and machines do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("maintenance/", admin.site.urls),
    path("", include("civikos.interfaces.portal.machine_urls")),
    path("", include("civikos.kernel.audit.machine_urls")),
    path("", include("civikos.kernel.mailroom.machine_urls")),
    *i18n_patterns(
        path("", include("civikos.interfaces.portal.urls")),
        path("", include("civikos.kernel.entrance.urls")),
        path("", include("civikos.kernel.audit.urls")),
        path("", include("civikos.interfaces.desk.urls")),
        path("mail/", include("civikos.kernel.mailroom.urls")),
        path("consultations/", include("civikos.programs.consultations.urls")),
        path("positions/", include("civikos.programs.positions.urls")),
        path("standards/", include("civikos.programs.standards.urls")),
        path("elections/", include("civikos.procedures.ballots.urls")),
        path("documents/", include("civikos.programs.information_requests.urls")),
    ),
]
if settings.DEMO or settings.TESTING:
    urlpatterns += i18n_patterns(path("demo/", include("civikos.interfaces.demo.urls")))
handler403 = "civikos.interfaces.portal.views.forbidden"
handler404 = "civikos.interfaces.portal.views.not_found"
handler500 = "civikos.interfaces.portal.views.broken"
