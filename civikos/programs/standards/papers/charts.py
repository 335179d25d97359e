"""
Charts as drawings: shapes with places, once for pages and once for papers. Few, labelled directly, no script, no network.

A `Drawing` holds its shapes in a coordinate system of its own. Pages draw it by template with the colors of the page (light
and dark); `svg` writes it as a file with colors of ink on white, for papers and downloads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

# The kinds of a shape and what they look like on paper; pages have a class for each (`chart-…` in the style sheet).
INKS = {
    "kept": "#1f7a4d",
    "broken": "#b3261e",
    "open": "#aab4c2",
    "bar": "#1f4e8c",
    "soft": "#c9d6e6",
    "line": "#aab4c2",
    "text": "#14213d",
    "quiet": "#44506a",
    "none": "#eef1f5",
    "band-0": "#e3ebf4",
    "band-1": "#b9cde3",
    "band-2": "#86a9cf",
    "band-3": "#4d7fb5",
    "band-4": "#1d4f8c",
}


NARROW = 360.0
MOST_NAME = 48


@dataclass(frozen=True)
class Shape:
    """
    One shape: `rect` (x, y, width, height), `line` (x, y, x2, y2), `path` (d) or `text` (x, y, words; anchor start, middle, end).

    `href` opens what is behind it on a page; `title` says what it is.
    """

    form: str
    kind: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    words: str = ""
    anchor: str = "start"
    d: str = ""
    href: str = ""
    title: str = ""


@dataclass(frozen=True)
class Drawing:
    """A chart: its size in its own units, its shapes in the order of painting, and what it shows in a sentence."""

    width: float
    height: float
    label: str
    shapes: tuple[Shape, ...]

    @property
    def view_box(self) -> str:
        """For the `viewBox` attribute."""
        return f"0 0 {_n(self.width)} {_n(self.height)}"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def bars(rows: Sequence[tuple[str, int | None, str]], *, label: str, unit: str = "%") -> Drawing:
    """
    Bars from 0 to 100, one under the other, each under its name: name, number (None: nothing to say) and what it opens.

    Names stand above their bars, so that the same drawing can be read on a phone.
    """
    step = 34.0
    shapes: list[Shape] = []
    for index, (name, number, href) in enumerate(rows):
        top = index * step
        shapes.append(Shape("text", "text", 0, top + 13, words=_short(name, MOST_NAME), title=name))
        said = "–" if number is None else f"{number} {unit}"
        shapes.append(Shape("text", "text", NARROW, top + 13, words=said, anchor="end"))
        shapes.append(Shape("rect", "none", 0, top + 18, NARROW, 8))
        if number:
            long = NARROW * number / 100
            shapes.append(Shape("rect", "bar", 0, top + 18, long, 8, href=href, title=f"{name}: {said}"))
    return Drawing(NARROW, max(step, len(rows) * step), label, tuple(shapes))


def stacked(rows: Sequence[tuple[str, Mapping[str, int], str]], *, label: str) -> Drawing:
    """One bar a row under its name, divided into `kept`, `broken` and `open`, each as long as its share; the numbers beside the name."""
    step = 34.0
    shapes: list[Shape] = []
    for index, (name, parts, href) in enumerate(rows):
        top = index * step
        whole = sum(parts.values())
        shapes.append(Shape("text", "text", 0, top + 13, words=_short(name, MOST_NAME - 6), title=name))
        said = " / ".join(str(number) for number in parts.values())
        shapes.append(Shape("text", "quiet", NARROW, top + 13, words=said, anchor="end"))
        x = 0.0
        for kind, number in parts.items():
            if number:
                long = NARROW * number / whole
                shapes.append(Shape("rect", kind, x, top + 18, long, 8, href=href, title=f"{name}: {number}"))
                x += long
        if not whole:
            shapes.append(Shape("rect", "none", 0, top + 18, NARROW, 8))
    return Drawing(NARROW, max(step, len(rows) * step), label, tuple(shapes))


def columns(
    years: Sequence[tuple[int, int | None, int]], *, label: str, width: float = 160, height: float = 76
) -> Drawing:
    """
    A small multiple: one column a year from 0 to 100, the last number said; years without cases are a mark on the line.

    `years` are (year, share or None, number of cases); first and last year stand under it.
    """
    room, foot = height - 30, height - 14
    count = max(1, len(years))
    step = width / count
    shapes = [Shape("line", "line", 0, foot, width, foot), Shape("line", "soft", 0, foot - room, width, foot - room)]
    for index, (year, share, cases) in enumerate(years):
        x = index * step + step * 0.15
        if share is None:
            shapes.append(Shape("rect", "open", x, foot - 1.5, step * 0.7, 1.5, title=f"{year}: –"))
            continue
        tall = max(1.0, room * share / 100)
        shapes.append(Shape("rect", "bar", x, foot - tall, step * 0.7, tall, title=f"{year}: {share} % ({cases})"))
    known = [(index, share) for index, (_year, share, _cases) in enumerate(years) if share is not None]
    if known:
        index, share = known[-1]
        tall = room * share / 100
        shapes.append(
            Shape(
                "text", "text", index * step + step / 2, max(10.0, foot - tall - 3), words=str(share), anchor="middle"
            )
        )
    if years:
        shapes.append(Shape("text", "quiet", 0, height - 2, words=str(years[0][0])))
        if len(years) > 1:
            shapes.append(Shape("text", "quiet", width, height - 2, words=str(years[-1][0]), anchor="end"))
    return Drawing(width, height, label, tuple(shapes))


def band_of(share: int | None) -> str:
    """The band of a share on the map: five of 20 points each, `none` where there is nothing to say."""
    return "none" if share is None else f"band-{min(4, share // 20)}"


def map_of(
    areas: Mapping[str, str],
    shares: Mapping[str, tuple[int | None, str, str]],
    *,
    size: tuple[float, float],
    label: str,
) -> Drawing:
    """
    Areas (code → path) colored by band; `shares` gives share, name and what it opens for each code. Areas of which nothing is
    known are drawn too.
    """
    shapes = []
    for code, d in areas.items():
        share, name, href = shares.get(code, (None, "", ""))
        said = f"{name}: {share} %" if share is not None else name
        shapes.append(Shape("path", band_of(share), d=d, href=href, title=said))
    return Drawing(size[0], size[1], label, tuple(shapes))


def svg(drawing: Drawing) -> str:
    """The drawing as a file of its own: ink on white, with its label as the accessible name, without links."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawing.view_box}" width="{_n(drawing.width)}" '
        f'height="{_n(drawing.height)}" role="img" font-family="Libertinus Serif" font-size="13">',
        f"<title>{escape(drawing.label)}</title>",
    ]
    parts += [_drawn(shape) for shape in drawing.shapes]
    return "".join([*parts, "</svg>"])


def _drawn(shape: Shape) -> str:
    ink = INKS[shape.kind]
    match shape.form:
        case "rect":
            return (
                f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}" '
                f'fill="{ink}"/>'
            )
        case "line":
            return (
                f'<line x1="{_n(shape.x)}" y1="{_n(shape.y)}" x2="{_n(shape.width)}" y2="{_n(shape.height)}" '
                f'stroke="{ink}" stroke-width="1"/>'
            )
        case "path":
            return f'<path d="{shape.d}" fill="{ink}" stroke="#ffffff" stroke-width="1.5"/>'
    return (
        f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" text-anchor="{shape.anchor}" fill="{ink}">'
        f"{escape(shape.words)}</text>"
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
