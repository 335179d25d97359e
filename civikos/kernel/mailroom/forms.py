"""What officers ask of the list of mail, and say about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailtext import Kind

KINDS = {
    Kind.REPLY: _("answer to a mail of ours"),
    Kind.NEW: _("new mail"),
    Kind.FORWARD: _("forwarded mail"),
    Kind.BOUNCE: _("returned mail"),
    Kind.AUTO_REPLY: _("automatic answer"),
    Kind.COMPLAINT: _("complaint"),
}


class Search(forms.Form):
    """What part of a tab is asked for. A value that is no choice asks for nothing."""

    words = forms.CharField(label=_("Sender or subject"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of mail"),
        required=False,
        choices=[("", _("Any")), *((kind.value, label) for kind, label in KINDS.items())],
    )

    def wanted(self) -> dict[str, str]:
        """Words and kind, empty where nothing holds."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("words", "kind")}


class Release(forms.Form):
    """From whom a mail is, and what it belongs to."""

    email = forms.EmailField(
        label=_("This is from"),
        max_length=254,
        help_text=_("The address under which the person signs in here. Your name is recorded with this statement."),
    )
    audience = forms.ChoiceField(
        label=_("It belongs to"),
        help_text=_("Nothing proves who wrote it, so the person is asked to confirm it by a link."),
    )

    def __init__(self, *arguments: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["audience"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
