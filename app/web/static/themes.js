// Passages of themes: reasons on demand, and labels in place.
import { change, say } from "./app.js";

for (const box of document.querySelectorAll("details[data-why]")) {
  box.addEventListener("toggle", async () => {
    if (!box.open || box.dataset.read) return;
    box.dataset.read = "yes";
    const target = box.querySelector(".why");
    target.textContent = "Looking up the reasons …";
    try {
      const answer = await fetch(box.dataset.why);
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      // The server escaped every text of the part.
      target.innerHTML = await answer.text();
    } catch (error) {
      target.textContent = error.message;
    }
  });
}

for (const form of document.querySelectorAll("form[data-judge]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    const fields = Object.fromEntries(new FormData(form, pressed));
    const again = pressed.getAttribute("aria-pressed") === "true";
    try {
      const found = await change(form.action, again ? { ...fields, answer: "withdrawn" } : fields);
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(!again && button === pressed));
      }
      say(again ? "Taken back." : `Kept: ${fields.answer}, by ${found.who}.`);
    } catch (error) {
      say(error.message);
    }
  });
}
