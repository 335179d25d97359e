"""Loading the places of a jurisdiction profile."""

from civikos.kernel.rulebook.profile import Line, Loaded, Memory, read
from civikos.registers.places.models import Place

FILE, HUBS, LANGUAGES = "places.csv", "municipality_hub.csv", "municipality_languages.csv"
COLUMNS = ("code", "kind", "parent", "name_sq", "name_sr", "name_sr_cyrl", "name_en", "alt_names", "lat", "lon", "mark")
TEXT_LANGUAGES = ("sq", "sr", "tr", "bs", "rom")


def load() -> Loaded:
    """
    Load places, which hub looks after which municipality, and the official languages of municipalities.

    A parent stands above its children in the file. Raises: ProfileError.
    """
    keys = dict(Place.objects.values_list("code", "pk"))

    def write_place(line: Line) -> None:
        code = line.text("code", most=60, required=True)
        parent = line.text("parent", most=60)
        if parent and parent not in keys:
            raise line.wrong("parent", "is not the code of a place above this line.")
        row, _created = Place.objects.update_or_create(
            code=code,
            defaults={
                "kind": line.choice("kind", Place.Kind.values),
                "parent_id": keys[parent] if parent else None,
                "name_cyrillic": line.text("name_sr_cyrl", most=100),
                "other_names": line.text("alt_names", most=300),
                "latitude": line.degrees("lat", 90),
                "longitude": line.degrees("lon", 180),
                **line.names("name", most=100),
            },
        )
        keys[code] = row.pk

    def write_hub(line: Line) -> None:
        municipality, hub = line.choice("municipality_code", keys), line.choice("hub_code", keys)
        Place.objects.filter(code=municipality).update(hub_id=keys[hub])

    official: dict[str, list[str]] = {}

    def write_language(line: Line) -> None:
        line.choice("municipality_code", keys)
        line.choice("language", TEXT_LANGUAGES)

    done = Memory(FILE).load(read(FILE, COLUMNS), lambda line: line.text("code", most=60, required=True), write_place)
    done += Memory(HUBS).load(
        read(HUBS, ("municipality_code", "hub_code", "mark", "note")),
        lambda line: line.values["municipality_code"],
        write_hub,
        note=lambda line: line.values["note"],
    )
    languages = read(LANGUAGES, ("municipality_code", "language", "status", "mark", "source"))
    for line in languages:
        if line.choice("status", ("official", "in_official_use")) == "official":
            official.setdefault(line.values["municipality_code"], []).append(line.values["language"])
    changed = Memory(LANGUAGES).load(
        languages,
        lambda line: f"{line.values['municipality_code']} {line.values['language']}",
        write_language,
        note=lambda line: line.values["source"],
    )
    if changed.written:
        for code, codes in official.items():
            Place.objects.filter(code=code).update(languages=codes)
    return done + changed
