"""What the secretariat knows of a consultation that the standards ask for and its own rows do not say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civikos.programs.consultations.actions.standards import MeetingHeld, Noted
from civikos.programs.consultations.forms.officer import day_input
from civikos.programs.consultations.models import Consultation
from civikos.programs.standards.states import Channel, YesNo

MEETING_ROWS = 3


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=day_input())


def _known(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("not recorded")), *YesNo.choices])


def _truth(value: str) -> bool | None:
    return {YesNo.YES.value: True, YesNo.NO.value: False}.get(value)


class NoteStandards(forms.Form):
    """What is left empty is not recorded, and counts neither for nor against the institution."""

    announced_in_plan = _known(_("Announced in the plan of the year"))
    early_consultation = _known(_("Early consultation held"))
    early_consultation_on = _day(_("Day of the early consultation"))
    notice_on = _day(_("Day of the notice"))
    notice_channels = forms.MultipleChoiceField(
        label=_("Ways in which it was announced"),
        required=False,
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice-columns"}),
    )
    is_urgent = forms.BooleanField(label=_("It was declared urgent"), required=False)
    short_reason = forms.CharField(
        label=_("Reason given for shortening or urgency"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    no_reason_given = forms.BooleanField(
        label=_("The institution gave no reason"),
        required=False,
        help_text=_("Needed where the period is too short or urgent, and no reason is found."),
    )
    has_meetings = _known(_("Public meetings held"))
    adopted_on = _day(_("Adopted on"))
    final_text_on = _day(_("Final text published on"))

    @classmethod
    def initial_of(cls, consultation: Consultation) -> dict[str, Any]:
        """What is kept, as the fields want it."""
        words = {True: YesNo.YES.value, False: YesNo.NO.value, None: ""}
        kept = {name: getattr(consultation, name) for name in cls.base_fields}
        return {
            name: words[value] if isinstance(value, bool) and name in cls._KNOWN else value
            for name, value in kept.items()
        }

    _KNOWN = ("announced_in_plan", "early_consultation", "has_meetings")

    def noted(self) -> Noted:
        """What was written; of a valid form."""
        said = dict(self.cleaned_data)
        for name in self._KNOWN:
            said[name] = _truth(said[name])
        said["notice_channels"] = said["notice_channels"] or None
        said["short_reason"] = said["short_reason"].strip()
        return Noted(**said)


class MeetingRow(forms.Form):
    """One public meeting. A row without a day says nothing."""

    held_on = _day(_("Day"))
    announced_on = _day(_("Announced on"))
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    participants = forms.IntegerField(
        label=_("Participants"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )

    def clean(self) -> dict[str, Any]:
        """A meeting with anything but a day needs its day, and is announced before it is held."""
        data = super().clean() or self.cleaned_data
        held, announced = data.get("held_on"), data.get("announced_on")
        if held is None and any(data.get(name) for name in ("announced_on", "place", "participants")):
            self.add_error("held_on", _("Write the day of the meeting."))
        if held and announced and announced > held:
            self.add_error("announced_on", _("This day lies after the meeting."))
        return data

    @property
    def is_filled(self) -> bool:
        """Whether it says anything; of a valid form."""
        return self.cleaned_data.get("held_on") is not None

    def held(self) -> MeetingHeld:
        """The meeting; of a valid, filled form."""
        said = self.cleaned_data
        return MeetingHeld(said["held_on"], said["announced_on"], said["place"].strip(), said["participants"])


def meeting_rows(data: Any = None, initial: Sequence[dict[str, Any]] = ()) -> list[MeetingRow]:
    """A row for each meeting there is, and empty ones to fill."""
    count = max(MEETING_ROWS, len(initial) + 1)
    if data is not None:
        sent = str(data.get("meetings", ""))
        count = min(30, int(sent)) if sent.isdigit() else count
    return [
        MeetingRow(data, prefix=f"meeting-{number}", initial=initial[number] if number < len(initial) else None)
        for number in range(count)
    ]
