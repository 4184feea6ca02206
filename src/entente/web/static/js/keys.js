// Binds one-letter keys to the buttons and links that already carry them: <button data-key="a">.
// `data-key="g r"` is two presses. It holds no actions of its own. Off with <body data-keys="off">.

const TYPES_IN = "input, textarea, select, [contenteditable]";
const PATIENCE = 900; // ms between two presses of one chord

let pending = "";
let pendingSince = 0;

export function carriers(root = document) {
  return [...root.querySelectorAll("[data-key]")].filter(
    (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true,
  );
}

export function labelOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .sr, svg").forEach((part) => part.remove());
  return element.dataset.keyLabel || element.getAttribute("aria-label") || copy.textContent.trim().replace(/\s+/g, " ");
}

function isBusy(event) {
  return (
    document.body.dataset.keys === "off" ||
    event.defaultPrevented ||
    event.ctrlKey || event.metaKey || event.altKey ||
    event.target.closest?.(TYPES_IN) ||
    document.querySelector(".edit.htmx-request") || // a field is about to open here
    document.querySelector("dialog[open]")
  );
}

function press(element) {
  if (element.matches("input, textarea, select")) return element.focus();
  element.click();
  if (element.matches("details[open] > summary")) enter(element);
}

// What was opened by key is gone on with by key: its first field, else the summary, has the focus.
function enter(summary) {
  const fields = summary.parentElement.querySelectorAll("input:not([type=hidden]), textarea, select");
  focusIn(first([...fields].filter((field) => field.checkVisibility())) ?? summary);
}

// What opens above the bar that decides is in sight already: the lead behind it stays where it is.
function focusIn(element) {
  element?.focus({ preventScroll: Boolean(element.closest(".decide")) });
}

function onKey(event) {
  if (event.key === "Escape") return closeNearest();
  if (isBusy(event)) return;
  if (event.key === "?") {
    event.preventDefault();
    return showHelp();
  }
  const now = Date.now();
  const chord = now - pendingSince < PATIENCE && pending ? `${pending} ${event.key.toLowerCase()}` : "";
  const all = carriers();
  const found = [chord, event.key.toLowerCase()]
    .map((key) => key && first(all.filter((element) => element.dataset.key === key)))
    .find(Boolean);
  pending = found ? "" : event.key.toLowerCase();
  pendingSince = now;
  if (!found) return;
  event.preventDefault();
  press(found);
}

// What was done last is undone first, while its toast stands; what the page itself does comes before
// what every page does.
const first = (found) =>
  found.find((element) => element.closest("[data-toast]")) ?? found.find((element) => element.closest("#main")) ?? found[0];

function closeNearest() {
  const open = document.activeElement?.closest?.("details[open]") ?? document.querySelector("details.popup[open]");
  if (!open) return;
  open.open = false;
  focusIn(open.querySelector("summary"));
}

function showHelp() {
  const help = document.getElementById("keys-help");
  const list = document.getElementById("keys-list");
  if (!help) return;
  const all = carriers();
  const rows = new Map(all.map(({ dataset: { key } }) => [key, labelOf(first(all.filter((one) => one.dataset.key === key)))]));
  rows.set("⌘K", "Search or do").set("?", "Show these keys").set("Esc", "Close the nearest thing");
  list.replaceChildren(...[...rows].map(([key, words]) => row(key, words)));
  help.showModal();
}

function row(key, words) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const label = document.createElement("kbd");
  const meaning = document.createElement("dd");
  label.textContent = key.replace(/\b[a-z]\b/g, (letter) => letter.toUpperCase());
  meaning.textContent = words;
  term.append(label);
  line.append(term, meaning);
  return line;
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});
