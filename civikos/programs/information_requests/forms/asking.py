"""Forms for writing a request, for one institution or several."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civikos.kernel.workdays.queries import at_local_time
from civikos.programs.information_requests.actions import Wanted
from civikos.programs.information_requests.models import LANGUAGES, REASONS
from civikos.programs.information_requests.states import Urgency, Way
from civikos.registers.organizations.models import Organization

NETWORK = "network"


class Asking(forms.Form):
    """What every request says, whoever gets it."""

    capacity = forms.ChoiceField(label=_("In whose name?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("What is missing?"), choices=REASONS, required=False)
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=LANGUAGES,
        help_text=_(
            "Albanian and Serbian are official everywhere; the institution has to answer in the language of the request."
        ),
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=20_000,
        help_text=_(
            "Without greeting at the end and name: these are added. Say each document you ask for as exactly as you can."
        ),
    )
    urgency = forms.ChoiceField(
        label=_("Urgent because of"),
        choices=Urgency.choices,
        required=False,
        help_text=_("The short period applies only where one of these is at stake."),
    )
    urgency_note = forms.CharField(label=_("What is at stake, in a sentence"), max_length=500, required=False)
    is_private = forms.BooleanField(
        label=_("Keep private until there is an outcome"),
        required=False,
        help_text=_(
            "Otherwise everybody can follow the request as soon as it is sent. Your name is never shown, only the organization's."
        ),
    )

    def __init__(self, *arguments: Any, organizations: Sequence[Organization], for_network: bool, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.organizations = {str(each.pk): each for each in organizations}
        choices: list[tuple[str, Any]] = [(NETWORK, _("In the name of the network"))] if for_network else []
        choices += [(key, str(each)) for key, each in self.organizations.items()]
        self.fields["capacity"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["capacity"].initial = choices[0][0]

    @property
    def organization(self) -> Organization | None:
        """In whose name; None for the network."""
        return self.organizations.get(self.cleaned_data["capacity"])

    def wanted(self, institution: Organization, about: str = "") -> Wanted:
        """The request as the field speaks of it."""
        said = self.cleaned_data
        return Wanted(
            institution=institution,
            subject=said["subject"],
            text=said["text"],
            language=said["language"],
            organization=self.organization,
            about=about,
            reason=said["reason"],
            urgency=said["urgency"],
            urgency_note=said["urgency_note"],
            is_private=said["is_private"],
        )


class Request(Asking):
    """A request to one institution."""

    institution = forms.TypedChoiceField(label=_("Institution"), coerce=int)
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    field_order = (
        "institution",
        "capacity",
        "reason",
        "language",
        "subject",
        "text",
        "urgency",
        "urgency_note",
        "is_private",
        "about",
    )

    def __init__(self, *arguments: Any, institutions: Sequence[Organization], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.institutions = {each.pk: each for each in institutions}
        self.fields["institution"].choices = _grouped(institutions)  # type: ignore[attr-defined]

    def chosen(self) -> Organization:
        """The institution."""
        return self.institutions[self.cleaned_data["institution"]]


def _grouped(institutions: Sequence[Organization]) -> list[tuple[Any, Any]]:
    groups: dict[str, list[tuple[Any, str]]] = {}
    for each in institutions:
        groups.setdefault(str(each.get_kind_display()), []).append((each.pk, str(each)))
    return [("", _("Choose an institution")), *groups.items()]


class SeveralRequests(Asking):
    """The same text for several institutions."""

    title = forms.CharField(
        label=_("Name of this round"),
        max_length=200,
        help_text=_("For your own list, for instance: Budget hearings 2026."),
    )
    institutions = forms.TypedMultipleChoiceField(
        label=_("Institutions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "title",
        "institutions",
        "capacity",
        "reason",
        "language",
        "subject",
        "text",
        "urgency",
        "urgency_note",
        "is_private",
    )

    def __init__(self, *arguments: Any, institutions: Sequence[Organization], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.by_key = {each.pk: each for each in institutions}
        self.fields["institutions"].choices = [(each.pk, str(each)) for each in institutions]  # type: ignore[attr-defined]

    def chosen(self) -> list[Organization]:
        """The institutions."""
        return [self.by_key[key] for key in self.cleaned_data["institutions"]]


class HandedIn(forms.Form):
    """A letter that was handed in on paper."""

    on = forms.DateField(label=_("Day on which it was handed in"), widget=forms.DateInput(attrs={"type": "date"}))
    way = forms.ChoiceField(
        label=_("How"), choices=[(Way.PAPER.value, Way.PAPER.label), (Way.PERSON.value, Way.PERSON.label)]
    )

    def at(self, now: datetime) -> datetime:
        """The moment: now for today, else noon of that day."""
        return moment_of(self.cleaned_data["on"], now)


def moment_of(day: date, now: datetime) -> datetime:
    """A moment on a day: the present one for today, else noon."""
    return now if day == timezone.localdate(now) else at_local_time(day, time(12))
