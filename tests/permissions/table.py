"""
Who gets what at every address: written from the rules of the field, not from what the code answers.

Rules. The secretariat works on its own pages; a visitor is asked to sign in there, everybody else is told that there is
no such page. What somebody may not see is absent (404), the same for the hidden and the never made. What somebody sees
and may not do is refused, and nothing changes. A personal link opens its own consultation; elsewhere it gives what
everybody has. Drafts are the secretariat's until they are sent; then a public one is everybody's, one for members is the
members' and the recipients', and the institution's once it is submitted. Members' words are theirs until published (at
the latest with the report). Points of the matrix are read by members and the institution once submitted, by everybody
with the report. Members speak until the matrix goes out; the institution answers from then until the report.

One letter for each answer:

    v  the page is shown                               i  sent to the sign-in page
    -  absent: 404                                     x  done: something was written
    r  refused: told so, and nothing was written       a  sent on to another page, nothing written
    m  405: the address knows no such method
"""

from __future__ import annotations

PERSONAS = ("visitor", "member", "other_member", "link", "foreign_link", "ministry", "other_ministry", "officer")
STATES = ("registered", "members", "public", "submitted", "reported")

# `members`: sent, for members only. `public`: sent, public. `submitted` and `reported` are public ones.
# `member` is on the list and the author of `own`; `other_member` works in another field; `link` is the member by the link
# of this consultation, `foreign_link` by that of another one; a colleague of the member is the author of `theirs`.
# The member has sent a Word file back, and a mail that nobody proved, which waits for them to confirm it.


def grid(text: str) -> dict[tuple[str, str], str]:
    """(persona, state) → letter."""
    found = {}
    for line in text.strip().splitlines():
        persona, *letters = line.split()
        assert len(letters) == len(STATES), line
        found.update({(persona, state): letter for state, letter in zip(STATES, letters, strict=True)})
    assert {persona for persona, _state in found} == set(PERSONAS), text
    return found


def everybody(letter: str, **other: str) -> dict[tuple[str, str], str]:
    """The same for all, in all states, but for some."""
    return {(persona, state): other.get(persona, letter) for persona in PERSONAS for state in STATES}


METHOD_UNKNOWN = everybody("m")
SIGNED_IN = everybody("v", visitor="i", link="i", foreign_link="i")

READER = grid("""
visitor         -  -  v  v  v
member          -  v  v  v  v
other_member    -  v  v  v  v
link            -  v  v  v  v
foreign_link    -  -  v  v  v
ministry        -  -  v  v  v
other_ministry  -  -  v  v  v
officer         v  v  v  v  v
""")
READER_SIGNED_IN = READER | {("visitor", state): letter for state, letter in zip(STATES, "--iii", strict=True)}
SENT_BACK = everybody("-") | {("visitor", state): "i" for state in STATES[2:]}
OFFICE = everybody("-", visitor="i", officer="v")
WORDS = grid("""
visitor         -  -  -  -  v
member          -  v  v  v  v
other_member    -  v  v  v  v
link            -  v  v  v  v
foreign_link    -  -  -  -  v
ministry        -  -  -  -  v
other_ministry  -  -  -  -  v
officer         -  v  v  v  v
""")
WORDS_SIGNED_IN = WORDS | {("visitor", "reported"): "i"}
POINTS = grid("""
visitor         -  -  -  -  v
member          -  -  -  v  v
other_member    -  -  -  v  v
link            -  -  -  v  v
foreign_link    -  -  -  -  v
ministry        -  -  -  v  v
other_ministry  -  -  -  -  v
officer         -  v  v  v  v
""")


# Nobody in particular is asked to sign in before they do something to a point that everybody reads.
POINTS_SIGNED_IN = POINTS | {("visitor", "reported"): "i"}
CONTRADICTIONS = POINTS | {("officer", "registered"): "v"}


def office(letters: str) -> dict[tuple[str, str], str]:
    """A step of the secretariat: what becomes of it in each state; others as on its pages."""
    return OFFICE | {("officer", state): letter for state, letter in zip(STATES, letters, strict=True)}


def step(who: str, letters: str, seen: dict[tuple[str, str], str] = READER) -> dict[tuple[str, str], str]:
    """A step of some personas on a page that more can see: those are refused."""
    found = {key: "r" if letter == "v" else letter for key, letter in seen.items()}
    return found | {
        (persona, state): letter for persona in who.split() for state, letter in zip(STATES, letters, strict=True)
    }


# Name of the address → what GET and what POST bring. POST sends what a correct form sends.
OF_CONSULTATIONS: dict[str, tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]] = {
    "consultations:room": (READER, METHOD_UNKNOWN),
    "consultations:article": (READER, METHOD_UNKNOWN),
    "consultations:changes": (READER, METHOD_UNKNOWN),
    "consultations:comments": (READER, METHOD_UNKNOWN),
    "consultations:calendar": (READER, METHOD_UNKNOWN),
    "consultations:file": (READER, READER),
    "consultations:versions": (READER, READER),
    "consultations:matrix": (READER, READER),
    "consultations:draft_docx": (READER, METHOD_UNKNOWN),
    "consultations:draft_akn": (READER, METHOD_UNKNOWN),
    "consultations:return_file": (
        READER_SIGNED_IN,
        step("member other_member link officer", "-xxrr", READER_SIGNED_IN) | {("officer", "registered"): "r"},
    ),
    "consultations:returned_file": (
        SENT_BACK | {(persona, state): "v" for persona in ("member", "link", "officer") for state in STATES[1:]},
        SENT_BACK
        | {
            (persona, state): letter
            for persona in ("member", "link", "officer")
            for state, letter in zip(STATES, "-xxrr", strict=True)
        },
    ),
    # What a mail says is its author's, and the secretariat reads it; nobody else learns that it is there.
    "consultations:mailed": (
        SENT_BACK | {(persona, state): "v" for persona in ("member", "link", "officer") for state in STATES[1:]},
        SENT_BACK
        | {
            (persona, state): letter
            for persona in ("member", "link")
            for state, letter in zip(STATES, "-xxrr", strict=True)
        },
    ),
    "consultations:article_by_mail": (
        READER_SIGNED_IN,
        step("member other_member link", "-xxrr", READER_SIGNED_IN),
    ),
    "consultations:own": (
        everybody("-", visitor="i") | {key: letter for key, letter in READER.items() if key[0] != "visitor"},
        METHOD_UNKNOWN,
    ),
    "consultations:report": (
        grid("""
visitor         -  -  -  -  v
member          -  -  -  -  v
other_member    -  -  -  -  v
link            -  -  -  -  v
foreign_link    -  -  -  -  v
ministry        -  -  -  -  v
other_ministry  -  -  -  -  v
officer         -  -  -  a  v
"""),
        METHOD_UNKNOWN,
    ),
    "consultations:standards": (READER, METHOD_UNKNOWN),
    "consultations:note_standards": (office("vvvvv"), office("xxxxx")),
    "consultations:matrix_file": (POINTS, POINTS),
    "consultations:returned": (
        everybody("-") | {("ministry", "submitted"): "v", ("officer", "submitted"): "v"},
        everybody("-") | {("ministry", "submitted"): "x", ("officer", "submitted"): "x"},
    ),
    "consultations:contribution": (WORDS, METHOD_UNKNOWN),
    "consultations:edit_contribution": (
        everybody("-") | {(persona, state): "v" for persona in ("member", "link") for state in STATES[1:]},
        everybody("-")
        | {
            (persona, state): letter
            for persona in ("member", "link")
            for state, letter in zip(STATES, "-xxrr", strict=True)
        },
    ),
    "consultations:contribute": (READER_SIGNED_IN, step("member other_member link", "-xxrr", READER_SIGNED_IN)),
    "consultations:withdraw_contribution": (METHOD_UNKNOWN, step("member link", "-xxrr", WORDS)),
    "consultations:support": (WORDS_SIGNED_IN, step("member other_member link", "-xxrr", WORDS_SIGNED_IN)),
    "consultations:withdraw_support": (METHOD_UNKNOWN, step("member link", "-xxrr", WORDS)),
    # Nothing has been answered here: a view of an answer is refused, and nothing contradicts a text that has no next version.
    "consultations:satisfaction": (METHOD_UNKNOWN, step("", "", WORDS_SIGNED_IN)),
    "consultations:point": (POINTS, METHOD_UNKNOWN),
    "consultations:explain": (METHOD_UNKNOWN, step("", "", POINTS_SIGNED_IN)),
    "consultations:propose_raising": (
        POINTS_SIGNED_IN,
        step("member link officer", "-rrxx", POINTS_SIGNED_IN)
        | {(persona, state): "-" for persona in ("member", "link") for state in ("members", "public")},
    ),
    "consultations:contradictions": (CONTRADICTIONS, METHOD_UNKNOWN),
    "consultations:contradictions_file": (CONTRADICTIONS, METHOD_UNKNOWN),
    "consultations:ask_explanations": (METHOD_UNKNOWN, office("rrrrr")),
    # What is made in the background is no step of the procedure and leaves no trace in the trail.
    "consultations:matrix_export": (POINTS, step("", "", POINTS)),
    "consultations:own_file": (
        everybody("-", visitor="i") | {key: letter for key, letter in READER.items() if key[0] != "visitor"},
        METHOD_UNKNOWN,
    ),
    "consultations:matrix_action": (METHOD_UNKNOWN, step("officer", "rxxrr")),
    "answer": (
        METHOD_UNKNOWN,
        step("officer ministry", "rrrxr", READER) | {("ministry", "registered"): "-", ("ministry", "members"): "-"},
    ),
    "consultations:hide": (office("-vvvv"), office("-xxxx")),
    "consultations:publish": (METHOD_UNKNOWN, office("rxxxr")),
    "consultations:deadline": (office("vvvvv"), office("xxxrr")),
    "consultations:withdraw": (office("vvvvv"), office("xxxxr")),
    "consultations:history": (office("vvvvv"), office("vvvvv")),
    "consultations:text": (office("vvvvv"), office("vvvvv")),
    "consultations:correct_text": (METHOD_UNKNOWN, office("xxxrr")),
    "consultations:distribution": (office("vvvvv"), office("vvvvv")),
    "consultations:delivery": (office("vvvvv"), office("vvvvv")),
    # The list is proposed anew only until the draft is out.
    "consultations:distribution_action": (METHOD_UNKNOWN, office("xrrrr")),
    "consultations:publish_report": (office("vvvvv"), office("rrrxr")),
    "consultations:add_version": (office("vvvvv"), office("rrrxx")),
    "consultations:similar": (office("vvvvv"), office("vvvvv")),
    "consultations:similar_action": (METHOD_UNKNOWN, office("rxxrr")),
    # There is no later version here: once one could be judged, or placed in, it is absent.
    "consultations:taken_up": (METHOD_UNKNOWN, office("rrr--")),
    "consultations:place": (METHOD_UNKNOWN, office("rrr--")),
}

METHOD_UNKNOWN_SIGNED_IN = everybody("m", visitor="i", link="i", foreign_link="i")
OFFICE_OF_HOUSE = everybody("-", visitor="i", link="i", foreign_link="i", officer="v")
OFFICE_METHOD_UNKNOWN = everybody("-", visitor="i", link="i", foreign_link="i", officer="m")

# Addresses without a consultation: the state does not matter, they are asked once.
OF_THE_HOUSE: dict[str, tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]] = {
    "portal:home": (everybody("v"), everybody("v")),
    "portal:search": (everybody("v"), everybody("v")),
    "portal:about": (everybody("v"), everybody("v")),
    "health": (everybody("v"), everybody("v")),
    "robots": (everybody("v"), everybody("v")),
    "audit:check": (everybody("v"), everybody("v")),
    "log_checkpoint": (everybody("v"), everybody("v")),
    "log_entries": (everybody("v"), everybody("v")),
    "log_key": (everybody("v"), everybody("v")),
    "entrance:sign_in": (everybody("v"), everybody("a")),
    "entrance:enter_code": (everybody("i"), everybody("i")),
    "entrance:sign_out": (METHOD_UNKNOWN, everybody("a")),
    "desk:desk": (SIGNED_IN, everybody("m", visitor="i", link="i", foreign_link="i")),
    "desk:account": (SIGNED_IN, everybody("m", visitor="i", link="i", foreign_link="i")),
    "desk:change_account": (
        everybody("m", visitor="i", link="i", foreign_link="i"),
        everybody("x", visitor="i", link="i", foreign_link="i"),
    ),
    "desk:letters": (SIGNED_IN, everybody("x", visitor="i", link="i", foreign_link="i")),
    "desk:mails": (SIGNED_IN, METHOD_UNKNOWN_SIGNED_IN),
    "desk:mails_file": (SIGNED_IN, METHOD_UNKNOWN_SIGNED_IN),
    "desk:news": (SIGNED_IN, METHOD_UNKNOWN_SIGNED_IN),
    # The member's own record: theirs, and the secretariat's.
    "desk:mails_of": (
        everybody("-", visitor="i", link="i", foreign_link="i", member="v", officer="v"),
        METHOD_UNKNOWN_SIGNED_IN,
    ),
    "desk:mails_of_file": (
        everybody("-", visitor="i", link="i", foreign_link="i", member="v", officer="v"),
        METHOD_UNKNOWN_SIGNED_IN,
    ),
    # A hub's coordinator too, for the organizations of its municipalities: `civikos/interfaces/desk/tests`.
    "desk:addresses": (OFFICE_OF_HOUSE, OFFICE_METHOD_UNKNOWN),
    "desk:addresses_file": (OFFICE_OF_HOUSE, OFFICE_METHOD_UNKNOWN),
    "desk:change_address": (
        everybody("-", visitor="i", link="i", foreign_link="i", officer="m"),
        everybody("-", visitor="i", link="i", foreign_link="i", officer="x"),
    ),
    "consultations:list": (everybody("v"), METHOD_UNKNOWN),
    "consultations:register": (everybody("-", visitor="i", officer="v"), everybody("-", visitor="i", officer="r")),
    "consultations:council": (everybody("-", visitor="i", officer="v"), METHOD_UNKNOWN),
    "consultations:council_file": (everybody("-", visitor="i", officer="v"), METHOD_UNKNOWN),
    # Nothing is on the list here.
    "consultations:council_action": (everybody("-", visitor="i"), everybody("-", visitor="i")),
    "consultations:received_draft": (
        everybody("-", visitor="i", officer="v"),
        everybody("-", visitor="i", officer="x"),
    ),
    "consultations:subscribe": (METHOD_UNKNOWN, everybody("x", visitor="i", link="i", foreign_link="i")),
    # The demo does not exist outside the demo.
    "demo:guide": (everybody("-"), everybody("-")),
    "demo:files": (everybody("-"), everybody("-")),
    "demo:file": (everybody("-"), everybody("-")),
    "demo:mailbox": (everybody("-"), everybody("-")),
    "demo:mail": (everybody("-"), everybody("-")),
    "demo:attachment": (everybody("-"), everybody("-")),
    "demo:sign_in_as": (everybody("-"), everybody("-")),
}
# The maintainer's pages are one door: everybody here is sent to its own sign-in, whatever the address.
MAINTENANCE = "admin"
# Personal links, the ways out of a list of mail and the question whether an address is somebody's are secrets, not pages of somebody: `tests/permissions/test_doors.py`.
SECRETS = {"entrance:personal_link", "entrance:unsubscribe", "entrance:letters", "entrance:confirm_address"}
