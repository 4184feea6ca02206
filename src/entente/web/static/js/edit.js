// Inline edit: Enter or leaving the field saves, Escape leaves it as it was. The server does both.

const left = new WeakSet(); // forms that were answered and must not be sent again

function changed(form) {
  return [...form.elements].some((field) =>
    field.matches("select") ? [...field.options].some((one) => one.selected !== one.defaultSelected)
      : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue);
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-edit-form]");
  if (!form || event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  left.add(form);
  form.querySelector("[data-edit-cancel]")?.click();
}, true);

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-edit-form]")) left.add(event.target);
}, true);

// What stands there is chosen as a whole: typing replaces it, the arrows keep it.
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-edit-form] input:not([type=hidden])")) event.target.select?.();
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("[data-edit-form]");
  if (!form) return;
  setTimeout(() => {
    if (left.has(form) || !form.isConnected || form.contains(document.activeElement)) return;
    if (changed(form)) form.requestSubmit();
    else { left.add(form); form.querySelector("[data-edit-cancel]")?.click(); }
  }, 0);
});
