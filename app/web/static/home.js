// Where the reader was, in this browser.
import { memory } from "./app.js";

const line = document.getElementById("resume");
const kept = (name) => { try { return JSON.parse(memory.get(name) || "null"); } catch { return null; } };
const search = kept("last-search"), read = kept("last-document");
if (line) {
  for (const [said, what, text] of [["Last search: ", search, search?.sentence], ["Last document: ", read, read?.title]]) {
    if (!what?.address || !text) continue;
    const link = document.createElement("a");
    link.href = what.address;
    link.textContent = text;
    if (line.childNodes.length) line.append(document.createElement("br"));
    line.append(said, link);
    line.hidden = false;
  }
}
