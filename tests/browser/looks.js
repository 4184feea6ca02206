// What a person would stumble over on this page as it stands, in sentences.
// `colours: true` asks only whether the text can be read, once all that moves stands still: what
// began to fade by day would go on fading in the colours of the day.
async ({ colours }) => {
  await document.fonts.ready;
  if (colours) document.getAnimations().forEach((it) => it.cancel());
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const kept = (make) => {
    const known = new Map();
    return (key) => (known.has(key) ? known : known.set(key, make(key))).get(key);
  };
  const rgba = kept((color) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  });
  const over = (top, below) => top.slice(0, 3).map((value, i) => value * top[3] + below[i] * (1 - top[3]));
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, two) => {
    const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const style = kept((element) => getComputedStyle(element));
  const box = kept((element) => element.getBoundingClientRect());
  const isThere = kept((element) => element.checkVisibility());
  const paper = style(document.documentElement).colorScheme.includes("dark") &&
    matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  const ground = kept((element) => {
    if (!element) return paper;
    const own = rgba(style(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, ground(element.parentElement));
  });
  const isSeen = kept((element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    box(element).width > 1 && box(element).height > 1 && style(element).clipPath !== "inset(50%)");
  const short = (element, length = 90) => element.outerHTML.slice(0, length);
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Text and fields whose contrast with what lies behind them is under 4.5 : 1.
  const faint = () => {
    const path = (element) => {
      const names = [];
      for (let at = element; at && names.length < 4; at = at.parentElement) {
        names.unshift([at.tagName.toLowerCase(), ...at.classList].join("."));
      }
      return names.join(" > ");
    };
    const judge = (element, ink, text) => {
      const below = ground(element);
      const found = ratio(over(ink, below), below);
      return found < 4.5 ? [`too faint, ${Math.round(found * 100) / 100}: “${text.slice(0, 60)}” is ${ink} on ${below.map(Math.round)} in ${path(element)}`] : [];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (!text || !element || ["SCRIPT", "STYLE", "TEMPLATE", "OPTION", "TEXTAREA", "TITLE", "DESC"].includes(element.tagName)) continue;
      if (element.closest(".sr, [hidden]") || !isSeen(element)) continue;
      const ink = element.tagName === "text" && element.closest("svg") ? style(element).fill : style(element).color;
      found.push(...judge(element, rgba(ink), text));
    }
    for (const field of all("input, textarea, select").filter(isSeen)) {
      found.push(...judge(field, rgba(style(field).color), field.value || "field"));
      if (field.placeholder) found.push(...judge(field, rgba(getComputedStyle(field, "::placeholder").color), field.placeholder));
    }
    return found;
  };

  const wide = () => {
    const width = document.documentElement.scrollWidth;
    return width > innerWidth ? [`the page is ${width} px wide in a window of ${innerWidth}`] : [];
  };

  // What floats over the page and runs out of the window at its side.
  const adrift = () => all("body *").filter((it) => style(it).position === "fixed" && isSeen(it))
    .flatMap((it) => [it, ...it.querySelectorAll("*")])
    .filter((it) => isSeen(it) && !it.closest(".sr") && box(it).right > innerWidth + 1)
    .map((it) => `ends ${Math.round(box(it).right)} px across a window of ${innerWidth}: ${short(it)}`);

  // Drawings that are stretched: their words grow with them.
  const stretched = () => all(".chart svg[width]").filter((it) => isThere(it) && box(it).width > Number(it.getAttribute("width")) + 1)
    .map((it) => `a drawing of ${it.getAttribute("width")} px is stretched to ${Math.round(box(it).width)}: ${short(it, 60)}`);

  // Tables that run out of their column, over what stands beside it.
  const outgrown = () => all("main table").filter((it) => isThere(it) && !it.closest("svg, .sr") &&
    style(it.parentElement).overflowX === "visible" && box(it).right > box(it.parentElement).right + 1.5)
    .map((it) => `${Math.round(box(it).width)} px wide in a column of ${Math.round(box(it.parentElement).width)}: ${short(it, 60)}`);

  const headings = () => {
    const many = all("h1").length;
    return many === 1 ? [] : [`${many} headings of the first level`];
  };

  const nameless = () => all("a[href], button, input:not([type=hidden]), select, textarea")
    .filter((it) => isThere(it) && !(it.textContent.trim() || it.getAttribute("aria-label")
      || it.getAttribute("aria-labelledby") || it.title || it.labels?.length))
    .map((it) => `has no name: ${short(it, 120)}`);

  // Ids that stand twice, and references to ids that do not exist.
  const broken = () => {
    const ids = new Set(), twice = [];
    for (const { id } of all("[id]")) {
      if (ids.has(id)) twice.push(`an id stands twice: ${id}`);
      ids.add(id);
    }
    const names = ["aria-describedby", "aria-labelledby", "aria-controls", "for"];
    const lost = names.flatMap((name) => all(`[${name}]`).flatMap((it) =>
      it.getAttribute(name).split(/\s+/).filter((id) => id && !ids.has(id))
        .map((id) => `${name} of ${short(it, 80)} points at ${id}`)));
    return [...twice, ...lost];
  };

  // What can be pressed and is under 24 px high, unless it stands within a line of text.
  const small = () => all("a[href], button, summary, select, input:not([type=hidden])")
    .filter((it) => isThere(it) && box(it).width >= 2 && box(it).height < 23.5 &&
      !it.closest(".sr, .skip, p, li, dd, dt, td, th, figcaption, label, pre, .status, svg"))
    .map((it) => `only ${Math.round(box(it).height)} px high: ${short(it)}`);

  // What stands in the flow and hangs out of the bottom of its box, over what comes after.
  const spills = () => all("main *").filter((it) => {
    const around = it.parentElement;
    if (box(it).bottom <= box(around).bottom + 4) return false;
    if (!isThere(it) || it.closest("svg, .sr, .skip, .popup__panel")) return false;
    if (["absolute", "fixed", "sticky"].includes(style(it).position) || style(it).display.startsWith("inline")) return false;
    return style(around).overflowY === "visible" && /block|grid|flex/.test(style(around).display);
  }).map((it) => `${short(it)} hangs out of ${short(it.parentElement, 60)}`);

  const violations = () => window.violations ?? []; // of our policy for content, see windows.py
  const checks = colours ? [faint] : [faint, wide, adrift, stretched, outgrown, headings, nameless, broken, small, spills, violations];
  return checks.flatMap((check) => check());
}
