"""The support desk reads and changes nothing."""

import pytest
from django.test import Client

from civikos.kernel.accounts.models import Person
from civikos.programs.consultations.models import Consultation

MODELS = ["consultation", "recipient", "contribution", "point", "paper"]


@pytest.fixture
def maintainer(answered: Consultation) -> Client:
    client = Client()
    client.force_login(
        Person.objects.create(name="Mirëmbajtësi", email="maintainer@example.org", is_staff=True, is_superuser=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.mark.parametrize("name", MODELS)
def test_a_maintainer_reads_lists_and_rows_and_cannot_write(
    name: str, maintainer: Client, answered: Consultation
) -> None:
    listed = maintainer.get(f"/maintenance/consultations/{name}/?q=1")
    assert listed.status_code == 200
    assert maintainer.get(f"/maintenance/consultations/{name}/add/").status_code == 403
    if name == "consultation":
        page = maintainer.get(f"/maintenance/consultations/{name}/{answered.pk}/change/")
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert (
            maintainer.post(f"/maintenance/consultations/{name}/{answered.pk}/delete/", {"post": "yes"}).status_code
            == 403
        )
    assert Consultation.objects.filter(pk=answered.pk).exists()
