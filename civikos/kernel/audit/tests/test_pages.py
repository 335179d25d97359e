"""The public pages of the log."""

import json
from datetime import UTC, datetime

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from civikos.kernel.audit import actions, forms, notes, queries, views

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def get(view, **query: str) -> HttpResponse:
    return view(RequestFactory().get("/", query))


def test_there_is_no_checkpoint_before_the_first_and_then_there_is():
    with pytest.raises(Http404):
        get(views.checkpoint)
    actions.publish("a", "x:1", {}, at=AT)
    actions.number_pending()
    made = actions.make_checkpoint(at=AT)
    answer = get(views.checkpoint)
    assert answer.content.decode() == made.note
    assert answer["Content-Type"].startswith("text/plain")
    assert get(views.verifier).content.decode().strip() == notes.verifier()


def test_entries_come_a_thousand_at_a_time(monkeypatch):
    for _number in range(5):
        actions.publish("a", "x:1", {}, at=AT)
    actions.number_pending()
    monkeypatch.setattr(views, "PAGE", 3)
    first = get(views.entries).content.decode().splitlines()
    rest = get(views.entries, after="3").content.decode().splitlines()
    assert [json.loads(line)["sequence"] for line in first + rest] == [1, 2, 3, 4, 5]
    assert get(views.entries, after="5").content == b""
    for after in ("x", "-1", "١", "9" * 30, "1.5"):
        with pytest.raises(Http404):
            get(views.entries, after=after)


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000, '{"leaf": 3}', '"x"', "x" * (forms.LARGEST_RECEIPT + 1)])
def test_what_is_not_a_receipt_is_told_in_a_sentence(text):
    form = forms.CheckReceipt({"receipt": text})
    assert not form.is_valid()
    assert form.errors["receipt"]


def test_a_number_or_a_receipt_is_needed_and_a_genuine_one_is_taken():
    assert not forms.CheckReceipt({}).is_valid()
    assert not forms.CheckReceipt({"number": "0"}).is_valid()
    assert not forms.CheckReceipt({"number": str(2**63)}).is_valid()
    actions.publish("a", "x:1", {"t": "ë"}, at=AT)
    actions.number_pending()
    actions.make_checkpoint(at=AT)
    form = forms.CheckReceipt({"receipt": json.dumps(queries.receipt(1, with_content=True).as_json())})
    assert form.is_valid(), form.errors
    assert queries.check_receipt(form.cleaned_data["receipt"]).content_fits
