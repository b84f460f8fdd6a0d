// Adding documents: what was dropped or chosen is sent file by file, then read in the background.
import { change, say } from "./app.js";

const field = document.getElementById("drop");
const form = document.getElementById("chosen");
const limits = { file: Number(field.dataset.file), total: Number(field.dataset.total), files: Number(field.dataset.files) };
let chosen = [];

const plural = (count, noun) => `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
const megabytes = (bytes) => bytes < 1e5 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;

/** Take files, each with its relative path; say what is too large. */
function take(files) {
  const hidden = (path) => path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
  const fresh = files.filter(({ path }) => !hidden(path));
  const large = fresh.filter(({ file }) => file.size > limits.file);
  chosen = chosen.concat(fresh.filter(({ file }) => file.size <= limits.file)).slice(0, limits.files);
  const size = chosen.reduce((sum, { file }) => sum + file.size, 0);
  let words = chosen.length ? `${plural(chosen.length, "file")}, ${megabytes(size)}.` : "No file that can be added.";
  if (large.length) words += ` Too large, and left out: ${large.map(({ path }) => path).join(", ")}.`;
  if (size > limits.total) words += ` Together they are larger than ${megabytes(limits.total)}: add them in parts.`;
  document.getElementById("summary").textContent = words;
  document.getElementById("send").disabled = !chosen.length || size > limits.total;
  form.hidden = false;
  document.getElementById("send").focus();
}

/** Return all files in what was dropped, folders opened. */
async function opened(entry, path = "") {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ file, path: path + file.name }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) { // a folder is given in portions
    const part = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!part.length) return found;
    for (const one of part) found.push(...await opened(one, `${path}${entry.name}/`));
  }
}

for (const name of ["dragenter", "dragover"]) field.addEventListener(name, (event) => { event.preventDefault(); field.classList.add("over"); });
field.addEventListener("dragleave", (event) => { if (!field.contains(event.relatedTarget)) field.classList.remove("over"); });
field.addEventListener("drop", async (event) => {
  event.preventDefault();
  field.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  try { take((await Promise.all(entries.map((entry) => opened(entry)))).flat()); } catch (error) { say(`It cannot be opened: ${error.message}`); }
});
for (const id of ["files", "folder"]) {
  document.getElementById(id).addEventListener("change", (event) => {
    take([...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    event.target.value = "";
  });
}
document.getElementById("forget").addEventListener("click", () => { chosen = []; form.hidden = true; });

/** Send one file; report the bytes that have left. */
function send(upload, { file, path }, heard) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/drops/uploads/${upload}?path=${encodeURIComponent(path)}`);
    request.setRequestHeader("x-wr-token", document.querySelector("meta[name=wr-token]").content);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", (event) => heard(event.loaded));
    request.addEventListener("error", () => failed(new Error(`${path}: the connection broke.`)));
    request.addEventListener("load", () => {
      if (request.status === 201) { done(); return; }
      let problem = {};
      try { problem = JSON.parse(request.responseText); } catch { /* not ours */ }
      failed(Object.assign(new Error(problem.detail || `${path}: the server answered ${request.status}.`), { status: request.status }));
    });
    request.send(file);
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = document.getElementById("send");
  const words = document.getElementById("sent-words");
  const bar = document.getElementById("sent");
  const total = chosen.reduce((sum, { file }) => sum + file.size, 0);
  const refused = [];
  let before = 0;
  button.disabled = true;
  document.getElementById("sending").hidden = false;
  let upload = "";
  try {
    ({ upload } = await change("/drops/uploads"));
    for (const [number, one] of chosen.entries()) {
      words.textContent = `Sending file ${number + 1} of ${chosen.length}, ${megabytes(before)} of ${megabytes(total)}`;
      try {
        await send(upload, one, (loaded) => { bar.value = (before + loaded) / Math.max(total, 1); });
      } catch (error) {
        if (error.status !== 413 && error.status !== 422) throw error; // this file alone is refused
        refused.push(error.message);
      }
      before += one.file.size;
    }
    const job = await change(`/drops/uploads/${upload}/read`, { passwords: document.getElementById("passwords").value });
    if (refused.length) say(refused.join(" "));
    location.assign(`/drops?added=${job.id}#${job.id}`);
  } catch (error) {
    words.textContent = [error.message, ...refused].join(" ");
    button.disabled = false;
    button.textContent = "Try again";
    if (upload) fetch(`/drops/uploads/${upload}`, { method: "DELETE", headers: { "x-wr-token": document.querySelector("meta[name=wr-token]").content } });
  }
});
