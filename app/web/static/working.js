// A form whose work takes long says so at once, and cannot be sent twice.
for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", () => {
    const note = document.createElement("p");
    note.className = "working";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.working;
    form.append(note);
    // After the form was read: a button that is disabled at once would not be sent.
    setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }, 0);
  });
}

// A job that runs: its progress, and the page anew when it has ended.
for (const note of document.querySelectorAll("[data-job]")) {
  const words = note.querySelector("[data-words]");
  const look = async () => {
    const answer = await fetch(`/jobs/${note.dataset.job}`, { headers: { accept: "application/json" } });
    const job = await answer.json();
    if (!["queued", "running"].includes(job.state)) location.reload();
    else words.textContent = job.words;
  };
  setInterval(() => { look().catch(() => {}); }, 1500);
}
