// Every visible text node whose contrast with what lies behind it is under 4.5 : 1, and every text
// in a field or placeholder. Gives [{text, ratio, ink, ground, where}].
() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = (top, below) => top.slice(0, 3).map((value, i) => value * top[3] + below[i] * (1 - top[3]));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, two) => {
    const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(rgba(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    const paper = getComputedStyle(document.documentElement).colorScheme.includes("dark") &&
      matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    return layers.reverse().reduce((below, layer) => over(layer, below), paper);
  };
  const where = (element) => {
    const path = [];
    for (let at = element; at && path.length < 4; at = at.parentElement) {
      path.unshift(at.tagName.toLowerCase() + (at.getAttribute("class") ? `.${at.getAttribute("class").trim().replace(/\s+/g, ".")}` : ""));
    }
    return path.join(" > ");
  };
  const isSeen = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(element).clipPath !== "inset(50%)";
  };
  const failures = [];
  const judge = (element, ink, text) => {
    const below = ground(element);
    const found = ratio(over(ink, below), below);
    if (found < 4.5) failures.push({ text: text.slice(0, 60), ratio: Math.round(found * 100) / 100, ink: ink.join(","), ground: below.map(Math.round).join(","), where: where(element) });
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element || ["SCRIPT", "STYLE", "TEMPLATE", "OPTION", "TEXTAREA", "TITLE", "DESC"].includes(element.tagName)) continue;
    if (element.closest(".sr, [hidden]") || !isSeen(element)) continue;
    const style = getComputedStyle(element);
    judge(element, rgba(element.closest("svg") && element.tagName === "text" ? style.fill : style.color), text);
  }
  for (const field of document.querySelectorAll("input, textarea, select")) {
    if (!isSeen(field)) continue;
    judge(field, rgba(getComputedStyle(field).color), field.value || "field");
    if (field.placeholder) judge(field, rgba(getComputedStyle(field, "::placeholder").color), field.placeholder);
  }
  return failures;
}
