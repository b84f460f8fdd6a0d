// The list of passages: keys, the basket, the growing query, facets with a search box, where the reader was.
import { change, memory, say, typing } from "./app.js";

const field = document.getElementById("q");
const grow = () => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; };
if (field) {
  field.addEventListener("input", grow);
  grow();
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); field.form.requestSubmit(); }
  });
}
const narrow = document.querySelector(".narrow");
if (narrow && matchMedia("(max-width: 60rem)").matches) narrow.open = false;

// j and k go through the hits, Enter opens (it is a link), b keeps.
const hits = [...document.querySelectorAll(".hit, .kept > li")];
const current = () => hits.findIndex((hit) => hit.contains(document.activeElement));
const go = (place) => {
  const link = hits[place]?.querySelector("a.open");
  if (!link) return;
  link.focus();
  hits[place].scrollIntoView({ block: "nearest" });
  remember();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j") go(Math.min(current() + 1, hits.length - 1));
  else if (event.key === "k") go(Math.max(current() - 1, 0));
  else if (event.key === "b" && current() >= 0) hits[current()].querySelector(".keep")?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("submit", async (event) => {
  const hit = event.target.closest(".hit"), button = event.target.querySelector(".keep");
  if (!hit || !button) return;
  event.preventDefault();
  const kept = hit.dataset.kept === "yes";
  try {
    await change(kept ? "/basket/remove" : "/basket/keep", { evidence: hit.dataset.evidence });
    hit.dataset.kept = kept ? "no" : "yes";
    button.setAttribute("aria-pressed", String(!kept));
    button.textContent = kept ? "Keep" : "In the basket";
    say(kept ? "Taken out of the basket." : "In the basket.");
  } catch (error) { say(error.message); }
});

// The labels of a kept passage.
document.addEventListener("click", async (event) => {
  const pick = event.target.closest?.(".pick");
  if (!pick) return;
  const hit = pick.closest(".hit"), pressed = pick.getAttribute("aria-pressed") === "true";
  const own = JSON.parse(hit.dataset.labels || "[]");
  const labels = pressed ? own.filter((label) => label !== pick.dataset.label) : [...own, pick.dataset.label];
  try {
    await change("/basket/keep", { evidence: hit.dataset.evidence, labels, more: "" });
    hit.dataset.labels = JSON.stringify(labels);
    pick.setAttribute("aria-pressed", String(!pressed));
    say(pressed ? `No longer labelled “${pick.dataset.label}”.` : `Labelled “${pick.dataset.label}”.`);
  } catch (error) { say(error.message); }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy-text]");
  if (!button || !navigator.clipboard) return;
  await navigator.clipboard.writeText(`${button.dataset.copyText} ${new URL(button.dataset.copyLink, location.href)}`);
  say("The sentence and its link were copied.");
});

// A facet with many values has a search box.
for (const box of document.querySelectorAll(".finder")) {
  const list = box.parentElement.querySelector(".values"), before = [...list.children];
  let wait;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      if (!box.value.trim()) { list.replaceChildren(...before); return; }
      const params = new URLSearchParams(location.search);
      params.set("find", box.value);
      const answer = await fetch(`/search/values/${box.dataset.facet}?${params}`, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const { values } = await answer.json();
      list.replaceChildren(...values.map((value) => {
        const item = document.createElement("li"), link = document.createElement("a"), count = document.createElement("span");
        link.href = value.link;
        link.textContent = value.name;
        count.textContent = value.passages.toLocaleString("en-GB");
        item.append(link, count);
        return item;
      }));
      if (!values.length) {
        const none = document.createElement("li");
        none.textContent = `Nothing here is called “${box.value}”.`;
        list.replaceChildren(none);
      }
    }, 150);
  });
}

// Where the reader was: the last search, and the place in it.
const place = `place:${location.search}`;
function remember() {
  if (!hits.length) return;
  memory.set(place, JSON.stringify({ hit: hits[current()]?.id || "", y: Math.round(scrollY) }));
}
if (location.pathname === "/search") {
  const sentence = document.querySelector("#sentence > span")?.textContent;
  if (location.search && sentence) {
    memory.set("last-search", JSON.stringify({ address: location.pathname + location.search, sentence }));
    const was = JSON.parse(memory.get(place) || "null");
    if (was && !location.hash && was.y) {
      scrollTo(0, was.y);
      document.getElementById(was.hit)?.querySelector("a.open")?.focus({ preventScroll: true });
    }
    addEventListener("pagehide", remember);
  } else if (!location.search) {
    const last = JSON.parse(memory.get("last-search") || "null"), line = document.getElementById("resume");
    if (last && line) {
      const link = document.createElement("a");
      link.href = last.address;
      link.textContent = last.sentence;
      line.append("Go on where you were: ", link);
      line.hidden = false;
      document.getElementById("sentence")?.before(line);
    }
  }
}
