// What every page has: the scheme, the menu on small screens, links that copy, requests that change.
const root = document.documentElement;

document.getElementById("scheme")?.addEventListener("click", () => {
  const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.scheme = dark ? "light" : "dark";
  try { localStorage.setItem("wr-scheme", root.dataset.scheme); } catch { /* storage is off */ }
});

const menu = document.querySelector(".menu > details");
const narrow = matchMedia("(max-width: 60rem)");
if (menu) {
  const fit = () => { menu.open = !narrow.matches; };
  narrow.addEventListener("change", fit);
  fit();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  say("The link was copied.");
});

// The search field of every page: "/" goes there.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const field = document.getElementById("q") || document.getElementById("bar-q");
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});

/** Whether keys typed at an element are text. */
export function typing(element) {
  return Boolean(element?.closest?.("input, textarea, select, [contenteditable=true]"));
}

/** Say a short thing to the reader, aloud to a screen reader too. */
export function say(text) {
  let box = document.getElementById("said");
  if (!box) {
    box = document.createElement("div");
    box.id = "said";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => box.classList.remove("shown"), 4000);
}

/** Send a change to the server with the session's token; return the answer as JSON, or throw its message. */
export async function change(address, fields = {}) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
  }
  const token = document.querySelector("meta[name=wr-token]").content;
  const answer = await fetch(address, { method: "POST", body, headers: { "x-wr-token": token, accept: "application/json" } });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error([found.detail, found.advice].filter(Boolean).join(" ") || `The server answered ${answer.status}.`);
  return found;
}

/** Remember something about this project in this browser; see A18. */
export const memory = {
  key: (name) => `wr:${document.body.dataset.project}:${name}`,
  get(name) { try { return localStorage.getItem(this.key(name)); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(this.key(name), value); } catch { /* storage is off */ } },
};
