// Toasts, questions and the menu of a message.

import { $, avatar, el } from "./dom.js";
import { store } from "./store.js";

let toastTimer = 0;

export function toast(text) {
  const node = $("toast");
  node.hidden = true;
  requestAnimationFrame(() => { // shown first, then filled, as screen readers want it
    node.hidden = false;
    node.textContent = text;
  });
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, Math.max(2500, text.length * 90));
}

/** Show a dialog; resolves to the value of the choice taken, or undefined. */
function ask({ title, text = "", body = [], choices }) {
  const dialog = $("dialog");
  dialog.querySelector("h3").textContent = title;
  dialog.querySelector("p").textContent = text;
  return new Promise((resolve) => {
    const close = (value) => { resolve(value); dialog.close(); };
    $("dialog-body").replaceChildren(...body.map((make) => make(close)));
    const buttons = choices.map(({ label, value }) =>
      el("li", {}, el("button", { type: "button", onclick: () => close(typeof value === "function" ? value() : value) }, label)));
    dialog.querySelector("menu").replaceChildren(...buttons);
    dialog.onclose = () => resolve(undefined);
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
    dialog.showModal();
  });
}

export const alert = (text) => ask({ title: store.botName(), text, choices: [{ label: store.texts.ok }] });

export const confirmLink = (url) => ask({
  title: store.texts.openLink,
  text: url,
  choices: [{ label: store.texts.cancel }, { label: store.texts.open, value: true }],
});

/** Let the person write a few words; resolves to them, or to nothing. */
export function askText(title, label, maxLength) {
  const field = el("input", { type: "text", placeholder: label, "aria-label": label, maxLength });
  const words = () => field.value.trim();
  const body = (close) => {
    field.onkeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing || !words()) return;
      event.preventDefault(); // or it would press the button that has the focus next
      close(words());
    };
    return field;
  };
  const { cancel, ok } = store.texts;
  return ask({ title, body: [body], choices: [{ label: cancel }, { label: ok, value: words }] });
}

/** Let the person choose one of their chats. */
export function chooseChat(label) {
  const body = [...store.chats.values()].map((chat) => (close) => {
    const { name, id } = label(chat);
    const row = el("button", { type: "button", className: "row", onclick: () => close(chat.id) });
    row.append(avatar(id, name), el("span", { className: "name" }, name));
    return row;
  });
  return ask({ title: store.texts.shareTo, body, choices: [{ label: store.texts.cancel }] });
}

/** Below a button, or above where there is no room. */
function beside(button, menu) {
  const { left, top, bottom } = button.getBoundingClientRect();
  return [left, bottom + menu.offsetHeight + 8 < innerHeight ? bottom + 4 : top - menu.offsetHeight - 4];
}

/** Open the menu of a message where it was asked for; `entries` are [icon, label, action]. */
export function openMenu(event, entries) {
  event.preventDefault();
  const menu = $("menu");
  const opener = event.target;
  const close = () => {
    if (menu.contains(document.activeElement)) opener.focus?.();
    menu.hidden = true;
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (pointer) => { if (!menu.contains(pointer.target)) close(); };
  menu.replaceChildren(...entries.map(([icon, label, action]) => {
    const button = el("button", { type: "button", role: "menuitem" }, el("span", { className: "icon", "data-icon": icon }), label);
    button.addEventListener("click", () => { close(); action(); });
    return button;
  }));
  menu.onkeydown = (key) => {
    const buttons = [...menu.children];
    const at = buttons.indexOf(document.activeElement);
    if (key.key === "Escape" || key.key === "Tab") close();
    else if (key.key === "ArrowDown") buttons[(at + 1) % buttons.length].focus();
    else if (key.key === "ArrowUp") buttons.at(at - 1).focus();
    else return;
    key.preventDefault();
  };
  menu.hidden = false;
  const [x, y] = event.type === "contextmenu" && event.clientX ? [event.clientX, event.clientY] : beside(opener, menu);
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstChild.focus();
  document.addEventListener("pointerdown", outside, true);
}
