// The board: M opens a card's menu; a card may be dragged to another column. Both send the form
// that the menu holds, so the server moves, says so and offers to undo.

let dragged = null;

const board = () => document.querySelector("[data-board]");
const column = (element) => element?.closest?.("[data-stage]");

function move(card, stage) {
  const form = card.querySelector(".deal__move form");
  const button = form?.querySelector(`button[name=stage][value="${stage}"]`);
  if (!button) return;
  card.classList.add("is-moving");
  form.requestSubmit(button);
}

function target(found) {
  for (const one of document.querySelectorAll(".is-target")) one.classList.remove("is-target");
  found?.classList.add("is-target");
}

function onDrag(event) {
  if (event.type === "dragstart") {
    dragged = event.target.closest?.("[data-deal]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.deal);
    requestAnimationFrame(() => dragged?.classList.add("deal--drag"));
    return;
  }
  if (!dragged) return;
  const over = column(event.target);
  const elsewhere = over && over !== column(dragged);
  if (event.type === "dragover") {
    if (elsewhere) event.preventDefault();
    target(elsewhere ? over : null);
  } else if (event.type === "drop" && elsewhere) {
    event.preventDefault();
    over.insertBefore(dragged, over.querySelector("[data-deal]"));
    move(dragged, over.dataset.stage);
  }
  if (event.type !== "dragover") {
    dragged.classList.remove("deal--drag");
    target(null);
    dragged = null;
  }
}

// M on a card opens its menu with the first stage in focus; the arrows walk through it.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const menu = event.target.closest?.(".deal__move[open]");
  if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) return walk(event, menu);
  const card = event.target.closest?.("[data-deal]");
  if (!card || menu || event.key.toLowerCase() !== "m" || document.body.dataset.keys === "off") return;
  const mine = card.querySelector(".deal__move");
  if (!mine) return;
  event.preventDefault();
  mine.open = true;
  mine.querySelector("button, a")?.focus();
}

function walk(event, menu) {
  const all = [...menu.querySelectorAll("button, a")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  event.preventDefault();
}

// A menu that was left is closed; only one is open at a time.
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(".deal__move[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

if (board()) {
  for (const name of ["dragstart", "dragover", "drop", "dragend"]) document.addEventListener(name, onDrag);
  document.addEventListener("keydown", onKey);
}
