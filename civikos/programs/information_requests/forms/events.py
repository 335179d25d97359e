"""Forms for what happens to a request."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.information_requests.states import ENTERED, Decision, Happening, Way
from civikos.registers.organizations.models import Organization

MOST_WORDS = 20_000


class Happened(forms.Form):
    """What happened, when, and what belongs to it."""

    kind = forms.ChoiceField(label=_("What happened?"))
    on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("When it happened, not when you write it down."),
    )
    clock = forms.TimeField(
        label=_("Hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Only where hours count."),
    )
    way = forms.ChoiceField(label=_("How it came"), choices=Way.choices, initial=Way.PAPER)
    words = forms.CharField(
        label=_("What was written"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_WORDS,
        required=False,
        help_text=_("Read only by those who work on this request. For more time: the reason that was given."),
    )
    public_words = forms.CharField(
        label=_("What everybody may read of it"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_WORDS,
        required=False,
        help_text=_("Leave out names of private persons, telephone numbers and addresses."),
    )
    grounds = forms.MultipleChoiceField(
        label=_("Grounds of the refusal"), required=False, widget=forms.CheckboxSelectMultiple
    )
    holder = forms.TypedChoiceField(label=_("Forwarded to"), required=False, coerce=int, empty_value=None)
    decision = forms.ChoiceField(label=_("What was decided"), choices=[("", "—"), *Decision.choices], required=False)
    reference = forms.CharField(label=_("Number at the institution"), max_length=80, required=False)

    def __init__(
        self,
        *arguments: Any,
        institutions: Sequence[Organization],
        grounds: dict[str, str],
        kinds: Sequence[Happening] = ENTERED,
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.institutions = {each.pk: each for each in institutions}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["grounds"].choices = list(grounds.items())  # type: ignore[attr-defined]
        self.fields["holder"].choices = [("", "—"), *((each.pk, str(each)) for each in institutions)]  # type: ignore[attr-defined]

    def chosen_holder(self) -> Organization | None:
        """To whom it was forwarded."""
        return self.institutions.get(self.cleaned_data["holder"])


class Message(Happened):
    """What a received mail is; its words are there already."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        for name in ("way", "words"):
            del self.fields[name]


class Why(forms.Form):
    """A reason in a few words."""

    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class FurtherLetter(forms.Form):
    """A complaint or a clarification."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 18}), max_length=MOST_WORDS)


class Contact(forms.Form):
    """Where an institution takes requests."""

    address = forms.EmailField(label=_("Address for requests"), max_length=254)
    official = forms.CharField(label=_("Unit or official"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=250, required=False, help_text=_("Where this was read, with the date.")
    )
    is_confirmed = forms.BooleanField(label=_("Confirmed by the institution today"), required=False)
