// The page as a whole: the list of chats, the conversation, and what happens live.

import { api, listen } from "./api.js";
import { attempt, Composer } from "./composer.js";
import { openMenu } from "./dialogs.js";
import { $, avatar, clock, el, paintAvatar } from "./dom.js";
import { copy, linkHandlers } from "./links.js";
import { domId, messageItem } from "./message.js";
import { placeMenu } from "./place.js";
import { store, summary } from "./store.js";
import { languageTag } from "./texts.js";
import { paintTopics } from "./topics.js";

const TYPING_MS = 5000;
const paintedItems = new WeakMap(); // item → { node, previous, userId }
const isWide = matchMedia("(min-width: 721px)");
const isStill = matchMedia("(prefers-reduced-motion: reduce)");
let typingTimer = 0;
let isAtEnd = true;
let lastTop = 0;
let work = Promise.resolve(); // what happened, taken in turn
let waitingReloads = 0;

const composer = new Composer({ start, person: paintAll });
const links = linkHandlers({ go, start, fill: (text) => composer.fill(text), label: chatLabel });
const on = {
  ...links,
  command: (text) => composer.send(text),
  reply: (message) => composer.reply(message),
  show,
  menu,
};

/** The name and avatar of a chat in the list. */
function chatLabel(chat) {
  const person = store.users.get(chat.id);
  return { id: chat.id, name: person?.first_name ?? chat.title, language: store.texts.language[person?.language_code] };
}

function chatRow(chat) {
  const { texts } = store;
  const { id, name, language } = chatLabel(chat);
  const last = store.last(chat.id);
  const about = last ? summary(last, texts) : store.users.get(chat.id)?.bot_short_description || texts.members(store.members(chat).length + 1);
  const row = el("button", { type: "button", className: "row", onclick: () => go(chat.id), "aria-current": String(chat.id === store.chatId) });
  row.append(
    avatar(id, name),
    el("span", { className: "name" }, name, language ? el("small", {}, language) : null),
    el("time", {}, last ? clock(last.date) : ""),
    el("span", { className: "last" }, store.busy.has(chat.id) ? texts.typing : about),
  );
  return el("li", {}, row);
}

function paintList() {
  const { texts } = store;
  const chats = [...store.chats.values()];
  const sections = [[texts.talkAs, "private"], [texts.inGroup, "group"]].map(([title, kind]) => {
    const rows = chats.filter((chat) => (chat.type === "private") === (kind === "private")).map(chatRow);
    return rows.length ? el("section", {}, el("h2", {}, title), el("ul", {}, ...rows)) : null;
  });
  $("chats").replaceChildren(...sections.filter(Boolean));
}

function paintHeader() {
  const { texts, chat, user } = store;
  document.documentElement.lang = languageTag(user);
  $("banner-text").textContent = texts.banner;
  $("list-title").textContent = document.title = texts.chats;
  $("sidebar").setAttribute("aria-label", texts.pickChat);
  $("scroller").setAttribute("aria-label", texts.conversation);
  for (const [id, label] of [["theme", texts.theme], ["back", texts.back], ["banner-close", texts.close], ["to-end", texts.toEnd], ["place", texts.place]]) {
    $(id).setAttribute("aria-label", label);
    $(id).title = label;
  }
  $("conversation").hidden = !chat;
  if (!chat) return;
  const name = store.isGroup ? chat.title : store.botName();
  $("peer-name").textContent = name;
  paintAvatar($("peer-avatar"), store.isGroup ? chat.id : store.bot.id, name);
  const isBusy = store.busy.has(chat.id);
  $("peer-status").classList.toggle("busy", isBusy);
  const idle = store.isGroup ? texts.members(store.members().length + 1) : texts.bot;
  $("peer-status").textContent = isBusy ? texts.typing : idle;
  $("acting-as").textContent = texts.actingAs(user.first_name);
}

function paintMessages() {
  const { chatId, texts } = store;
  const list = store.shown();
  const nodes = list.map((item, index) => painted(item, list[index - 1]?.message));
  if (store.busy.has(chatId)) {
    nodes.push(el("li", { className: "message typing", "aria-label": texts.typing }, el("div", { className: "bubble" }, el("i"), el("i"), el("i"))));
  }
  $("messages").hidden = nodes.length === 0;
  replaceChanged($("messages"), nodes);
  paintWelcome(list.length === 0);
}

/** The node of a message; the same one until it changes, so that an open quotation stays open. */
function painted(item, previous) {
  const { userId } = store;
  const known = paintedItems.get(item);
  if (known && known.previous === previous && known.userId === userId) return known.node;
  const node = messageItem(item, previous, on);
  paintedItems.set(item, { node, previous, userId });
  return node;
}

/** Give a parent these children, without touching those that are there already. */
function replaceChanged(parent, nodes) {
  nodes.forEach((node, index) => {
    const there = parent.children[index];
    if (there === node) return;
    if (there?.id && there.id === node.id) there.replaceWith(node);
    else parent.insertBefore(node, there ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastChild.remove();
}

function paintWelcome(isEmpty) {
  const { texts, user, chat } = store;
  const welcome = $("welcome");
  welcome.hidden = !isEmpty;
  if (!isEmpty) return;
  const [id, name] = store.isGroup ? [chat.id, chat.title] : [store.bot.id, store.botName()];
  const about = store.isGroup ? texts.groupHint(store.bot.username) : user.bot_description;
  paintAvatar(welcome.querySelector(".avatar"), id, name);
  welcome.querySelector("h3").textContent = about && !store.isGroup ? texts.whatCanItDo : name;
  welcome.querySelector("p").textContent = about || texts.noDescription;
}

function paintAll() {
  paintHeader();
  paintList();
  if (!store.chat) return;
  paintTopics(enterTopic);
  composer.paint();
  paintMessages();
}

function go(chatId) {
  if (store.chatId !== chatId) {
    store.enter(chatId);
    composer.enter();
  }
  document.body.dataset.view = "chat";
  history.replaceState(null, "", `#${chatId}`);
  paintAll();
  toEnd();
  if (isWide.matches && !$("write").hidden) $("text").focus();
}

function enterTopic(threadId) {
  store.threads.set(store.chatId, threadId);
  composer.enter();
  go(store.chatId);
}

/** Press START as the person one is, with a deep link's parameter if there is one. */
function start(parameter) {
  go(store.userId);
  return composer.send(`/start ${parameter ?? ""}`.trim());
}

function toEnd() {
  isAtEnd = true;
  $("scroller").scrollTop = $("scroller").scrollHeight;
}

/** Bring a message into view and point at it. */
function show(messageId) {
  const node = $(domId({ message_id: messageId }));
  node?.scrollIntoView({ block: "center", behavior: isStill.matches ? "auto" : "smooth" });
  node?.classList.add("found");
  setTimeout(() => node?.classList.remove("found"), 1500);
}

function menu(event, message, isOwn) {
  const { texts } = store;
  const text = message.text ?? message.caption;
  const entries = [["reply", texts.reply, () => composer.reply(message)]];
  if (text) entries.push(["copy", texts.copy, () => copy(text)]);
  if (isOwn && message.text && !message.via_bot) entries.push(["edit", texts.edit, () => composer.edit(message)]);
  openMenu(event, entries);
}

function setBusy(chatId) {
  store.busy.add(chatId);
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { store.busy.clear(); paintAll(); }, TYPING_MS);
}

const EVENTS = {
  message(event) { take(event); },
  edited(event) { take(event); },
  deleted(event) { take(event); },
  action(event) {
    setBusy(event.chat_id);
    paintLive(event.chat_id);
  },
  force_reply(event) {
    const item = store.messages.get(event.chat_id)?.get(event.message_id);
    if (item && event.chat_id === store.chatId) composer.reply(item.message);
  },
};
const RELOADS = new Set(["profile", "chat", "reset"]);

function happened(event) {
  if (RELOADS.has(event.kind)) reloadSoon();
  else inTurn(() => EVENTS[event.kind]?.(event));
}

function take(event) {
  store.put(event);
  const { from, chat } = event.message;
  if (!store.chats.has(event.chat_id)) return reload();
  if (chat.type === "private" && from.id === chat.id && !store.users.get(from.id).has_started) {
    store.users.get(from.id).has_started = true;
    if (chat.id === store.chatId) composer.paint();
  }
  if (event.kind === "message" && from.id === store.userId && chat.id === store.chatId) isAtEnd = true;
  return paintLive(event.chat_id);
}

function paintLive(chatId) {
  paintList();
  if (chatId !== store.chatId) return;
  paintHeader();
  paintMessages();
}

async function reload() {
  await store.load();
  paintAll();
}

/** Do one thing after the other, so that what was fetched before a message cannot hide it. */
function inTurn(action) {
  work = work.then(() => attempt(action));
  return work;
}

/** Fetch everything anew; of several that wait, only the last does. */
function reloadSoon() {
  waitingReloads++;
  inTurn(() => (--waitingReloads === 0 ? reload() : undefined));
}

function setTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

function wire() {
  if (localStorage.getItem("theme")) document.documentElement.dataset.theme = localStorage.getItem("theme");
  $("banner").hidden = sessionStorage.getItem("banner") === "closed";
  $("banner-close").addEventListener("click", () => {
    $("banner").hidden = true;
    sessionStorage.setItem("banner", "closed");
  });
  $("theme").addEventListener("click", setTheme);
  $("place").addEventListener("click", (event) => placeMenu(event, { go, reload: () => inTurn(reload) }));
  $("back").addEventListener("click", () => { document.body.dataset.view = "list"; });
  $("start").addEventListener("click", () => start());
  $("to-end").addEventListener("click", toEnd);
  $("scroller").addEventListener("scroll", () => {
    const { scrollHeight, scrollTop, clientHeight } = $("scroller");
    const left = scrollHeight - scrollTop - clientHeight;
    // Only who scrolls up leaves the end; a tall new message merely moves it.
    if (left < 60 || scrollTop < lastTop) isAtEnd = left < 60;
    lastTop = scrollTop;
    $("to-end").hidden = left < 200;
  });
  // A new message, a folded quotation or a taller text field must not hide the newest line.
  const sizes = new ResizeObserver(() => { if (isAtEnd) toEnd(); });
  sizes.observe($("scroller"));
  sizes.observe($("messages"));
}

wire();
// The stream opens anew after the server was restarted; what happened meanwhile is fetched then.
listen(happened, () => inTurn(async () => {
  await store.load();
  const wanted = Number(location.hash.slice(1));
  if (store.chatId !== null) paintAll();
  else if (store.chats.has(wanted)) go(wanted);
  else if (isWide.matches && store.chats.size) go(store.visitor());
  else paintAll();
}));
