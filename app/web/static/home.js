// Where the reader was, in this browser.
import { memory } from "./app.js";

const line = document.getElementById("resume");
let search = null;
try { search = JSON.parse(memory.get("last-search") || "null"); } catch { /* written by another release */ }
const read = memory.get("last");
for (const [said, address, text] of [
  ["Your last search: ", search?.address, search?.sentence],
  ["Go on reading: ", read, read && "the document you had open"],
]) {
  if (!line || !address?.startsWith("/") || !text) continue;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text;
  if (line.childNodes.length) line.append(document.createElement("br"));
  line.append(said, link);
  line.hidden = false;
}
