"""The filters of the list of requests."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.information_requests.models import REASONS
from civikos.programs.information_requests.queries.listing import Choices, Filter

RESULTS = [
    ("", _("Any")),
    ("waiting", _("waiting for an answer")),
    ("silent", _("silence: counts as refusal")),
    ("in_time", _("answered in time")),
    ("late", _("answered late")),
    ("full", _("full access")),
    ("partial", _("partial access")),
    ("refused", _("refused")),
    ("already_public", _("said to be public already")),
    ("extended", _("more time taken")),
    ("forwarded", _("forwarded")),
    ("complained", _("complaint made")),
    ("upheld", _("complaint successful")),
    ("dismissed", _("complaint rejected")),
    ("published", _("with published documents")),
    ("withdrawn", _("withdrawn")),
]


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the name of the parameter that removes it."""

    label: str
    name: str


class Listing(forms.Form):
    """What part of the list is asked for. A value that is no choice asks for nothing."""

    words = forms.CharField(label=_("Words"), max_length=100, required=False)
    result = forms.ChoiceField(label=_("Result"), choices=RESULTS, required=False)
    institution = forms.TypedChoiceField(label=_("Institution"), required=False, coerce=int, empty_value=None)
    reason = forms.ChoiceField(label=_("What is missing"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    hub = forms.TypedChoiceField(label=_("Hub"), required=False, coerce=int, empty_value=None)
    ground = forms.ChoiceField(label=_("Ground of refusal"), required=False)
    mine = forms.BooleanField(label=_("Ours"), required=False)
    drafts = forms.BooleanField(label=_("Drafts"), required=False)

    def __init__(
        self, *arguments: Any, choices: Choices, grounds: dict[str, str], works: bool = False, **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        any_one = ("", _("Any"))
        self.fields["institution"].choices = [any_one, *((row.pk, str(row)) for row in choices.institutions)]  # type: ignore[attr-defined]
        self.fields["hub"].choices = [any_one, *((row.pk, str(row)) for row in choices.hubs)]  # type: ignore[attr-defined]
        self.fields["year"].choices = [any_one, *((year, str(year)) for year in choices.years)]  # type: ignore[attr-defined]
        self.fields["ground"].choices = [any_one, *grounds.items()]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [any_one, *((code or "other", label) for code, label in REASONS)]  # type: ignore[attr-defined]
        if not works:
            del self.fields["mine"], self.fields["drafts"]

    def wanted(self) -> Filter:
        """The filter; fields that do not hold are left out."""
        self.is_valid()
        return Filter(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[Chip]:
        """What is set, to be taken off one by one."""
        self.is_valid()
        made = []
        for name, value in self.cleaned_data.items():
            if not value:
                continue
            labels = dict(getattr(self.fields[name], "choices", []))
            label = str(self.fields[name].label)
            made.append(Chip(label if value is True else f"{label}: {labels.get(value, value)}", name))
        return made
