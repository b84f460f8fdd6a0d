// The page of a document: the evidence in view, keys, zoom, how much is tinted.
import { typing, memory } from "./app.js";

const box = document.getElementById("box") || document.querySelector(".words mark");
const sheet = document.querySelector(".sheet");
const scroller = document.querySelector(".scroller");
const picture = document.getElementById("picture");

/** Bring the evidence into view: the page is laid out before its picture has come. */
function bring() {
  box?.scrollIntoView({ block: "center", inline: "nearest" });
}

// How much is tinted: from what lies in the evidence to everything that was found.
const show = document.getElementById("show");
const said = ["in the evidence", "ties, figures, themes", "and institutions", "everything"];
function tint(level) {
  for (const part of document.querySelectorAll(".sheet, .words, .findings")) part.dataset.show = level;
  const output = document.querySelector(".density output");
  if (output) output.textContent = said[level];
}
if (show) {
  const asked = new URLSearchParams(location.search).get("show");
  const remembered = memory.get("show");
  if (asked === null && remembered !== null && !document.querySelector(".evidence")) show.value = remembered;
  tint(show.value);
  show.addEventListener("input", () => {
    tint(show.value);
    memory.set("show", show.value);
    const address = new URL(location.href);
    address.searchParams.set("show", show.value);
    history.replaceState(null, "", address);
  });
}

// Zoom: fit to the width, or in steps of the page's own size.
const STEPS = [0.75, 1, 1.25, 1.5, 2, 3, 4];
const zoom = document.querySelector(".zoom");
let scale = 0;
function size(next) {
  scale = next;
  const natural = (Number(sheet.dataset.width) * 96) / 72;
  const middle = (scroller.scrollLeft + scroller.clientWidth / 2) / scroller.scrollWidth;
  sheet.classList.toggle("zoomed", scale > 0);
  sheet.style.width = scale ? `${natural * scale}px` : "";
  scroller.style.maxHeight = scale ? "calc(100vh - 9rem)" : "";
  picture.sizes = scale ? `${Math.round(natural * scale)}px` : `${sheet.clientWidth}px`;
  scroller.scrollLeft = middle * scroller.scrollWidth - scroller.clientWidth / 2;
  zoom.querySelector("output").textContent = scale ? `${Math.round(scale * 100)} %` : "fit";
  memory.set("zoom", String(scale));
}
function step(by) {
  if (by === 0) return size(0);
  const now = scale || sheet.clientWidth / ((Number(sheet.dataset.width) * 96) / 72);
  const next = by > 0 ? STEPS.find((s) => s > now * 1.02) : STEPS.findLast((s) => s < now * 0.98);
  size(next ?? (by > 0 ? STEPS.at(-1) : STEPS[0]));
}
if (sheet && zoom) {
  zoom.hidden = false;
  zoom.addEventListener("click", (event) => {
    const by = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (by !== undefined) { step(Number(by)); bring(); }
  });
  size(Number(memory.get("zoom")) || 0);
}

// A picture that does not come is explained.
async function explain() {
  const note = document.querySelector(".unshown");
  const answer = await fetch(picture.currentSrc || picture.src, { headers: { accept: "application/json" } });
  if (answer.ok) return;
  const problem = await answer.json().catch(() => ({}));
  note.textContent = [problem.detail, problem.advice, "The text is below."].filter(Boolean).join(" ");
  note.hidden = false;
  document.getElementById("unlock").hidden = problem.remedy !== "give_password";
  scroller.hidden = true;
}
if (picture) {
  picture.addEventListener("error", explain);
  if (picture.complete && !picture.naturalWidth) explain();
}

const keys = { n: "after", p: "before", "]": "forth", "[": "back" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const link = document.getElementById(keys[event.key]);
  if (link) link.click();
  else if (sheet && event.key === "+") step(1);
  else if (sheet && event.key === "-") step(-1);
  else if (sheet && event.key === "0") step(0);
});

memory.set("last", location.pathname + location.search);
bring();
