// Text with Telegram's entities. Their offsets count UTF-16 units, as JavaScript strings do.

import { el } from "./dom.js";

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const FOLDED_LINES = 3;

/** Return the nodes of a text; `on.link(url)` and `on.command(text)` are called on a tap. */
export function richText(text, entities, on) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return nodes(text, 0, text.length, sorted, on);
}

/** Nodes for one stretch; `entities` lie within it, outer before inner. */
function nodes(text, from, to, entities, on) {
  const result = [];
  let at = from;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at) continue; // overlaps its neighbour: the first wins
    const end = Math.min(entity.offset + entity.length, to);
    const inner = [];
    while (index + 1 < entities.length && entities[index + 1].offset < end) inner.push(entities[++index]);
    result.push(trimmedAfterQuote(result.at(-1), text.slice(at, entity.offset)));
    const children = nodes(text, entity.offset, end, inner, on);
    result.push(element(entity, text.slice(entity.offset, end), children, on));
    at = end;
  }
  result.push(trimmedAfterQuote(result.at(-1), text.slice(at, to)));
  return result.filter((node) => node !== "");
}

// A quotation is a block: the line break after it would be shown twice.
const trimmedAfterQuote = (previous, text) =>
  previous?.classList?.contains("quote") ? text.replace(/^\n/, "") : text;

function element(entity, text, children, on) {
  switch (entity.type) {
    case "text_link":
    case "url":
    case "email":
      return link(entity.type === "email" ? `mailto:${text}` : (entity.url ?? text), children, on);
    case "mention":
      return link(`https://t.me/${text.slice(1)}`, children, on);
    case "bot_command":
      return el("button", { type: "button", className: "command", onclick: () => on.command(text) }, ...children);
    case "blockquote":
      return el("span", { className: "quote" }, el("span", { className: "inner" }, ...children));
    case "expandable_blockquote":
      return foldable(children, on);
    case "spoiler":
      return el("span", { className: "spoiler", onclick: (event) => event.currentTarget.classList.add("shown") }, ...children);
    default:
      return el(TAGS[entity.type] ?? "span", {}, ...children);
  }
}

function link(url, children, on) {
  const open = (event) => {
    event.preventDefault();
    on.link(url);
  };
  return el("a", { href: url, rel: "noopener noreferrer", onclick: open }, ...children);
}

/** A quotation that folds once it is on the page and turns out to be long. */
function foldable(children, on) {
  const inner = el("span", { className: "inner" }, ...children);
  const quote = el("span", { className: "quote" }, inner);
  const toggle = () => {
    if (String(getSelection())) return; // selecting text is not a tap
    button.setAttribute("aria-expanded", quote.classList.toggle("open"));
  };
  const button = el("button", { type: "button", className: "icon fold", "data-icon": "down", "aria-label": on.expand, "aria-expanded": "false" });
  requestAnimationFrame(() => {
    const line = parseFloat(getComputedStyle(quote).lineHeight) || 20;
    if (inner.scrollHeight <= line * (FOLDED_LINES + 0.5)) return;
    quote.classList.add("folded");
    quote.append(button);
    quote.addEventListener("click", toggle);
  });
  return quote;
}
