// Roving tabindex for lists and boards: <ol data-roving> whose rows hold one link each
// (data-roving-item, or the first link of a row). J and K and the arrows move; Tab leaves the list.
// data-roving="grid" also moves left and right between columns (data-roving-column).

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function items(list) {
  const marked = [...list.querySelectorAll("[data-roving-item]")];
  if (marked.length) return marked;
  return [...list.children].map((row) => row.querySelector("a, button")).filter(Boolean);
}

function settle(list, current) {
  for (const item of items(list)) item.tabIndex = item === current ? 0 : -1;
}

function prepare(root = document) {
  for (const list of root.querySelectorAll("[data-roving]")) {
    const all = items(list);
    const current = all.find((item) => item.tabIndex === 0 && item.dataset.visited) ??
      all.find((item) => item.getAttribute("aria-current") === "true") ?? all[0];
    if (current) settle(list, current);
  }
}

function move(list, from, step) {
  const all = items(list);
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + step))];
  go(list, next);
}

function go(list, item) {
  if (!item) return;
  settle(list, item);
  item.dataset.visited = "yes";
  item.focus();
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function sideways(list, from, step) {
  const columns = [...list.querySelectorAll("[data-roving-column]")];
  const here = columns.findIndex((column) => column.contains(from));
  const row = [...columns[here].querySelectorAll("[data-roving-item]")].indexOf(from);
  for (let at = here + step; at >= 0 && at < columns.length; at += step) {
    const there = [...columns[at].querySelectorAll("[data-roving-item]")];
    if (there.length) return go(list, there[Math.min(row, there.length - 1)]);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const item = event.target.closest?.("[data-roving] :is(a, button)");
  const list = item?.closest("[data-roving]");
  if (!list || !items(list).includes(item)) return;
  const letter = event.key.length === 1;
  if (letter && document.body.dataset.keys === "off") return;
  const step = STEPS[letter ? event.key.toLowerCase() : event.key];
  const column = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) move(list, item, step);
  else if (column && list.dataset.roving === "grid") sideways(list, item, column);
  else if (event.key === "Home") go(list, items(list)[0]);
  else if (event.key === "End") go(list, items(list).at(-1));
  else return;
  event.preventDefault();
});

document.addEventListener("htmx:afterSettle", () => prepare());
prepare();
