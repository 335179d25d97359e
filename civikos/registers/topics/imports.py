"""Loading the fields of activity of a jurisdiction profile."""

from civikos.kernel.rulebook.profile import Line, Loaded, Memory, read
from civikos.registers.topics.models import Topic

FILE = "topics.csv"


def load() -> Loaded:
    """Load `topics.csv`, in the order of the file. Raises: ProfileError."""
    lines = read(FILE, ("code", "name_sq", "name_sr", "name_en"))
    places = {line.values["code"]: place for place, line in enumerate(lines)}

    def write(line: Line) -> None:
        code = line.text("code", most=60, required=True)
        Topic.objects.update_or_create(code=code, defaults={"position": places[code], **line.names("name", most=120)})

    return Memory(FILE).load(lines, lambda line: line.values["code"], write, mark="")
