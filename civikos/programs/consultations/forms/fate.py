"""What is typed about an answer: the contributor's view, the institution's explanation, what goes to the Council."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.consultations.states import Satisfied


class View(forms.Form):
    """A contributor's view of an answer. Whether a reason is needed is the action's to say, with a sentence."""

    view = forms.ChoiceField(
        label=_("Are you satisfied with the answer?"),
        choices=Satisfied.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three."), "invalid_choice": _("Choose one of the three.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=1000,
        help_text=_("Everybody who may read the answer reads it. Needed unless you are satisfied."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")


class Explanation(forms.Form):
    """What the institution says to a point whose answer and text differ."""

    text = forms.CharField(
        label=_("Explanation"),
        max_length=5000,
        help_text=_("It stands beside the point, for everybody who may read the answer, and in the report."),
        error_messages={"required": _("Write the explanation.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_text(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class ForCouncil(forms.Form):
    """Why a point should come before the Council."""

    reason = forms.CharField(
        label=_("Why should the Council deal with it?"),
        max_length=1000,
        error_messages={"required": _("Write why the Council should deal with this point.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")


class WasRaised(forms.Form):
    """When and where a point was raised."""

    on = forms.DateField(
        label=_("Raised on"), widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d")
    )
    meeting = forms.CharField(label=_("At which meeting"), max_length=200)
    note = forms.CharField(
        label=_("What came of it"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["on"].input_formats = ["%Y-%m-%d"]  # type: ignore[attr-defined]


class NotRaised(forms.Form):
    """Why a point is not raised."""

    reason = forms.CharField(label=_("Why it is not raised"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
