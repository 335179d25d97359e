"""What a member types when saying something."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.consultations.actions.contributions import LONGEST_TEXT
from civikos.programs.consultations.actions.contributions import Said as Saying
from civikos.registers.organizations.models import Organization

AS_PERSON = "individual"


@dataclass(frozen=True)
class Place:
    """Where something is said: the provision, the language in which it is read there, and its words in that language."""

    eid: str
    language: str
    original: str


def capacity_choices(organizations: Sequence[Organization]) -> list[tuple[str, Any]]:
    """Each organization with a mandate today, then the person alone."""
    return [
        *((str(each.pk), _("For %(organization)s") % {"organization": each.name}) for each in organizations),
        (AS_PERSON, _("As an individual")),
    ]


def organization_of(capacity: str) -> int | None:
    """The key of the organization chosen; None for the person alone."""
    return int(capacity) if capacity.isdecimal() else None


class Capacity(forms.Form):
    """
    For whom somebody speaks.

    Whether a mandate holds is the action's to say, with a sentence; so the choice is not checked here and a text is never
    lost with a mandate that ended while it was written.
    """

    capacity = forms.CharField(
        label=_("In which capacity do you speak?"), error_messages={"required": _("Choose for whom you speak.")}
    )

    def __init__(self, *arguments: Any, organizations: Sequence[Organization] | None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if organizations is not None:
            self.offer(organizations)

    def offer(self, organizations: Sequence[Organization]) -> None:
        """Show these organizations to choose from; a form that is taken over as it was sent needs no choices."""
        choices = capacity_choices(organizations)
        self.fields["capacity"].widget = forms.RadioSelect(choices=choices)
        if self.initial.get("capacity") not in dict(choices):
            # Shown ticked, so nothing is chosen silently; with several organizations nothing is ticked.
            self.initial["capacity"] = choices[0][0] if len(choices) <= 2 else ""

    @property
    def organization(self) -> int | None:
        """For whom the person speaks; None for themselves."""
        return organization_of(self.cleaned_data["capacity"])


class Words(Capacity):
    """What is said and in which capacity."""

    text = forms.CharField(
        label=_("Your comment"),
        required=False,
        max_length=LONGEST_TEXT + 1,
        strip=True,
        help_text=_("Say what should change and why. Plain text; empty lines divide paragraphs."),
        error_messages={"required": _("Write a comment.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    proposed = forms.CharField(
        label=_("Proposed wording"),
        required=False,
        max_length=LONGEST_TEXT + 1,
        widget=forms.Textarea(attrs={"class": "wording", "rows": 4}),
    )
    field_order = ("text", "proposed", "capacity")

    def __init__(self, *arguments: Any, original: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        # Where there is a wording to change, one may do without a comment; the action says when neither is there.
        self.fields["text"].required = not original
        self.fields["proposed"].widget.attrs["data-original"] = original
        self.initial.setdefault("proposed", original)

    def clean_proposed(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["proposed"]).replace("\r\n", "\n")

    def clean_text(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class Contribution(Words):
    """A new comment or proposal, with the place it is about and the words it is about."""

    provision = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    lang = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)
    kind = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    quote = forms.CharField(required=False, max_length=2000, strip=False, widget=forms.HiddenInput)
    quote_prefix = forms.CharField(required=False, max_length=200, strip=False, widget=forms.HiddenInput)
    quote_suffix = forms.CharField(required=False, max_length=200, strip=False, widget=forms.HiddenInput)
    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial.setdefault("request_key", uuid.uuid4().hex)

    def said(self, place: Place) -> Saying:
        """As plain values for the action: wording counts as proposed when it differs from what stands there."""
        given = self.cleaned_data
        proposed = given["proposed"]
        # A form without the field proposes nothing; an empty field proposes to leave the provision out.
        is_proposal = "proposed" in self.data and bool(place.original) and proposed.strip() != place.original.strip()
        return Saying(
            eid=place.eid,
            organization=self.organization,
            language=place.language,
            text=given["text"],
            quote=given["quote"],
            quote_prefix=given["quote_prefix"],
            quote_suffix=given["quote_suffix"],
            proposed=proposed if is_proposal else "",
            is_proposal=is_proposal,
            request_key=given["request_key"],
        )
