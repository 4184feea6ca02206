// ⌘K: a dialog over /search/options/. It finds what the page itself can do (its data-key buttons)
// and what the server finds, and then follows the link or presses the button.

import { carriers, labelOf } from "./keys.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = document.getElementById("palette-list");
const note = document.getElementById("palette-note");
const WAIT = 120; // ms of silence before asking

let asked = null;
let timer = 0;
let deeds = [];

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function open() {
  deeds = carriers(document.getElementById("main") ?? document);
  input.value = "";
  dialog.showModal();
  ask();
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

function ownDeeds(words) {
  const wanted = words.toLowerCase();
  const found = deeds.filter((element) => labelOf(element).toLowerCase().includes(wanted));
  if (!found.length) return [];
  const title = document.createElement("p");
  title.className = "palette__group";
  title.textContent = "On this page";
  return [title, ...found.map(deed)];
}

function deed(element) {
  const option = document.createElement("div");
  option.className = "palette__item";
  option.setAttribute("role", "option");
  const key = document.createElement("kbd");
  key.className = "end";
  key.textContent = element.dataset.key.toUpperCase();
  option.append(labelOf(element), key);
  option.addEventListener("click", () => {
    dialog.close();
    element.click();
  });
  return option;
}

async function ask() {
  const words = input.value.trim();
  asked?.abort();
  asked = new AbortController();
  let found = "";
  try {
    const answer = await fetch(`${document.body.dataset.palette}options/?q=${encodeURIComponent(words)}`, {
      headers: { "HX-Request": "true" }, signal: asked.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    found = await answer.text();
    note.textContent = "";
  } catch (error) {
    if (error.name === "AbortError") return;
    note.textContent = "Search could not be reached. What this page can do still works.";
  }
  show(words, found);
}

function show(words, found) {
  const template = document.createElement("template");
  template.innerHTML = found;
  list.replaceChildren(...ownDeeds(words), template.content);
  options().forEach((option, index) => { option.id = `palette-${index}`; });
  input.setAttribute("aria-expanded", String(options().length > 0));
  choose(options()[0]);
  if (!options().length && !note.textContent) note.textContent = `Nothing here is called “${words}”.`;
}

function onKey(event) {
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) {
    event.preventDefault();
    choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  } else if (event.key === "Escape") {
    // A search field would only empty itself, and whoever goes on to type would press keys behind it.
    event.preventDefault();
    event.stopPropagation();
    dialog.close();
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    chosen().click();
  }
}

if (dialog) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", onKey);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette-open]") || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    open();
  });
}
