// Suggests records while a name is written: <div data-picker="/search/picks/?of=contact"> with a
// text input and a hidden one for what was chosen. Without this the server reads what was written.

const WAIT = 150; // ms of silence before asking

function prepare(root = document) {
  for (const box of root.querySelectorAll("[data-picker]:not([data-ready])")) start(box);
}

function start(box) {
  const input = box.querySelector("input[type=text]");
  const chosen = box.querySelector("[data-picker-chosen]");
  const list = box.querySelector("[role=listbox]");
  const about = box.querySelector("[data-picker-about]");
  if (!input || !chosen || !list || !about) return;
  box.dataset.ready = "yes";
  list.id = `${input.id}-list`;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);
  let timer = 0;
  let asked = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector("[aria-selected=true]");
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };

  function mark(option) {
    current()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
  }

  function take(option) {
    input.value = option.dataset.called;
    chosen.value = option.dataset.value;
    about.textContent = option.dataset.about;
    close();
    box.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (!words) return close();
    try {
      const answer = await fetch(`${box.dataset.picker}&q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch { return; }
    options().forEach((option, index) => { option.id = `${list.id}-${index}`; });
    list.hidden = !options().length || document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(options()[0]);
  }

  input.addEventListener("input", () => { chosen.value = about.textContent = ""; clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(all[(all.indexOf(current()) + step + all.length) % all.length]);
    else if (event.key === "Enter" && current()) take(current());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
}

document.addEventListener("htmx:afterSettle", () => prepare());
prepare();
