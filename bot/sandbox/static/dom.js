// The little of the DOM that the page needs, and nothing else.

export const $ = (id) => document.getElementById(id);

/** Make an element; `props` are its properties, or attributes where it has no such property. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name in node && name !== "style") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const HUES = [211, 24, 145, 318, 350, 188, 40];

const BOT_HUE = 258;
const LARGEST_PERSON = 1_000_000_000; // bots, as in Telegram, have the larger ids here

export const hue = (id) => (id > LARGEST_PERSON ? BOT_HUE : HUES[Math.abs(id) % HUES.length]);

export function avatar(id, name, size = "") {
  const node = el("span", { className: `avatar ${size}`, "aria-hidden": "true" });
  paintAvatar(node, id, name);
  return node;
}

export function paintAvatar(node, id, name) {
  node.textContent = [...name.trim()][0] ?? "?";
  node.style.setProperty("--hue", hue(id));
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
