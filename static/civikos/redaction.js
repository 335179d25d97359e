// Drawing a box on a page fills in the fields of the form beside it; without script the fields are filled in by hand.
"use strict";
for (const page of document.querySelectorAll("[data-redact-page]")) {
  const form = document.getElementById(page.dataset.redactForm);
  if (!form) continue;
  const name = "http://www.w3.org/2000/svg";
  const sheet = document.createElementNS(name, "svg");
  sheet.setAttribute("viewBox", "0 0 100 100");
  sheet.setAttribute("preserveAspectRatio", "none");
  sheet.setAttribute("aria-hidden", "true");
  const box = document.createElementNS(name, "rect");
  sheet.append(box);
  page.append(sheet);
  for (const hint of document.querySelectorAll("[data-redact-hint]")) hint.hidden = false;
  let from = null;
  const place = (event) => {
    const edge = sheet.getBoundingClientRect();
    const part = (at, start, size) => Math.min(100, Math.max(0, (100 * (at - start)) / size));
    return [part(event.clientX, edge.left, edge.width), part(event.clientY, edge.top, edge.height)];
  };
  const show = (event) => {
    const to = place(event);
    const found = {
      left: Math.min(from[0], to[0]), top: Math.min(from[1], to[1]),
      width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]),
    };
    box.setAttribute("x", found.left);
    box.setAttribute("y", found.top);
    box.setAttribute("width", found.width);
    box.setAttribute("height", found.height);
    for (const [field, value] of Object.entries(found)) form.elements[field].value = value.toFixed(2);
    form.elements.page.value = page.dataset.redactPage;
  };
  sheet.addEventListener("pointerdown", (event) => { from = place(event); sheet.setPointerCapture(event.pointerId); });
  sheet.addEventListener("pointermove", (event) => { if (from) show(event); });
  sheet.addEventListener("pointerup", (event) => { if (from) show(event); from = null; });
}
