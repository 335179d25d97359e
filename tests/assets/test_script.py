"""What script adds: selected words, live change, drafts kept on the device, keys. All on pages that work without it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

LAW = """
<main><div class="law" lang="sq" data-comment-url="/form.html?round=1">
<section class="law-article" id="art_2" data-eid="art_2"><h2>Neni 2</h2>
<div class="law-unit" data-eid="art_2__para_1"><span class="law-num">1.</span>
<p class="law-text">Organizata 🏛 <mark>joqeveritare</mark> regjistrohet në ministri.</p></div>
<div class="law-unit" data-eid="art_2__para_2"><span class="law-num">2.</span>
<p class="law-text">Ky ligj nuk zbatohet për parti politike.</p></div></section></div></main>
"""

SELECT = """([from, start, to, end]) => {
  const point = (eid, offset) => {
    const text = document.querySelector(`[data-eid="${eid}"] .law-text`);
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (offset <= walk.currentNode.length) return [walk.currentNode, offset];
      offset -= walk.currentNode.length;
    }
  };
  const range = document.createRange();
  range.setStart(...point(from, start));
  range.setEnd(...point(to, end));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

FORM = """
<main><form action="/saved.html" method="post" data-autosave>
<input type="hidden" name="token" value="secret"><input name="title" aria-label="t">
<input type="password" name="pin" aria-label="p">
<input type="checkbox" name="agree" value="1" aria-label="a"><textarea name="text" aria-label="x"></textarea>
<button>Ruaj</button></form></main>
"""


def _query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def test_selected_words_open_the_form_with_their_place(open_page: Callable[..., Page]) -> None:
    open_page("/form.html", body="<main>form</main>").close()
    page = open_page(body=LAW)
    # 'joqeveritare ' with the space after it; the sign before takes two units in a browser, one code point in Python.
    page.evaluate(SELECT, ["art_2__para_1", 14, "art_2__para_1", 27])
    page.get_by_role("button", name="Propozo").click()
    page.wait_for_url("**/form.html?*")
    text = "Organizata 🏛 joqeveritare regjistrohet në ministri."
    query = _query(page)
    start, end = int(query["start"]), int(query["end"])
    assert query["quote"] == "joqeveritare" == text[start:end]
    assert query["quote_prefix"] == text[max(0, start - 32) : start]
    assert query["quote_suffix"] == text[end : end + 32]
    assert (query["provision"], query["kind"], query["lang"], query["round"]) == ("art_2__para_1", "wording", "sq", "1")


def test_a_selection_over_two_provisions_ends_with_the_first(open_page: Callable[..., Page]) -> None:
    open_page("/form.html", body="<main>form</main>").close()
    page = open_page(body=LAW)
    page.evaluate(SELECT, ["art_2__para_1", 27, "art_2__para_2", 8])
    page.get_by_role("button", name="Komento").click()
    page.wait_for_url("**/form.html?*")
    assert _query(page)["quote"] == "regjistrohet në ministri."
    assert _query(page)["kind"] == "comment"


def test_the_offer_goes_away_by_escape_and_is_not_there_without_words(open_page: Callable[..., Page]) -> None:
    page = open_page(body=LAW)
    button = page.get_by_role("button", name="Komento")
    page.evaluate(SELECT, ["art_2__para_2", 0, "art_2__para_2", 7])
    expect(button).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_hidden()
    page.evaluate(SELECT, ["art_2__para_2", 2, "art_2__para_2", 3])
    page.wait_for_timeout(400)
    expect(button).to_be_hidden()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("parti politike;", "parti politike dhe koalicione;", "parti politike<ins> dhe koalicione</ins>;"),
        ("nga së paku tre persona", "nga dy persona", "nga <del>së paku tre</del><ins>dy</ins> persona"),
        ("fusha tjera që", "fushat nga neni 4 që", "<del>fusha tjera</del><ins>fushat nga neni 4</ins> që"),
        ("njësoj", "njësoj", "njësoj"),
        ("a <b>", "a <i>", "a &lt;<del>b</del><ins>i</ins>&gt;"),
        ("hiqet", "", "<del>hiqet</del>"),
    ],
)
def test_proposed_wording_shows_as_a_change(
    open_page: Callable[..., Page], before: str, after: str, change: str
) -> None:
    original = before.replace("&", "&amp;").replace("<", "&lt;")
    page = open_page(
        body=f'<main><textarea id="w" aria-label="w" data-original="{original}">{original}</textarea>'
        '<p class="change" data-change-of="w"></p></main>'
    )
    page.locator("#w").fill(after)
    assert page.locator("[data-change-of=w]").inner_html() == change


def test_a_change_of_a_very_long_text_is_still_shown_whole(open_page: Callable[..., Page]) -> None:
    before = " ".join(f"fjala{number}" for number in range(3000))
    after = " ".join(f"word{number}" for number in range(3000))
    page = open_page(
        body=f'<main><textarea id="w" aria-label="w" data-original="{before}"></textarea>'
        '<p data-change-of="w"></p></main>'
    )
    page.locator("#w").fill(after)
    assert page.locator("[data-change-of=w] del").inner_text() == before
    assert page.locator("[data-change-of=w] ins").inner_text() == after


def test_what_was_typed_comes_back_and_can_be_thrown_away(open_page: Callable[..., Page]) -> None:
    page = open_page(body=FORM)
    page.locator("[name=title]").fill("Titull")
    page.locator("[name=pin]").fill("1234")
    page.locator("[name=agree]").check()
    page.wait_for_timeout(600)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Titull" in kept
    assert "1234" not in kept
    assert "secret" not in kept
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Titull")
    expect(page.locator("[name=agree]")).to_be_checked()
    page.get_by_role("button", name="Fillo rishtas").click()
    expect(page.locator("[name=title]")).to_have_value("")
    page.reload()
    expect(page.get_by_text("U ruajt këtu")).to_have_count(0)


def test_a_draft_is_forgotten_when_the_server_says_it_is_saved(open_page: Callable[..., Page]) -> None:
    open_page("/saved.html", body='<main><div class="notice notice--success"><p>U ruajt.</p></div></main>').close()
    page = open_page(body=FORM)
    page.locator("[name=text]").fill("Një koment")
    page.get_by_role("button", name="Ruaj").click()
    page.wait_for_url("**/saved.html")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_draft_stays_when_the_answer_was_not_a_success(open_page: Callable[..., Page]) -> None:
    open_page("/saved.html", body='<main><div class="notice notice--error"><p>Jo.</p></div></main>').close()
    page = open_page(body=FORM)
    page.locator("[name=text]").fill("Një koment")
    page.get_by_role("button", name="Ruaj").click()
    page.wait_for_url("**/saved.html")
    page.go_back()
    page.reload()
    expect(page.locator("[name=text]")).to_have_value("Një koment")


def test_signing_out_leaves_no_drafts_behind(open_page: Callable[..., Page]) -> None:
    page = open_page(body=FORM + '<form action="/page.html" data-forget-drafts><button>Dil</button></form>')
    page.locator("[name=text]").fill("Një koment")
    page.wait_for_timeout(600)
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.get_by_role("button", name="Dil").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def _matrix(rows: int) -> str:
    answers = "".join(f'<label><input type="radio" name="a-{{0}}" value="{value}"> {value}</label>' for value in "wxyz")
    return (
        '<main><button>before</button><table class="matrix" data-keys><tbody>'
        + "".join(
            f'<tr data-row id="r{row}"><td><input type="checkbox" name="row" aria-label="{row}"></td>'
            f'<td>{answers.format(row)}<textarea aria-label="t{row}"></textarea></td></tr>'
            for row in range(rows)
        )
        + '</tbody></table><input type="checkbox" data-check-all="row" aria-label="all">'
        '<dialog class="dialog" id="keys"><form method="dialog"><button>ok</button></form></dialog></main>'
    )


def test_the_matrix_is_answered_by_keys(open_page: Callable[..., Page]) -> None:
    page = open_page(body=_matrix(3))
    page.locator("#r0 input[type=checkbox]").focus()
    for key in ("1", "j", "j", "3", "x", "k", "2", "r"):
        page.keyboard.press(key)
    page.keyboard.type("jk12")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert [page.locator(f"[name=a-{row}]:checked").get_attribute("value") for row in range(3)] == ["w", "x", "y"]
    assert page.locator("#r1 textarea").input_value() == "jk12"
    assert page.locator("#r2 input[type=checkbox]").is_checked()
    expect(page.locator("#r1")).to_have_class("is-current")
    expect(page.locator("#keys")).to_be_visible()


def test_the_matrix_takes_no_key_while_the_focus_is_elsewhere(open_page: Callable[..., Page]) -> None:
    page = open_page(body=_matrix(2))
    page.get_by_role("button", name="before").focus()
    for key in ("j", "1", "?"):
        page.keyboard.press(key)
    assert page.locator("input:checked").count() == 0
    expect(page.locator("#keys")).to_be_hidden()


def test_one_box_ticks_all(open_page: Callable[..., Page]) -> None:
    page = open_page(body=_matrix(3))
    page.get_by_label("all").check()
    assert page.locator("[name=row]:checked").count() == 3


def test_one_key_signs_in_but_not_while_somebody_types(open_page: Callable[..., Page]) -> None:
    open_page("/in.html", body="<main>in</main>").close()
    page = open_page(
        body='<main><input aria-label="f"><form action="/in.html"><button data-key="s">s</button></form></main>'
    )
    page.get_by_label("f").press("s")
    page.wait_for_timeout(100)
    assert page.url.endswith("/page.html")
    page.get_by_label("f").blur()
    page.keyboard.press("Control+s")
    page.keyboard.press("s")
    page.wait_for_url("**/in.html*")


def test_comments_open_over_the_text_on_a_phone_and_close_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/docs/styleguide.html", width=390)
    comments = page.locator("#comments")
    expect(comments).to_be_hidden()
    page.locator("#law .law-count").first.click()
    expect(comments).to_be_visible()
    page.keyboard.press("Escape")
    expect(comments).to_be_hidden()


def test_changing_the_language_keeps_the_place(open_page: Callable[..., Page]) -> None:
    page = open_page("/docs/styleguide.html")
    page.evaluate("location.hash = 'one_art_2'")
    page.locator(".lang-switch a").first.click()
    page.wait_for_url("**/styleguide.html?sq#one_art_2")


def test_comments_brought_by_htmx_are_set_up_too(open_page: Callable[..., Page]) -> None:
    open_page(
        "/part.html",
        body='<textarea id="w" aria-label="w" data-original="tre"></textarea><p data-change-of="w"></p>',
    ).close()
    page = open_page(
        body='<main><button hx-get="/part.html" hx-select="#w, [data-change-of]" hx-target="#c">load</button>'
        '<div id="c"></div></main>'
    )
    page.get_by_role("button", name="load").click()
    # The script learns of new elements when htmx has settled them, a moment after they can be typed in.
    expect(page.locator("[data-change-of=w] del")).to_have_text("tre")
    page.locator("#w").fill("dy")
    assert page.locator("[data-change-of=w]").inner_html() == "<del>tre</del><ins>dy</ins>"
