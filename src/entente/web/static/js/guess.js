// Chooses the browser's own time zone where nothing was chosen yet.
for (const field of document.querySelectorAll("select[data-guess=zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value === "UTC" && !document.getElementById("errors") && [...field.options].some((option) => option.value === here)) field.value = here;
}
