// Corrections where one reads: the effect before saving, saving, conflicts, undo, and the keys for all of it.
import { say, typing } from "./app.js";

const make = (tag, text = "", fields = {}) => {
  const element = Object.assign(document.createElement(tag), fields);
  if (text) element.textContent = text;
  return element;
};
const button = (text, run, second = false) => {
  const made = make("button", text, { type: "button", onclick: run });
  if (second) made.className = "second";
  return made;
};
const list = (lines) => {
  const made = make("ul");
  for (const line of lines) made.append(make("li", line));
  return made;
};

// --- what was done, told after the page shows the new counts

const FLASH = `wr:${document.body.dataset.project}:flash`;

function told(done) {
  try { sessionStorage.setItem(FLASH, JSON.stringify(done)); } catch { /* storage is off */ }
}

function flash() {
  let done = null;
  try { done = JSON.parse(sessionStorage.getItem(FLASH)); sessionStorage.removeItem(FLASH); } catch { /* off */ }
  if (!done) return;
  const box = make("div", "", { className: "flash", id: "flash", tabIndex: -1 });
  box.setAttribute("role", "status");
  const saved = make("p");
  saved.append(make("b", "Saved. "), `${done.what}.`);
  box.append(saved);
  if (done.changes.length) box.append(list(done.changes));
  for (const conflict of done.conflicts || []) {
    box.append(make("p", `It contradicts another person's correction, so neither holds: ${conflict.about}.`));
  }
  const line = make("p");
  line.append("Ledger line ", make("code", done.line));
  const actions = make("p", "", { className: "actions" });
  const back = button("Undo ", () => undo(done.correction), true);
  back.append(make("kbd", "u"));
  back.dataset.key = "u";
  const close = button("Close", () => box.remove(), true);
  actions.append(back, close, make("a", "Open the ledger", { href: `/corrections#${done.correction}` }));
  box.append(line, actions);
  // Above the page, which keeps its place: a correction must not make what one reads jump.
  document.getElementById("main").append(box);
  box.focus({ preventScroll: true });
}

async function send(address, body) {
  const token = document.querySelector("meta[name=wr-token]").content;
  const answer = await fetch(address, { method: "POST", body, headers: { "x-wr-token": token, accept: "application/json" } });
  const found = await answer.json().catch(() => ({}));
  return { answer, found };
}

function failed(found, status) {
  return [found.detail, found.advice].filter(Boolean).join(" ") || `The server answered ${status}.`;
}

/** Show the newest state of the page, or the page where the institution is now. */
function go(done, onward = "") {
  told(done);
  const here = location.pathname.startsWith("/institutions/") && done.location;
  const next = onward || (here ? done.location : location.pathname + location.search);
  if (next === location.pathname + location.search) location.reload(); else location.assign(next);
}

export async function undo(ident, address = `/corrections/${ident}/undo`, onward = "") {
  const { answer, found } = await send(address, new URLSearchParams());
  if (!answer.ok) { say(failed(found, answer.status)); return; }
  go(found, onward);
}

// --- the effect before saving

function filled(form) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("wr_token");
  for (const [name, value] of [...body]) if (!value) body.delete(name);
  return body;
}

function preview(body) {
  const action = body.get("action");
  body.delete("action");
  return `/corrections/effect/${action}?${body}`;
}

const complete = (form) => form.checkValidity()
  && (form.elements.action?.value !== "merge" || new FormData(form).getAll("name").filter(Boolean).length > 1);

async function foresee(form) {
  const box = form.querySelector("output.effect");
  if (!box) return;
  form.asked?.abort();
  if (!complete(form)) { box.replaceChildren(); return; }
  form.asked = new AbortController();
  const body = filled(form);
  body.delete("why");
  try {
    const answer = await fetch(preview(body), { headers: { accept: "application/json" }, signal: form.asked.signal });
    const effect = await answer.json();
    box.replaceChildren();
    if (!answer.ok) { box.append(make("p", failed(effect, answer.status), { className: "warn" })); return; }
    box.append(make("p", effect.summary, { className: "sum" }));
    for (const conflict of effect.conflicts) {
      const others = conflict.sides.flat().map((line) => `${line.who}: ${line.what}`);
      box.append(make("p", `Contradicts: ${others.join("; ")}.`, { className: "warn" }));
    }
    if (effect.changes.length) box.append(list(effect.changes));
  } catch (error) {
    if (error.name !== "AbortError") box.replaceChildren(make("p", "The effect could not be worked out.", { className: "warn" }));
  }
}

function contested(form, found) {
  const box = form.querySelector("output.effect") || form.appendChild(make("output", "", { className: "effect" }));
  box.replaceChildren(make("p", "Somebody else decided otherwise. Nothing was saved.", { className: "warn" }));
  for (const line of found.others) box.append(make("p", `${line.who} (${line.when.slice(0, 16).replace("T", " ")}): ${line.what}`));
  box.append(make("p", `You: ${found.mine.what}`));
  const actions = make("p", "", { className: "actions" });
  const who = found.others[0]?.who || "the other";
  const again = (extra) => save(form, extra);
  actions.append(
    button(`Keep what ${who} says`, () => box.replaceChildren(), true),
    button(`Replace it with mine`, () => again({ instead: found.others.map((line) => line.id).join(" ") })),
    button("Keep both; neither holds until it is settled", () => again({ contest: "1" }), true),
  );
  box.append(actions);
  box.querySelector("button").focus();
}

async function save(form, extra = {}) {
  clearTimeout(timers.get(form));  // an effect that comes late must not cover what the server says
  form.asked?.abort();
  const body = filled(form);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  for (const one of form.querySelectorAll("button")) one.disabled = true;
  try {
    const { answer, found } = await send("/corrections", body);
    if (answer.status === 409 && found.others) contested(form, found);
    else if (answer.ok) go(found, form.dataset.next);
    else {
      const box = form.querySelector("output.effect");
      if (box) box.replaceChildren(make("p", failed(found, answer.status), { className: "warn" }));
      else say(failed(found, answer.status));
    }
  } finally {
    for (const one of form.querySelectorAll("button")) one.disabled = false;
  }
}

// The first effect reads the whole map: it is asked for when a form opens, before there is anything to tell.
let warm = false;
function warmUp(form) {
  const name = form.querySelector("[name=name]")?.value;
  if (warm || !name) return;
  warm = true;
  fetch(`/corrections/effect/accept?${new URLSearchParams({ name })}`, { headers: { accept: "application/json" } }).catch(() => {});
}

const timers = new WeakMap();
for (const form of document.querySelectorAll("form[data-correction]")) {
  form.addEventListener("input", () => {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => foresee(form), 250));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (complete(form)) save(form); else say("Choose at least two institutions.");
  });
  form.closest("details.fix")?.addEventListener("toggle", (event) => { if (event.target.open) warmUp(form); foresee(form); });
}
for (const form of document.querySelectorAll("form[data-undo]")) {
  form.addEventListener("submit", (event) => { event.preventDefault(); undo("", form.getAttribute("action"), form.dataset.next); });
}

// In the review queue every answer tells its effect, one after the other.
async function foreseeAll() {
  for (const box of document.querySelectorAll("[data-effect]")) {
    const answer = await fetch(preview(filled(box.closest("form"))), { headers: { accept: "application/json" } });
    const effect = await answer.json().catch(() => ({}));
    box.textContent = answer.ok ? effect.summary : failed(effect, answer.status);
  }
}

// --- names suggested while typing

for (const field of document.querySelectorAll("input[data-suggest]")) {
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      field.list.replaceChildren(...(await answer.json()).map((one) => make("option", "", { value: one.name, label: `${one.name} (${one.note})` })));
    }, 150);
  });
}

// --- choosing several in a list

const pick = document.querySelector("form.pick");
if (pick?.querySelector(".picked")) {
  const box = pick.querySelector(".picked");
  const chosen = [];
  const show = () => {
    box.hidden = chosen.length < 2;
    box.querySelector("[data-count]").textContent = chosen.length;
    box.querySelector("[data-first]").textContent = chosen.length ? `“${chosen[0].value}”` : "";
  };
  // The first that is chosen gives the name: names are sent in the order of choice.
  pick.addEventListener("formdata", (event) => {
    event.formData.delete("name");
    for (const one of chosen) event.formData.append("name", one.value);
  });
  pick.addEventListener("change", (event) => {
    if (event.target.name !== "name") return;
    const place = chosen.indexOf(event.target);
    if (event.target.checked && place < 0) chosen.push(event.target);
    warmUp(pick);
    if (!event.target.checked && place >= 0) chosen.splice(place, 1);
    show();
  });
  pick.querySelector("[data-clear]").addEventListener("click", () => {
    for (const one of chosen) one.checked = false;
    chosen.length = 0;
    show();
  });
}

// --- keys

const rows = [...document.querySelectorAll("tr[data-row]")];
let at = -1;
function move(step) {
  if (!rows.length) return;
  rows[at]?.classList.remove("current");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("current");
  rows[at].querySelector("input[type=checkbox], a")?.focus({ preventScroll: true });
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.getElementById("flash")?.remove();
    for (const open of document.querySelectorAll("details.fix[open]")) open.open = false;
    if (typing(event.target)) event.target.blur();
    return;
  }
  if (typing(event.target) && event.target.type !== "checkbox") return;
  const link = document.querySelector(`a[data-press="${CSS.escape(event.key)}"]`);
  if (link) { event.preventDefault(); link.click(); return; }
  if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
  if (event.key === "Enter" && rows[at] && event.target.type === "checkbox") {
    event.preventDefault();
    rows[at].querySelector("th a")?.click();
    return;
  }
  if (event.key === "m" && pick?.querySelector(".picked")) {
    event.preventDefault();
    if (pick.querySelector(".picked").hidden) say("Choose at least two institutions with the space bar.");
    else pick.requestSubmit(pick.querySelector(".picked button"));
    return;
  }
  const fix = document.querySelector(`details.fix[data-key="${CSS.escape(event.key)}"]`);
  if (fix) {
    event.preventDefault();
    for (const other of document.querySelectorAll("details.fix[open]")) if (other !== fix) other.open = false;
    fix.open = true;
    fix.querySelector("select, input:not([type=hidden])")?.focus();
    fix.scrollIntoView({ block: "nearest" });
    return;
  }
  const pressed = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (pressed) { event.preventDefault(); pressed.click(); }
});

flash();
foreseeAll();
