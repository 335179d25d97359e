"""The shapes of municipalities for the map: the profile's GeoJSON as paths. Read once in a process."""

import json
import math
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from civikos.registers.places.models import Place

FILE = "municipalities.geojson"
WIDTH = 480.0


def areas() -> tuple[dict[str, str], tuple[float, float]]:
    """Code of the municipality → path of its area, and the size of the drawing; empty where the profile has no map."""
    return _read(settings.JURISDICTION_DIR / FILE)


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[dict[str, str], tuple[float, float]]:
    if not path.exists():
        return {}, (WIDTH, WIDTH)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rings: dict[str, list[list[tuple[float, float]]]] = {}
    for feature in features:
        geometry = feature["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        # Islands of other municipalities inside are drawn by those themselves, but a hole stays a hole.
        rings[feature["properties"]["slug"]] = [
            [(float(x), float(y)) for x, y in ring] for part in parts for ring in part
        ]
    points = [point for of in rings.values() for ring in of for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    # A plate carrée with the width of a degree at the middle of the country: nothing is far from it here.
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)
    size = (WIDTH, round((north - south) * scale, 1))

    def drawn(ring: list[tuple[float, float]]) -> str:
        places = [(round((x - west) * squeeze * scale, 1), round((north - y) * scale, 1)) for x, y in ring]
        kept = [place for index, place in enumerate(places) if index == 0 or place != places[index - 1]]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"

    return {code: "".join(drawn(ring) for ring in of) for code, of in rings.items()}, size


def names() -> dict[str, str]:
    """Names of municipalities by code, in the active language. One query."""
    rows = Place.objects.filter(kind=Place.Kind.MUNICIPALITY).order_by("name", "pk")
    return {row.code: row.name for row in rows}
