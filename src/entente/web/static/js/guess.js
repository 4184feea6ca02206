// Chooses the browser's own time zone where nothing was chosen yet, by whatever name it goes there.
for (const field of document.querySelectorAll("select[data-guess=zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value !== "UTC" || document.getElementById("errors") || !here || here.startsWith("Etc/")) continue;
  if (![...field.options].some((option) => option.value === here)) field.add(new Option(here, here));
  field.value = here;
}
