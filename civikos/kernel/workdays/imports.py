"""Loading the days off of a jurisdiction profile."""

from datetime import datetime

from civikos.kernel.rulebook.profile import MARKS, Line, Loaded, Memory, read
from civikos.kernel.workdays.actions import make_edition
from civikos.kernel.workdays.models import DayOff

FILE = "holidays.csv"
COLUMNS = ("date", "name_sq", "name_sr", "name_en", "observed", "estimated", "basis", "mark")


def _write(line: Line) -> None:
    DayOff.objects.update_or_create(
        date=line.required_day("date"),
        defaults={
            "is_observed": line.flag("observed"),
            "is_estimated": line.flag("estimated"),
            "is_confirmed": line.choice("mark", MARKS) == "C",
            "basis": line.text("basis", most=200),
            **line.names("name", most=120),
        },
    )


def load(*, at: datetime) -> Loaded:
    """
    Load `holidays.csv`; days that a person has confirmed stay as they are. Raises: ProfileError.

    A day that an earlier load brought and that the file does not have any more goes, unless it is confirmed: the file's
    estimate of a date was corrected. Any change makes a new edition of the calendar.
    """
    memory = Memory(FILE)
    confirmed = {day.isoformat() for day in DayOff.objects.exclude(confirmed_at=None).values_list("date", flat=True)}
    lines = read(FILE, COLUMNS)
    done = memory.load(
        lines, lambda line: line.required_day("date").isoformat(), _write, is_confirmed=confirmed.__contains__
    )
    gone = [row for row in memory.gone() if row.key not in confirmed]
    for row in gone:
        DayOff.objects.filter(date=row.key).delete()
        row.delete()
    if done.written or gone:
        make_edition("profile", at=at)
    return done
