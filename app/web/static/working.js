// A form whose work takes long says so at once, and cannot be sent twice.
for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", () => {
    const note = document.createElement("p");
    note.className = "working";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.working;
    form.append(note);
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}
