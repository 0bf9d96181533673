// One message as a bubble, with its keyboard.

import { api } from "./api.js";
import { avatar, clock, el, hue } from "./dom.js";
import { richText } from "./richtext.js";
import { notice, store, summary } from "./store.js";

/** Make the list item of a message; `on` holds what happens on a tap. */
export function messageItem(item, previous, on) {
  const { message } = item;
  const texts = store.texts;
  const said = notice(message, texts);
  if (said) return el("li", { className: "notice", id: domId(message) }, said);

  const isOwn = message.from.id === store.userId;
  const isJoined = previous && !notice(previous, texts) && previous.from.id === message.from.id && message.date - previous.date < 300;
  const isFaced = store.isGroup && !isOwn;
  const node = el("li", { className: "message", id: domId(message) });
  node.classList.toggle("own", isOwn);
  node.classList.toggle("joined", Boolean(isJoined));
  node.classList.toggle("faced", isFaced);
  const keys = keyboard(message, on);
  node.classList.toggle("wide", Boolean(keys));

  const bubble = el("div", { className: "bubble" }, ...bubbleParts(item, isFaced && !isJoined, on));
  bubble.addEventListener("dblclick", () => on.reply(message));
  node.addEventListener("contextmenu", (event) => on.menu(event, message, isOwn));
  const more = el("button", { type: "button", className: "icon more", "data-icon": "more", "aria-label": texts.actions, "aria-haspopup": "menu" });
  more.addEventListener("click", (event) => on.menu(event, message, isOwn));
  node.append(bubble);
  if (keys) node.append(keys);
  node.append(more);
  if (isFaced && !isJoined) node.append(avatar(message.from.id, message.from.first_name, "small"));
  return node;
}

export const domId = (message) => `m${message.message_id}`;

function bubbleParts(item, hasName, on) {
  const { message } = item;
  const texts = store.texts;
  const parts = [];
  if (hasName) {
    const name = el("b", { className: "sender" }, senderName(message.from));
    name.style.setProperty("--hue", hue(message.from.id));
    parts.push(name);
  }
  if (message.via_bot) parts.push(el("span", { className: "via" }, `${texts.via} @${message.via_bot.username}`));
  if (message.reply_to_message) parts.push(repliedTo(message.reply_to_message, on));
  parts.push(...media(message));
  const text = message.text ?? message.caption;
  if (text) {
    const entities = message.entities ?? message.caption_entities;
    parts.push(el("span", { className: "body" }, ...richText(text, entities, { ...on, expand: texts.expand })));
  }
  const meta = el("span", { className: "meta" });
  if (message.edit_date) meta.append(el("span", {}, texts.edited));
  meta.append(el("time", { dateTime: new Date(message.date * 1000).toISOString() }, clock(message.date)));
  parts.push(meta);
  return parts;
}

const senderName = (user) => (user.id === store.bot.id ? store.botName() : user.first_name);

function repliedTo(message, on) {
  const target = el("button", { type: "button", className: "replied", onclick: () => on.show(message.message_id) });
  target.append(el("b", {}, senderName(message.from)), el("span", {}, summary(message, store.texts)));
  return target;
}

function media(message) {
  const texts = store.texts;
  if (message.photo) {
    const photo = message.photo.at(-1);
    if (message.from.is_bot) {
      const alt = message.caption ?? texts.photo;
      return [el("img", { className: "photo", src: api.fileUrl(photo.file_id), alt, width: photo.width, height: photo.height, style: "height:auto" })];
    }
    return [el("span", { className: "media" }, el("b", {}, "🖼"), texts.photo)];
  }
  if (message.voice) return [el("span", { className: "media" }, el("b", {}, "🎤"), `${texts.voice} 0:0${message.voice.duration}`)];
  if (message.sticker) return [el("span", { className: "media" }, el("b", {}, message.sticker.emoji))];
  return [];
}

const ICONS = { url: "link", switch_inline_query: "share", switch_inline_query_chosen_chat: "share", copy_text: "copy" };

function keyboard(message, on) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const node = el("div", { className: "keyboard" });
  for (const row of rows) {
    node.append(el("div", {}, ...row.map((button) => key(button, message, on))));
  }
  return node;
}

function key(button, message, on) {
  const kind = Object.keys(ICONS).find((name) => name in button);
  const node = el("button", { type: "button", "data-icon": kind && ICONS[kind] }, button.text);
  node.addEventListener("click", () => on.key(button, message, node));
  return node;
}
