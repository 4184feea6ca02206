// A toast leaves after eight seconds, but waits while somebody points at it or has it in focus.
// What it says is also kept where the deed was done, so missing it costs nothing.

const STAYS = 8000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  let timer = 0;
  // Somebody may have pointed at it before we listened.
  const leave = () => (toast.matches(":hover, :focus-within") ? start() : toast.remove());
  const start = () => { clearTimeout(timer); timer = setTimeout(leave, STAYS); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

const region = document.getElementById("toasts");
if (region) {
  const watchAll = () => region.querySelectorAll("[data-toast]").forEach(watch);
  new MutationObserver(watchAll).observe(region, { childList: true });
  watchAll();
}
