// Says how many rows are ticked and ticks all of a page at once. Without it each is ticked by hand.

const boxes = () => [...document.querySelectorAll("[data-pick]")];
const told = document.querySelector("[data-picked]");
const all = document.querySelector("[data-pick-all]");
const everything = document.querySelector("[data-everything]");

function tell() {
  const number = boxes().filter((box) => box.checked).length;
  if (told) told.textContent = everything?.checked ? "All of them" : `${number} ticked`;
  if (all) {
    all.checked = number > 0 && number === boxes().length;
    all.indeterminate = number > 0 && number < boxes().length;
  }
}

if (all) {
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-pick], [data-everything]")) tell(); });
  window.addEventListener("pageshow", tell);
}
