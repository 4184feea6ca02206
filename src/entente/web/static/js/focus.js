// Where attention goes: to the summary of errors after a refused form, to what htmx brought
// (data-focus), and to a sentence when the server could not be reached.

function attend(root = document) {
  root.querySelector("[data-focus]")?.focus();
}

function alarm(words) {
  const region = document.getElementById("alarm");
  if (!region) return;
  region.textContent = words;
  const shown = document.createElement("div");
  shown.className = "toast toast--alarm";
  shown.textContent = words;
  document.getElementById("toasts")?.append(shown);
  setTimeout(() => shown.remove(), 12000);
}

document.addEventListener("htmx:afterSettle", (event) => attend(event.detail.elt));
document.addEventListener("htmx:sendError", () => alarm("We could not reach the server. Nothing was changed; try again."));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  alarm(status === 403 ? "That is not open to you. Nothing was changed." : "That did not go through. Open the page again to see how it stands.");
});

// A form that was sent once is not sent twice by a second press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.classList.contains("is-busy")) event.preventDefault();
  form.classList.add("is-busy");
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll(".is-busy").forEach((form) => form.classList.remove("is-busy"));
});

attend();
