// Jobs that run: their progress, live, from the server's stream of events.
import { change, say } from "./app.js";

/** Show a job's record in its panel. */
function show(panel, job) {
  const bar = panel.querySelector("progress");
  if (job.progress.total) { bar.max = job.progress.total; bar.value = job.progress.done; } else { bar.removeAttribute("value"); }
  panel.querySelector(".words").textContent = job.words || job.said || job.state;
  panel.querySelector(".now").textContent = job.progress.file;
  const list = panel.querySelector(".failures");
  for (const note of job.notes.filter((one) => one.failure)) {
    const line = document.createElement("li");
    line.textContent = note.text;
    list.append(line);
  }
  list.hidden = !list.children.length;
  if (job.stopping) stopping(panel);
}

function stopping(panel) {
  const button = panel.querySelector("button");
  if (button) { button.disabled = true; button.textContent = "Stopping after this file"; }
}

/** Say how a job ended, with the way to what it brought. */
function end(panel, job) {
  panel.querySelector("progress").hidden = true;
  panel.querySelector(".now").textContent = "";
  panel.querySelector("form")?.remove();
  const words = panel.querySelector(".words");
  words.textContent = job.error ? `${job.error.message} ${job.error.advice}` : job.said || job.state;
  const to = job.result.drop ? ["/drops/", job.result.drop, "Open the drop's report"] : job.result.report ? ["/reports/", job.result.report, "Open the report"] : null;
  const line = document.createElement("p");
  line.className = "actions";
  const link = document.createElement("a");
  link.className = "button";
  link.href = to ? to[0] + encodeURIComponent(to[1]) : location.pathname;
  link.textContent = to ? to[2] : "Reload this page";
  line.append(link);
  panel.append(line);
  say(`${job.title}: ${job.said || job.state}`);
}

/** Follow a job until it ends; a cut connection goes on where it was. */
export function follow(panel) {
  // The panel shows the record up to its version; notes after it come with the first event.
  let last = null;
  const source = new EventSource(`/jobs/${panel.dataset.job}/events`);
  panel.querySelector(".failures").replaceChildren();
  source.addEventListener("job", (event) => { last = JSON.parse(event.data); show(panel, last); });
  source.addEventListener("end", () => { source.close(); if (last) end(panel, last); });
  panel.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    stopping(panel);
    try { await change(event.target.action); } catch (error) { say(error.message); }
  });
}

for (const panel of document.querySelectorAll("[data-job]")) follow(panel);
