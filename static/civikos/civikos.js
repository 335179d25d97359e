/*
 * What script adds to pages that already work without it. docs/design.md says which attribute switches on what.
 * All words shown come from the page (data-say-… on <body>), so they are in its language; without the word, no feature.
 */
(() => {
  "use strict";
  const all = (selector, root = document) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const say = (key) => document.body.dataset["say" + key];
  const on = (type, handler, root = document) => root.addEventListener(type, handler);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const typing = (target) =>
    target.isContentEditable || (target.matches("input, select, textarea") && !target.matches("[type=checkbox], [type=radio]"));

  /* A region that screen readers listen to. It must be there before something is said. */
  const voice = make("div", { className: "visually-hidden" });
  voice.setAttribute("aria-live", "polite");
  document.body.append(voice);
  const announce = (text) => {
    voice.textContent = "";
    setTimeout(() => (voice.textContent = text), 60);
  };

  /* ---- Selected words: comment, propose wording ---- */
  const CONTEXT = 32;
  const LONGEST_QUOTE = 1000;
  const menu = make("div", { className: "select-menu", hidden: true });
  menu.setAttribute("role", "group");

  /* Where the selection lies: the provision it starts in, and the place in code points of its text. */
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    const texts = all(".law[data-comment-url] .law-text").filter((text) => range.intersectsNode(text));
    for (const text of texts) {
      const whole = document.createRange();
      whole.selectNodeContents(text);
      const part = range.cloneRange();
      if (part.compareBoundaryPoints(Range.START_TO_START, whole) < 0) part.setStart(whole.startContainer, whole.startOffset);
      if (part.compareBoundaryPoints(Range.END_TO_END, whole) > 0) part.setEnd(whole.endContainer, whole.endOffset);
      const before = whole.cloneRange();
      before.setEnd(part.startContainer, part.startOffset);
      const points = [...text.textContent];
      let start = [...before.toString()].length;
      let end = start + [...part.toString()].length;
      while (start < end && !points[start].trim()) start++;
      while (end > start && !points[end - 1].trim()) end--;
      if (start === end) continue;
      end = Math.min(end, start + LONGEST_QUOTE);
      const cut = (from, to) => points.slice(Math.max(0, from), to).join("");
      return {
        text,
        range: part,
        fields: {
          provision: text.closest("[data-eid]").dataset.eid,
          quote: cut(start, end),
          quote_prefix: cut(start - CONTEXT, start),
          quote_suffix: cut(end, end + CONTEXT),
          start,
          end,
          lang: text.closest("[lang]").lang,
        },
      };
    }
    return null;
  }

  function contribute(kind, { text, fields }) {
    const law = text.closest("[data-comment-url]");
    const url = new URL(law.dataset.commentUrl, location.href);
    for (const [name, value] of Object.entries({ ...fields, kind })) url.searchParams.set(name, value);
    menu.hidden = true;
    const target = law.dataset.commentTarget && document.querySelector(law.dataset.commentTarget);
    if (!target || !window.htmx) return location.assign(url);
    htmx.ajax("GET", url.pathname + url.search, { target, swap: "innerHTML" }).then(() => {
      showComments(target.closest(".room-comments"));
      target.querySelector("textarea, input:not([type=hidden])")?.focus();
    });
  }

  function offer() {
    const found = selected();
    menu.hidden = !found;
    if (!found) return;
    menu.replaceChildren(
      ...[["comment", say("Comment")], ["wording", say("Propose")]].map(([kind, label]) => {
        const button = make("button", { type: "button", textContent: label });
        /* The click must not end the selection before it is read. */
        on("pointerdown", (event) => event.preventDefault(), button);
        on("click", () => contribute(kind, found), button);
        return button;
      }),
    );
    /* Beside the provision in the document, so that it is the next stop of the Tab key. */
    found.text.closest("[data-eid]").after(menu);
    if (matchMedia("(pointer: coarse)").matches) return;
    const words = found.range.getBoundingClientRect();
    const origin = (menu.offsetParent || document.body).getBoundingClientRect();
    const left = Math.min(words.left, document.documentElement.clientWidth - menu.offsetWidth - 8);
    menu.style.left = `${Math.max(8, left) - origin.left}px`;
    menu.style.top = `${words.bottom - origin.top + 8}px`;
  }

  if (say("Comment") && say("Propose") && document.querySelector(".law[data-comment-url]")) {
    let waiting;
    on("selectionchange", () => {
      clearTimeout(waiting);
      if (!menu.contains(document.activeElement)) waiting = setTimeout(offer, 250);
    });
    on("keydown", (event) => {
      if (event.key === "Escape") menu.hidden = true;
    });
  }

  /* ---- Proposed wording as a marked change ---- */
  const MOST_CELLS = 250000;
  const words = (text) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) || [];

  /* Longest common subsequence of words, after the equal ends are set aside; [kind, text] pairs. */
  function change(before, after) {
    const a = words(before);
    const b = words(after);
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head]) head++;
    let tail = 0;
    while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
    const x = a.slice(head, a.length - tail);
    const y = b.slice(head, b.length - tail);
    const steps = [];
    const put = (kind, text) => text && steps.push([kind, text]);
    put("", a.slice(0, head).join(""));
    if (x.length * y.length > MOST_CELLS) {
      put("del", x.join(""));
      put("ins", y.join(""));
    } else {
      const width = y.length + 1;
      const table = new Uint16Array((x.length + 1) * width);
      for (let i = x.length - 1; i >= 0; i--)
        for (let j = y.length - 1; j >= 0; j--)
          table[i * width + j] =
            x[i] === y[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
      let i = 0;
      let j = 0;
      while (i < x.length || j < y.length) {
        if (i < x.length && j < y.length && x[i] === y[j]) put("", x[i++]), j++;
        else if (i < x.length && (j === y.length || table[(i + 1) * width + j] >= table[i * width + j + 1])) put("del", x[i++]);
        else put("ins", y[j++]);
      }
    }
    put("", a.slice(a.length - tail).join(""));
    /* One change reads better than three with a common space between them. */
    const parts = [];
    let gone = "";
    let come = "";
    const flush = () => {
      if (gone) parts.push(["del", gone]);
      if (come) parts.push(["ins", come]);
      gone = come = "";
    };
    steps.forEach(([kind, text], index) => {
      const between = !kind && !text.trim() && (gone || come) && steps[index + 1]?.[0];
      if (kind === "del" || between) gone += text;
      if (kind === "ins" || between) come += text;
      if (kind || between) return;
      flush();
      parts.push(["", text]);
    });
    flush();
    return parts;
  }

  function preview(textarea) {
    const parts = change(textarea.dataset.original, textarea.value);
    for (const output of all(`[data-change-of="${CSS.escape(textarea.id)}"]`))
      output.replaceChildren(...parts.map(([kind, text]) => (kind ? make(kind, { textContent: text }) : text)));
  }

  /* ---- What is typed stays on this device until it is saved ---- */
  const PREFIX = "civikos:draft:";
  const KEEP = 30 * 24 * 3600 * 1000;
  /* Every contribution form has the same address; the provision and the kind tell them apart. */
  const draftKey = (form) =>
    PREFIX + [new URL(form.action, location.href).pathname, form.elements.provision?.value, form.elements.kind?.value].join("|");
  const kept = (form) =>
    [...form.elements].filter((field) => field.name && !field.matches("[type=hidden], [type=password], [type=file], [type=submit], button, [data-no-draft]"));
  const values = (form) => kept(form).map((field) => [field.name, field.matches("[type=checkbox], [type=radio]") ? `${field.value}=${field.checked}` : field.value]);

  /* A private window may refuse storage; then there is simply no draft. */
  const store = (work) => {
    try {
      return work(localStorage);
    } catch {
      return null;
    }
  };
  const forget = (test) => store((shelf) => Object.keys(shelf).filter((key) => key.startsWith(PREFIX) && test(key, shelf)).forEach((key) => shelf.removeItem(key)));

  function fill(form, saved) {
    const fields = kept(form);
    saved.forEach(([name, value], index) => {
      const field = fields[index];
      if (!field || field.name !== name) return;
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = value === `${field.value}=true`;
      else field.value = value;
    });
    all("textarea[data-original]", form).forEach(preview);
  }

  function autosave(form) {
    const key = draftKey(form);
    const asServed = JSON.stringify(values(form));
    const entry = store((shelf) => JSON.parse(shelf.getItem(key)));
    /* After an error the server has sent everything back: what it shows is newer than what was kept. */
    if (entry && !form.querySelector("[aria-invalid=true]") && JSON.stringify(entry.values) !== asServed && say("Restored")) {
      fill(form, entry.values);
      const drop = make("button", { type: "button", className: "btn btn--plain", textContent: say("Discard") });
      const notice = make("p", { className: "form-saved notice" }, make("span", { textContent: say("Restored") }), drop);
      on("click", () => {
        store((shelf) => shelf.removeItem(key));
        fill(form, JSON.parse(asServed));
        notice.remove();
      }, drop);
      form.prepend(notice);
      announce(say("Restored"));
    }
    let waiting;
    on("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => store((shelf) => shelf.setItem(key, JSON.stringify({ at: Date.now(), values: values(form) }))), 400);
    }, form);
    on("submit", () => {
      clearTimeout(waiting);
      store((shelf) => shelf.setItem(key, JSON.stringify({ at: Date.now(), values: values(form) })));
      store(() => sessionStorage.setItem("civikos:sent", key));
    }, form);
  }

  function saved() {
    const key = store(() => sessionStorage.getItem("civikos:sent"));
    if (!key) return;
    forget((other) => other === key);
    store(() => sessionStorage.removeItem("civikos:sent"));
  }
  on("civikos:saved", saved);

  /* ---- Leaving with unsaved changes ---- */
  const changed = new Set();
  on("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  }, window);

  /* ---- Matrix by keyboard. Only while the focus is inside it, so that no screen reader key is taken. ---- */
  function matrixKey(event, table) {
    const rows = all("tr[data-row]", table);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[at] || table.querySelector("tr.is-current");
    const go = (next) => next && (next.querySelector("input:checked[type=radio]") || next.querySelector("input, textarea, a, button"))?.focus();
    const steps = {
      j: () => go(rows[at + 1]),
      k: () => go(rows[at - 1]),
      r: () => row?.querySelector("textarea")?.focus(),
      x: () => row?.querySelector("input[type=checkbox]")?.click(),
      "?": () => document.getElementById("keys")?.showModal(),
    };
    if (/^[1-9]$/.test(event.key)) steps[event.key] = () => row && all("input[type=radio]", row)[event.key - 1]?.click();
    if (!steps[event.key]) return;
    event.preventDefault();
    steps[event.key]();
  }

  on("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const table = event.target.closest?.("table.matrix[data-keys]");
    if (event.key === "Escape") {
      /* Out of the reason and back to the row: the keys work again. */
      if (table && typing(event.target)) event.target.closest("tr")?.querySelector("input")?.focus();
      all("details.menu[open]").forEach((open) => {
        open.open = false;
        open.querySelector("summary").focus();
      });
      closeComments();
      /* Opened by its address: the link that leaves the address closes it. */
      if (narrow.matches) document.querySelector(".room-comments:target .room-close")?.click();
    }
    if (typing(event.target)) return;
    if (table) return matrixKey(event, table);
    const pressed = all("[data-key]").find((element) => element.dataset.key === event.key.toLowerCase());
    if (pressed) {
      event.preventDefault();
      pressed.click();
    }
  });
  on("focusin", (event) => {
    const row = event.target.closest?.("table.matrix tr[data-row]");
    if (row) all("tr.is-current", row.closest("table")).concat(row).forEach((other) => other.classList.toggle("is-current", other === row));
  });

  /* ---- Reading room on narrow screens: comments come up as a sheet ---- */
  const narrow = matchMedia("(max-width: 59.99rem)");
  function showComments(panel) {
    if (!panel?.isConnected || !narrow.matches) return;
    panel.dataset.shown = "";
    panel.focus({ preventScroll: true });
  }
  function closeComments() {
    all(".room-comments[data-shown]").forEach((panel) => {
      delete panel.dataset.shown;
      const article = panel.querySelector(".room-close")?.getAttribute("href").slice(1);
      document.getElementById(article)?.querySelector(".law-count")?.focus();
    });
  }

  /* ---- Small things ---- */
  on("click", (event) => {
    const dialog = event.target.closest("[data-open]")?.dataset.open;
    if (dialog) document.getElementById(dialog)?.showModal();
    if (event.target.closest(".room-close")) closeComments();
    const language = event.target.closest(".lang-switch a");
    if (language) language.hash = location.hash;
    all("details.menu[open]").forEach((open) => open.contains(event.target) || (open.open = false));
  });
  on("change", (event) => {
    const name = event.target.dataset.checkAll;
    if (name) all(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => (box.checked = event.target.checked));
  });
  on("submit", (event) => {
    changed.delete(event.target);
    if (event.target.matches("[data-forget-drafts]")) forget(() => true);
  });

  /* Everything that must be set up, on the page and on what htmx brings later. */
  function ready(root) {
    all("form[data-autosave]", root).forEach(autosave);
    all("form[data-warn-unsaved]", root).forEach((form) => on("input", () => changed.add(form), form));
    all("textarea[data-original]", root).forEach((textarea) => {
      preview(textarea);
      on("input", () => preview(textarea), textarea);
    });
    all(".toast", root).forEach((toast) => {
      if (!say("Close")) return;
      const close = make("button", { type: "button", textContent: say("Close") });
      on("click", () => toast.remove(), close);
      toast.append(close);
    });
    all("[data-announce]", root).forEach((element) => announce(element.dataset.announce || element.textContent));
    const fold = matchMedia("(max-width: 74.99rem)").matches ? ".room-outline[open]" : matchMedia("(max-width: 99.99rem)").matches ? ".room--two > .room-outline[open]" : "";
    if (fold) all(fold, root).forEach((outline) => (outline.open = false));
    root.querySelector(".form-errors")?.focus();
    /* Only the outline is scrolled, never the page. */
    const now = root.querySelector(".room-outline [aria-current]");
    const frame = now?.closest(".room-outline");
    if (frame) frame.scrollTop = now.offsetTop - frame.offsetTop - frame.clientHeight / 3;
  }

  forget((key, shelf) => !(JSON.parse(shelf.getItem(key))?.at > Date.now() - KEEP));
  if (document.querySelector(".notice--success")) saved();
  ready(document);
  on("htmx:load", (event) => event.detail.elt !== document.body && ready(event.detail.elt));
  on("htmx:afterSwap", (event) => showComments(event.detail.target?.closest?.(".room-comments")));
})();
