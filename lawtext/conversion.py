"""
Files of older and other word processors (`.doc`, `.odt`, `.rtf`), and second opinions on numbering, by LibreOffice.

LibreOffice is a program of its own, started for one file at a time: in a child process with limits and without network
where the system allows it, with a profile of its own that runs no macros and follows no links, ended with all it
started. What an honest file does not have (macros, passwords, objects, content from outside) is refused before it starts.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path

from lawtext.compound import OLE_MAGIC, check_compound
from lawtext.container import ZIP_MAGIC, Limits, check_archive
from lawtext.model import Doubt, Line, Unreadable
from lawtext.numbering import is_same_label

# A converted file is our own converter's; it repeats itself more than others do.
CONVERTED_LIMITS = Limits(file=100 << 20, total=400 << 20, ratio=1_000)
CONVERTED = Doubt(
    "converted", "The file was converted by LibreOffice before it was read; compare it with the original."
)


@dataclass(frozen=True, slots=True)
class ConverterLimits:
    """Seconds of processor and of clock, bytes of memory (address space) and of any one file it may write."""

    cpu_seconds: int = 60
    clock_seconds: int = 180
    memory: int = 3 << 30
    file_size: int = 256 << 20
    open_files: int = 256


@dataclass(frozen=True, slots=True)
class Disputed:
    """A line (by its index) whose automatic number LibreOffice shows as `other` and this library as `label`."""

    index: int
    label: str
    other: str


_ODT = b"application/vnd.oasis.opendocument.text"
_FILTERS = {"doc": "MS Word 97", "odt": "writer8", "rtf": "Rich Text Format", "docx": "MS Word 2007 XML"}
_SHEET = "Calc MS Excel 2007 XML"


def convertible(data: bytes) -> str:
    """What LibreOffice would have to convert first, by content: "doc", "odt", "rtf", or "" for anything else."""
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(ZIP_MAGIC):
        # The mimetype stands first and unpacked in an OpenDocument archive, so that it can be seen without unpacking.
        return "odt" if data[30:38] == b"mimetype" and data[38:].startswith(_ODT) and data[77:79] == b"PK" else ""
    if data.startswith(OLE_MAGIC):
        return "doc" if "WordDocument".encode("utf-16-le") in data else ""
    return ""


def check_convertible(data: bytes) -> str:
    """
    Refuse a file that no converter should see; the kind of an honest one: "doc", "odt" or "rtf".

    Raises:
        Unreadable: `encrypted`, `macro`, `external_content`, `truncated`, `too_complex`, `too_large`,
            `expands_too_much`, `unsupported`.
    """
    kind = convertible(data)
    if len(data) > Limits().file:
        raise Unreadable("too_large", {"bytes": len(data), "limit": Limits().file})
    if kind == "doc":
        return check_compound(data)
    if kind == "odt":
        _check_open_document(data)
    elif kind == "rtf":
        _check_rich_text(data)
    else:
        raise Unreadable("unsupported")
    return kind


# Names of elements and addresses in the order in which they stand, so that one pass knows whose an address is.
_HREF = re.compile(rb"""<(?:[\w.\-]{1,99}:)?([\w.\-]{1,99})|:href\s{0,9}=\s{0,9}["']([^"']{0,999})""")
_LINKS = frozenset({b"a", b"template"})
_INSIDE = re.compile(rb"(?!\.\./|//)(?:\./|#|[\w.\- %]+(?:/|$))")
_SCRIPTED = re.compile(rb"<[\w.\-]+:(?:event-listener|script)\b")
_DDE_SOURCE = re.compile(rb"<[\w.\-]+:dde-")


def _check_open_document(data: bytes) -> None:
    check_archive(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            name = entry.filename
            if name.lower().startswith(("basic/", "scripts/")) and not name.endswith("/"):
                raise Unreadable("macro", {"part": name[:80]})
            if not name.lower().endswith((".xml", ".rdf")):
                continue
            content = archive.read(entry)
            if name.lower() == "meta-inf/manifest.xml" and b":encryption-data" in content:
                raise Unreadable("encrypted")
            if _SCRIPTED.search(content):
                raise Unreadable("macro", {"part": name[:80]})
            if _DDE_SOURCE.search(content):
                raise Unreadable("external_content", {"part": name[:80], "reason": "dde"})
            owner = b""
            for match in _HREF.finditer(content):
                owner = match[1] or owner
                if match[2] and owner not in _LINKS and not _INSIDE.match(match[2]):
                    raise Unreadable("external_content", {"part": name[:80], "reason": "link"})


_RICH_OBJECT = re.compile(rb"\\obj(?:ect|data|link|autlink|update|emb|ocx|html|sub|pub|icemb|class)\b")
_RICH_TEMPLATE = re.compile(rb"(?i)\\template\s{0,9}[\w\\:]{0,9}(?:https?:|ftp:|\\\\|//)")
_RICH_FIELD = re.compile(
    rb"(?i)\\fldinst(?:\\[a-z]{1,32}-?\d{0,9} ?|\\\*|[{}\s]){0,200}+(?:DDEAUTO|DDE|INCLUDE\w*|IMPORT|LINK)\b"
)
_BRACES = re.compile(rb"(?<!\\)[{}]")
_MOST_BRACES = 1_000_000
_MOST_FIELDS = 50_000
_DEEPEST = 500


def _check_rich_text(data: bytes) -> None:
    if (fields := data.count(b"\\fldinst")) > _MOST_FIELDS:
        raise Unreadable("too_complex", {"fields": fields, "limit": _MOST_FIELDS})
    if _RICH_OBJECT.search(data):
        raise Unreadable("external_content", {"reason": "object"})
    if _RICH_TEMPLATE.search(data) or _RICH_FIELD.search(data):
        raise Unreadable("external_content", {"reason": "field"})
    if (braces := data.count(b"{") + data.count(b"}")) > _MOST_BRACES:
        raise Unreadable("too_complex", {"marks": braces, "limit": _MOST_BRACES})
    depth = 0
    for match in _BRACES.finditer(data):
        depth += 1 if match[0] == b"{" else -1
        if depth > _DEEPEST:
            raise Unreadable("too_complex", {"depth": depth, "limit": _DEEPEST})


# The converter


def converter() -> str:
    """The path of LibreOffice, "" where it is not installed. LAWTEXT_SOFFICE in the environment names another."""
    own = os.environ.get("LAWTEXT_SOFFICE", "")
    if own:
        return own if os.access(own, os.X_OK) else ""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def convert_to_docx(data: bytes, limits: ConverterLimits | None = None) -> bytes:
    """
    A `.doc`, `.odt` or `.rtf` file as DOCX.

    Raises:
        Unreadable: see `check_convertible`; `converter_missing` where LibreOffice is not installed,
            `conversion_failed` when it gives nothing back or runs out of its limits.
    """
    return _convert(data, check_convertible(data), "docx:MS Word 2007 XML", limits or ConverterLimits())


def convert_to_pdf(data: bytes, limits: ConverterLimits | None = None) -> bytes:
    """
    A `.doc`, `.odt`, `.rtf`, `.docx` or `.xlsx` file as PDF, as it would be printed.

    Raises:
        Unreadable: what `check_convertible` or `check_archive` refuse; `converter_missing` where LibreOffice is not
            installed, `conversion_failed` when it gives nothing back or runs out of its limits.
    """
    kind = convertible(data)
    if kind:
        check_convertible(data)
    else:
        check_archive(data)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind = "xlsx" if "xl/workbook.xml" in archive.namelist() else "docx"
    return _convert(data, kind, "pdf", limits or ConverterLimits())


def confirm_numbering(
    data: bytes, limits: ConverterLimits | None = None, archive_limits: Limits | None = None
) -> list[Disputed]:
    """
    The lines of a DOCX file whose automatic number LibreOffice shows otherwise; empty when both readings are the same.

    LibreOffice sees only the file's lists and styles with a place holder for each paragraph of the body; numbers in
    text boxes, notes, headers and footers are not asked for.

    Raises:
        Unreadable: what `read_docx` raises, `converter_missing`, `conversion_failed`.
    """
    return [
        each for each in _compared_numbers(data, limits, archive_limits) if not is_same_label(each.label, each.other)
    ]


def confirmed(lines: list[Line], data: bytes, archive_limits: Limits | None = None) -> list[Line]:
    """
    The lines of a DOCX file with `other_labels` as LibreOffice, asked now, shows them; empty where it agrees.

    Raises:
        Unreadable: as `confirm_numbering`.
    """
    made = list(lines)
    for each in _compared_numbers(data, None, archive_limits):
        others = () if is_same_label(each.label, each.other) else (each.other,)
        made[each.index] = replace(made[each.index], other_labels=others)
    return made


def _compared_numbers(data: bytes, limits: ConverterLimits | None, archive_limits: Limits | None) -> list[Disputed]:
    from lawtext.docx import read_docx_for_numbers

    labels, skeleton = read_docx_for_numbers(data, archive_limits)
    made = _convert(skeleton, "docx", "txt:Text (encoded):UTF8", limits or ConverterLimits())
    shown = {int(at): label.strip() for label, at in _PLACE_HOLDER.findall(made.decode("utf-8-sig", "replace"))}
    if missing := labels.keys() - shown.keys():
        raise Unreadable("conversion_failed", {"format": "docx", "reason": "lines", "lines": len(missing)})
    return [Disputed(index, label, shown[index]) for index, label in labels.items()]


_PLACE_HOLDER = re.compile(r"(?m)^(.*?)¶(\d+)¶[ \t\r]*$")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Java/VirtualMachine"><prop oor:name="Enable" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def _convert(data: bytes, kind: str, target: str, limits: ConverterLimits) -> bytes:
    program = converter()
    if not program:
        raise Unreadable("converter_missing", {"format": kind})
    with tempfile.TemporaryDirectory(prefix="lawtext-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / "profile" / "user").mkdir(parents=True)
        (place / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source = place / f"file.{kind}"
        source.write_bytes(data)
        arguments = [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nofirststartwizard"),
            f"--infilter={_FILTERS.get(kind, _SHEET)}",
            *("--convert-to", target, "--outdir", str(place / "made"), str(source)),
        ]
        reason = _run(arguments, place, limits)
        made = place / "made" / f"file.{target.split(':')[0]}"
        if not made.is_file():
            raise Unreadable("conversion_failed", {"format": kind, "reason": reason or "no result"})
        if made.stat().st_size > CONVERTED_LIMITS.file:
            raise Unreadable("conversion_failed", {"format": kind, "reason": "size"})
        return made.read_bytes()


def _run(arguments: list[str], place: Path, limits: ConverterLimits) -> str:
    """Run the converter to its end or to that of its limits; "" or why it ended."""
    command, before = _limited(arguments, limits)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=place,
        start_new_session=True,
        preexec_fn=before,
    )
    try:
        code = child.wait(timeout=limits.clock_seconds)
    except subprocess.TimeoutExpired:
        return "time"
    finally:
        # The whole session: the program that was started is only the one that starts the others.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return "" if code == 0 else f"exit {code}"


def _own(limits: ConverterLimits) -> dict[str, tuple[int, int]]:
    """Each limit as (what is set, which), never above what this process may use itself."""
    wanted = {
        "cpu": (limits.cpu_seconds, resource.RLIMIT_CPU),
        "as": (limits.memory, resource.RLIMIT_AS),
        "fsize": (limits.file_size, resource.RLIMIT_FSIZE),
        "nofile": (limits.open_files, resource.RLIMIT_NOFILE),
        "core": (0, resource.RLIMIT_CORE),
    }
    made = {}
    for name, (value, which) in wanted.items():
        most = resource.getrlimit(which)[1]
        made[name] = (value if most == resource.RLIM_INFINITY else min(value, most), which)
    return made


def _limited(arguments: list[str], limits: ConverterLimits) -> tuple[list[str], Callable[[], None] | None]:
    program = shutil.which("prlimit")
    if program is None:
        return [*_without_network(), *arguments], lambda: _set_limits(limits)
    prefix = [program, *(f"--{name}={value}" for name, (value, _) in _own(limits).items())]
    return [*_without_network(), *prefix, "--", *arguments], None


@cache
def _without_network() -> tuple[str, ...]:
    program = shutil.which("unshare")
    if program is None:
        return ()
    prefix = (program, "--user", "--map-current-user", "--net", "--")
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else ()


def _set_limits(limits: ConverterLimits) -> None:
    for value, which in _own(limits).values():
        resource.setrlimit(which, (value, value))
