"""How the stage of a request, an event and a period are shown: always icon, word and color."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from civikos.kernel.audit.models import Entry
from civikos.kernel.catalog.dates import spoken_date
from civikos.kernel.catalog.templatetags.civikos import icon, moment
from civikos.kernel.languages import of_text
from civikos.kernel.rulebook.models import Rule
from civikos.programs.information_requests import letters
from civikos.programs.information_requests.models import Event
from civikos.programs.information_requests.queries.clock import Due
from civikos.programs.information_requests.states import Decision, Happening, Stage

register = template.Library()

_LOOKS: dict[Stage, tuple[str, str]] = {
    Stage.DRAFT: ("closed", "edit"),
    Stage.WAITING: ("open", "open"),
    Stage.EXTENDED: ("closing", "closing"),
    Stage.CLARIFICATION: ("closing", "comment"),
    Stage.HOLDER_UNKNOWN: ("closing", "search"),
    Stage.SILENT: ("missed", "missed"),
    Stage.ANSWERED: ("accepted", "accepted"),
    Stage.CONTESTABLE: ("partly", "partly"),
    Stage.LAPSED: ("closed", "closed"),
    Stage.WITH_AGENCY: ("open", "open"),
    Stage.AGENCY_SILENT: ("missed", "missed"),
    Stage.COMPLIANCE: ("closing", "closing"),
    Stage.NOT_COMPLIED: ("missed", "missed"),
    Stage.AGENCY_REJECTED: ("rejected", "rejected"),
    Stage.COMPLIED: ("accepted", "accepted"),
    Stage.IN_COURT: ("open", "open"),
    Stage.COURT_DECIDED: ("noted", "noted"),
    Stage.WITHDRAWN: ("closed", "undo"),
    Stage.CLOSED: ("closed", "closed"),
}
_SIGNS = {
    Happening.FULL: "accepted",
    Happening.COMPLIED: "accepted",
    Happening.PARTIAL: "partly",
    Happening.REFUSED: "rejected",
    Happening.ALREADY_PUBLIC: "noted",
    Happening.SENT: "mail",
    Happening.RECEIVED: "mail",
    Happening.COMPLAINED: "mail",
    Happening.EXTENDED: "closing",
    Happening.FORWARDED: "next",
    Happening.CLARIFICATION_ASKED: "comment",
    Happening.CLARIFICATION_GIVEN: "comment",
    Happening.ANNULLED: "undo",
    Happening.WITHDRAWN: "undo",
}


@register.simple_tag
def stage(value: Stage) -> SafeString:
    """The stage as a state of the design."""
    look, sign = _LOOKS[value]
    return format_html('<span class="state state--{}">{} {}</span>', look, icon(sign), value.label)


@register.simple_tag
def sign_of(event: Event) -> SafeString:
    """The icon of an event."""
    return icon(_SIGNS.get(Happening(event.kind), "check"))


@register.filter
def told(event: Event) -> str:
    """What happened, in a few words."""
    return letters.describe(event)


@register.filter
def period(due: Due) -> str:
    """What a period is called."""
    return letters.period_label(due.period)


@register.filter
def last_day(due: Due) -> str:
    """The last day, or for hours the moment."""
    return moment(due.until) if due.in_hours else spoken_date(due.last_day)


@register.filter
def day_before(until: datetime | None) -> str:
    """The last day of a period that ends at a moment."""
    return spoken_date(timezone.localdate(until - timedelta(seconds=1))) if until is not None else ""


@register.filter
def days_left(due: Due) -> int:
    """Days that are left, today included; 0 once it has ended."""
    return max(0, (due.last_day - timezone.localdate()).days + 1)


@register.filter
def line_of(entry: Entry) -> str:
    """A line of the trail as a sentence."""
    return letters.said(entry)


@register.filter
def percent(value: float) -> str:
    """A share of a page as percent with two decimals, for SVG: a point, whatever the language."""
    return f"{100 * value:.2f}"


@register.filter
def sum_of(counts: dict[str, int], name: str) -> int:
    """One figure of a row."""
    return counts.get(name, 0)


@register.filter
def rule_words(due: Due) -> str:
    """The rule of a period: how long, and how it is counted."""
    unit = str(Rule.Unit(due.rule.unit).label)
    counted = str(Rule.Counting(due.rule.counting).label) if due.rule.counting else ""
    rolled = _("a last day off moves to the next working day") if due.rule.roll_forward else ""
    return "; ".join(part for part in (f"{due.rule.value} {unit}", counted, rolled) if part)


@register.filter
def decision_words(event: Event) -> str:
    """What was decided."""
    return str(Decision(event.details["decision"]).label)


@register.filter
def ground_words(event: Event) -> str:
    """The grounds of an answer, in words."""
    named = letters.grounds(of_text())
    return ", ".join(named.get(code, code) for code in event.details["grounds"])
