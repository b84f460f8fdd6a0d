// Labelling by keys: one passage at a time, kept at once, undone in one step.
import { change, say, typing } from "./app.js";

const desk = document.getElementById("coding");
if (desk) {
  const items = [...desk.querySelectorAll(".item")];
  const theme = desk.dataset.theme;
  const done = []; // answers of this sitting, the newest last
  let place = 0;
  let busy = false;
  document.documentElement.classList.add("js");

  const show = () => {
    items.forEach((item, i) => { item.hidden = i !== place; });
    document.getElementById("place").textContent = place < items.length ? `Passage ${place + 1} of ${items.length}` : `${items.length} passages`;
    document.getElementById("progress").value = done.length;
    document.getElementById("end").hidden = place < items.length;
    document.getElementById("back").disabled = !done.length;
    document.getElementById("skip").disabled = place >= items.length;
  };
  const count = (by) => { const own = document.getElementById("own"); own.textContent = Number(own.textContent) + by; };

  const answer = async (form, value) => {
    if (busy) return;
    const fields = Object.fromEntries(new FormData(form));
    if (value === "other" && !fields.other) {
      form.querySelector("select").focus();
      say("Choose the other theme, then press o again.");
      return;
    }
    if (value !== "other") fields.other = "";
    busy = true;
    try {
      const found = await change(form.action, { ...fields, answer: value });
      const item = form.closest(".item");
      done.push({ place: items.indexOf(item), evidence: fields.evidence, other: fields.other });
      const reveal = item.querySelector(".reveal");
      document.getElementById("last").textContent = `Kept: ${value}, by ${found.who}. ${reveal ? reveal.textContent : ""}`;
      count(1);
      place += 1;
      show();
    } catch (error) {
      say(error.message);
    } finally {
      busy = false;
    }
  };

  const undo = async () => {
    if (busy || !done.length) return;
    busy = true;
    const last = done[done.length - 1];
    try {
      await change(`/label/${theme}/undo`, { evidence: last.evidence, other: last.other });
      done.pop();
      place = last.place;
      count(-1);
      document.getElementById("last").textContent = "The last answer was taken back.";
      show();
    } catch (error) {
      say(error.message);
    } finally {
      busy = false;
    }
  };
  const skip = () => { if (place < items.length) { place += 1; show(); } };

  desk.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(event.target, event.submitter?.value || "");
  });
  document.getElementById("back").addEventListener("click", undo);
  document.getElementById("skip").addEventListener("click", skip);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const form = items[place]?.querySelector("form");
    const keys = { y: "yes", n: "no", u: "unsure", o: "other" };
    if (form && keys[event.key]) answer(form, keys[event.key]);
    else if (event.key === "z" || event.key === "b") undo();
    else if (event.key === "s") skip();
    else if (event.key === "p" && items[place]) {
      const sheet = items[place].querySelector(".sheet");
      sheet.open = !sheet.open;
    } else return;
    event.preventDefault();
  });
  // The select keeps the key o for itself, so Enter in it answers too.
  for (const select of desk.querySelectorAll("select[name=other]")) {
    select.addEventListener("change", () => { if (select.value) select.blur(); });
  }
  show();
}
