"""What people bring to have a receipt checked."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_RECEIPT = 200_000


class CheckReceipt(forms.Form):
    """A number from a mail, or the text of a receipt file."""

    number = forms.IntegerField(label=_("Number of the receipt"), min_value=1, max_value=2**62, required=False)
    receipt = forms.CharField(
        label=_("Text of the receipt file"),
        required=False,
        max_length=LARGEST_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only if you have saved the file. Nothing of it is kept."),
    )

    def clean_receipt(self) -> dict[str, Any] | None:
        """The receipt as an object, or None."""
        text = self.cleaned_data["receipt"].strip()
        if not text:
            return None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("leaf"), str):
            raise forms.ValidationError(_("This is not the text of a receipt. Open the saved file and copy all of it."))
        return found

    def clean(self) -> dict[str, Any]:
        """One of the two must be there."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("number") and not cleaned.get("receipt"):
            raise forms.ValidationError(_("Type the number of the receipt, or copy the text of the receipt file."))
        return cleaned
