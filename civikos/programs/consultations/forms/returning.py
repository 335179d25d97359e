"""A Word file that is sent back, and for whom it speaks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.files import keeping
from civikos.kernel.files.actions import LARGEST_UPLOAD, FileTooLarge
from civikos.kernel.files.keeping import Kept
from civikos.kernel.workflow.refusals import Refused
from civikos.programs.consultations.forms.contributions import Capacity
from civikos.registers.organizations.models import Organization


class ReturnFile(Capacity):
    """The file, in which capacity, and, for an officer, for whom. A file that came with a form that is refused is kept."""

    file = forms.FileField(
        label=_("The Word file with your changes"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the Word file.")},
        help_text=_(
            "Word (.docx). Changes, tracked or not, and comments are read. You see what was understood before anything is sent."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    ticket = forms.CharField(required=False, max_length=600, widget=forms.HiddenInput)
    author = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("file", "capacity")

    def __init__(self, *arguments: Any, organizations: Sequence[Organization] | None, by: Actor, **more: Any) -> None:
        super().__init__(*arguments, organizations=organizations, **more)
        self.by = by
        # A file that is kept from before need not be chosen again.
        self.fields["file"].required = not self.data.get("ticket")
        self.kept: Kept | None = None
        if by.is_secretariat:
            self.fields["file"].label = _("The Word file that came")
            self.fields["capacity"].label = _("In which capacity does this person speak?")

    def clean(self) -> dict[str, Any]:
        """The file sent now, or the one kept from before."""
        given: dict[str, Any] = super().clean() or {}
        sent, ticket = given.get("file"), given.get("ticket", "")
        if sent is not None:
            try:
                if (sent.size or 0) > LARGEST_UPLOAD:
                    raise FileTooLarge
                self.kept = keeping.keep(sent.read(), name=sent.name or "", by=self.by)
            except Refused as refusal:
                self.add_error("file", str(refusal))
        elif ticket:
            self.kept = keeping.kept(ticket, by=self.by)
            if self.kept is None:
                self.add_error("file", _now("A file that you sent earlier is not kept any more. Choose it again."))
        return given

    def drop(self, sentence: str) -> None:
        """The file cannot be used: say why, and let another one be chosen."""
        self.kept = None
        self.fields["file"].required = True
        self.add_error("file", sentence)
