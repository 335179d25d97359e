"""Loading the institutions of a jurisdiction profile as organizations."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from civikos.kernel.rulebook.profile import Line, Loaded, Memory, read
from civikos.registers.organizations.models import Organization
from civikos.registers.places.models import Place
from civikos.registers.topics.models import Topic

FILE = "institutions.csv"
COLUMNS = (
    "code",
    "kind",
    "name_sq",
    "name_sr",
    "name_en",
    "abbreviation_sq",
    "municipality_code",
    "topic_codes",
    "email",
    "mark",
)
KINDS = {
    "ministry": Organization.Kind.MINISTRY,
    "municipality": Organization.Kind.MUNICIPALITY,
    # The register knows three kinds of institution; the assembly and the offices of the Prime Minister count as offices.
    "agency": Organization.Kind.AGENCY,
    "office": Organization.Kind.AGENCY,
    "assembly": Organization.Kind.AGENCY,
}


def load() -> Loaded:
    """Load `institutions.csv`; places and topics are loaded before. Raises: ProfileError."""
    places = dict(Place.objects.values_list("code", "pk"))
    topics = dict(Topic.objects.values_list("code", "pk"))

    def write(line: Line) -> None:
        email = line.text("email", most=254)
        try:
            if email:
                validate_email(email)
        except ValidationError:
            raise line.wrong("email", "is not an address.")
        place = line.choice("municipality_code", ("", *places))
        row, _created = Organization.objects.update_or_create(
            code=line.text("code", most=80, required=True),
            defaults={
                "kind": KINDS[line.choice("kind", KINDS)],
                "short_name": line.text("abbreviation_sq", most=60),
                "email": email,
                "place_id": places[place] if place else None,
                **line.names("name", most=250),
            },
        )
        row.topics.set([topics[code] for code in line.choices("topic_codes", topics)])

    return Memory(FILE).load(read(FILE, COLUMNS), lambda line: line.values["code"], write)
