"""What people type at the door."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
