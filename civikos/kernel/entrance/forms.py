"""What people type at the door."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.models import Person
from civikos.kernel.correspondence.models import Rhythm
from civikos.kernel.correspondence.queries import Wished


class SignIn(forms.Form):
    """An address to which a code is sent."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send you a code. No password is needed."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class Code(forms.Form):
    """The eight digits of a mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=12,
        help_text=_("Eight digits, such as 4821-7730. They are valid for ten minutes, in this browser."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class Rhythms(forms.Form):
    """How often mails of each group come."""

    def __init__(self, *args: Any, wishes: Sequence[Wished], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for wish in wishes:
            self.fields[wish.group] = forms.ChoiceField(
                label=capfirst(wish.label), choices=Rhythm.choices, initial=wish.rhythm, widget=forms.RadioSelect
            )


class Pause(forms.Form):
    """Until when no mail comes that can wait."""

    until = forms.DateField(
        label=_("No mail that can wait before"),
        help_text=_("The first day on which mails come again: then one message says what there was."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}),
    )


class MailLanguage(forms.Form):
    """In which language mails come."""

    language = forms.ChoiceField(
        label=_("Language of the mails you get"), choices=Person.Language.choices, widget=forms.RadioSelect
    )
