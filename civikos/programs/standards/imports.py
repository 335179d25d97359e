"""Loading the standards of consultation of a jurisdiction profile."""

from civikos.kernel.rulebook.profile import MARKS, Line, Loaded, Memory, read
from civikos.programs.standards.measures import TESTS
from civikos.programs.standards.models import Standard
from civikos.programs.standards.queries.measuring import RULES
from civikos.programs.standards.states import Level

FILE = "standards.csv"
COLUMNS = (
    "code",
    "level",
    "test",
    "rules",
    "label_sq",
    "label_sr",
    "label_en",
    "explanation_sq",
    "explanation_sr",
    "explanation_en",
    "source_sq",
    "source_sr",
    "source_en",
    "mark",
    "valid_from",
    "valid_until",
)


def load() -> Loaded:
    """Load `standards.csv`, in the order of the file. Raises: ProfileError."""
    lines = read(FILE, COLUMNS)
    places = {id(line): place for place, line in enumerate(lines)}

    def write(line: Line) -> None:
        valid_from, valid_until = line.day("valid_from"), line.day("valid_until")
        if valid_from and valid_until and valid_until <= valid_from:
            raise line.wrong("valid_until", "does not lie after valid_from.")
        rules = [each for each in line.text("rules", most=200).split("|") if each]
        if any(not each.startswith(RULES) for each in rules):
            raise line.wrong("rules", f"names a rule that does not begin with {RULES!r}.")
        Standard.objects.update_or_create(
            code=line.text("code", most=40, required=True),
            level=line.choice("level", Level.values),
            valid_from=valid_from,
            defaults={
                "position": places[id(line)],
                "test": line.choice("test", TESTS),
                "rules": rules,
                "mark": line.choice("mark", MARKS),
                "valid_until": valid_until,
                **line.names("label", most=120),
                **line.names("explanation", most=2000),
                **line.names("source", most=2000),
            },
        )

    def key(line: Line) -> str:
        return f"{line.values['level']}/{line.values['code']}@{line.values['valid_from']}"

    return Memory(FILE).load(lines, key, write, note=lambda line: line.values["source_en"])
