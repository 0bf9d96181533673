// The text field: sending, editing, replying, and who one writes as.

import { api } from "./api.js";
import { $, avatar } from "./dom.js";
import { openMenu, toast } from "./dialogs.js";
import { store, summary } from "./store.js";
import { Suggestions } from "./suggestions.js";

export class Composer {
  #drafts = new Map();
  #place = "";
  #reply = null;
  #editing = null;

  /** `on.start(parameter)` starts the bot, `on.person()` is called when the sender changes. */
  constructor(on) {
    this.on = on;
    this.suggestions = new Suggestions({
      run: (text) => { this.fill(""); this.send(text); },
      fill: (text) => this.fill(text),
      start: (parameter) => { this.fill(""); on.start(parameter); },
      choose: (answerId, resultId) => this.#choose(answerId, resultId),
    });
    $("write").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    $("text").addEventListener("input", () => this.#changed());
    $("text").addEventListener("keydown", (event) => this.#key(event));
    $("quoting-close").addEventListener("click", () => this.#forget());
    $("commands").addEventListener("click", () => this.#toggleCommands());
    $("attach").addEventListener("click", (event) => this.#openAttach(event));
    $("sender").addEventListener("click", () => this.#nextSender());
  }

  /** Show the field as it was left in the place one goes to: a chat, in a forum a topic. */
  enter() {
    if (!this.#editing) this.#drafts.set(this.#place, $("text").value);
    this.#forget();
    this.#place = `${store.chatId} ${store.threadId}`;
    this.fill(this.#drafts.get(this.#place) ?? "", { focus: false });
    this.paint();
  }

  /** Bring labels, the sender and the commands up to date. */
  paint() {
    const { texts, user, chat } = store;
    if (!chat) return;
    $("start").textContent = texts.start;
    this.#showStart();
    $("text").placeholder = store.isGroup ? texts.groupPlaceholder : texts.placeholder;
    $("text").setAttribute("aria-label", texts.placeholder);
    for (const [id, label] of [["send", texts.send], ["commands", texts.commands], ["attach", texts.attach], ["quoting-close", texts.close]]) {
      $(id).setAttribute("aria-label", label);
      $(id).title = label;
    }
    const sender = $("sender");
    sender.hidden = !store.isGroup;
    sender.title = texts.switchSender(user.first_name);
    sender.setAttribute("aria-label", sender.title);
    sender.replaceChildren(avatar(user.id, user.first_name, "small"));
    attempt(() => this.suggestions.refresh());
  }

  fill(text, { focus = true } = {}) {
    const field = $("text");
    field.value = text;
    this.#changed();
    if (focus) field.focus();
    field.setSelectionRange(text.length, text.length);
  }

  reply(message) {
    this.#forget();
    this.#reply = message;
    const name = message.from.id === store.bot.id ? store.botName() : message.from.first_name;
    this.#quote("reply", store.texts.replyTo(name), message);
  }

  edit(message) {
    this.#forget();
    this.#editing = message;
    this.#quote("edit", store.texts.editing, message);
    this.fill(message.text);
  }

  async submit() {
    const text = $("text").value.trim();
    if (!text) return;
    const editing = this.#editing;
    if (!editing) return this.#sendWritten();
    this.#forget();
    this.fill("");
    if (text === editing.text) return;
    await attempt(() => api.edit(store.userId, store.chatId, editing.message_id, text));
  }

  /** Send what is in the field, as a caption if there is a picture or voice to it. */
  async #sendWritten(media) {
    const text = $("text").value.trim();
    const replyTo = this.#reply?.message_id;
    this.#forget();
    this.fill("");
    if (!(await this.send(text, replyTo, media)) && !$("text").value) this.fill(text);
  }

  /** Send a message as who one is at the moment; true if it was taken. */
  send(text, replyTo, media) {
    const isFirst = $("write").hidden;
    const content = { text, media, reply_to: replyTo, thread_id: store.threadId };
    return attempt(async () => {
      await api.send(store.userId, store.chatId, content);
      if (isFirst) {
        store.user.has_started = true;
        this.paint();
        $("text").focus();
      }
      return true;
    });
  }

  async #choose(answerId, resultId) {
    this.fill("");
    await attempt(() => api.choose(answerId, store.userId, store.chatId, resultId, store.threadId));
    this.paint();
  }

  /** Offer START instead of the field until there has been a message, or one is being written. */
  #showStart() {
    const canWrite = store.isGroup || store.user.has_started || $("text").value !== "";
    $("write").hidden = !canWrite;
    $("start").hidden = canWrite;
  }

  #changed() {
    const text = $("text").value;
    this.#showStart();
    $("send").disabled = !text.trim();
    $("send").dataset.icon = this.#editing ? "check" : "send";
    this.suggestions.update(text);
  }

  #key(event) {
    if (event.isComposing) return; // an input method is choosing characters
    if (this.suggestions.key(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      if (this.#editing) this.fill("");
      this.#forget();
    } else if (event.key === "ArrowUp" && !$("text").value) {
      const own = store.shown().map((item) => item.message)
        .findLast((message) => message.from.id === store.userId && message.text && !message.via_bot);
      if (own) { event.preventDefault(); this.edit(own); }
    }
  }

  #toggleCommands() {
    if (this.suggestions.isOpen) return this.suggestions.close();
    this.suggestions.showCommands();
    $("text").focus();
  }

  /** Offer what is not text, and the inline mode, which begins with the bot's name. */
  #openAttach(event) {
    const { texts } = store;
    openMenu(event, [
      ["photo", texts.photo, () => this.#sendWritten("photo")],
      ["voice", texts.voice, () => this.#sendWritten("voice")],
      ["sticker", texts.sticker, () => this.send("", undefined, "sticker")], // it has no caption
      ["at", texts.askInline, () => this.fill(`@${store.bot.username} `)],
    ]);
  }

  #nextSender() {
    const members = store.members();
    store.userId = members[(members.indexOf(store.userId) + 1) % members.length];
    this.on.person();
  }

  #quote(icon, title, message) {
    $("quoting").hidden = false;
    $("quoting").firstElementChild.dataset.icon = icon;
    $("quoting-title").textContent = title;
    $("quoting-text").textContent = summary(message, store.texts);
    $("text").focus();
  }

  #forget() {
    this.#reply = this.#editing = null;
    $("quoting").hidden = true;
    $("send").dataset.icon = "send";
  }
}

/** Do something that may be refused, and say why it was. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.status ? error.message : store.texts.stopped);
    return undefined;
  }
}
