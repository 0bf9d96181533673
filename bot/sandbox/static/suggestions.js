// The list above the text field: commands after "/", inline results after "@bot ".

import { api } from "./api.js";
import { $, avatar, el } from "./dom.js";
import { store } from "./store.js";

const WAIT_MS = 250;

export class Suggestions {
  #items = []; // [{ node, take, fill? }]
  #at = -1;
  #asked = 0;
  #commands = [];

  /** `on.run(text)` sends, `on.fill(text)` writes into the field, `on.start(parameter)` starts. */
  constructor(on) {
    this.on = on;
  }

  get isOpen() { return !$("suggestions").hidden; }

  /** Fetch the commands this person has in this chat. */
  async refresh() {
    const { chatId, userId } = store;
    const commands = chatId === null ? [] : await api.commands(userId, chatId);
    if (chatId !== store.chatId || userId !== store.userId) return;
    this.#commands = commands;
    $("commands").hidden = commands.length === 0;
  }

  /** Look at what is in the field and suggest. */
  update(text) {
    const asked = ++this.#asked;
    const inline = text.match(new RegExp(`^@${store.bot.username}\\s+([^]*)$`, "i"));
    if (inline) {
      setTimeout(() => { if (asked === this.#asked) this.#askInline(inline[1], asked); }, WAIT_MS);
    } else if (/^\/\w*$/.test(text)) {
      this.showCommands(text.slice(1).toLowerCase());
    } else {
      this.close();
    }
  }

  showCommands(prefix = "") {
    const name = (command) => `/${command.command}${store.isGroup ? `@${store.bot.username}` : ""}`;
    const found = this.#commands.filter((command) => command.command.startsWith(prefix));
    this.#show(found.map((command) => ({
      node: el("li", { className: "command" }, el("b", {}, `/${command.command}`), el("span", {}, command.description)),
      take: () => this.on.run(name(command)),
      fill: () => this.on.fill(`${name(command)} `),
    })));
  }

  close() {
    this.#asked++;
    this.#show([]);
  }

  /** Handle a key of the field; true if it was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const item = this.#items[this.#at];
    const count = this.#items.length;
    switch (event.key) {
      case "ArrowDown": this.#select((this.#at + 1) % count); return true;
      case "ArrowUp": this.#select((Math.max(this.#at, 0) + count - 1) % count); return true;
      case "Escape": this.close(); return true;
      case "Tab": if (item) (item.fill ?? item.take)(); return Boolean(item);
      case "Enter": if (item && !event.shiftKey) item.take(); return Boolean(item) && !event.shiftKey;
      default: return false;
    }
  }

  async #askInline(query, asked) {
    let answer = null;
    try {
      answer = await api.inline(store.userId, query, store.isGroup ? store.chat.type : "sender");
    } catch { /* said below */ }
    if (asked !== this.#asked) return;
    if (!answer) return this.#show([note(store.texts.noInline)]);
    const items = answer.results.map((result) => ({
      node: el("li", { className: "result" }, avatar(result.title.length, result.title), el("b", {}, result.title),
        result.description ? el("span", {}, result.description) : null),
      take: () => this.on.choose(answer.id, result.id),
    }));
    if (answer.button) {
      items.unshift({
        node: el("li", { className: "switch" }, answer.button.text),
        take: () => this.on.start(answer.button.start_parameter ?? ""),
      });
    }
    // None is selected: Enter sends what was typed, as in a question to the bot in a group.
    this.#show(items.length ? items : [note(store.texts.noResults)], -1);
  }

  #show(items, selected = 0) {
    const list = $("suggestions");
    this.#items = items.filter((item) => item.take);
    list.replaceChildren(...items.map(({ node }) => node));
    this.#items.forEach((item, index) => {
      item.node.id = `suggestion-${index}`;
      item.node.setAttribute("role", "option");
      item.node.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus
      item.node.addEventListener("click", () => item.take());
      item.node.addEventListener("pointermove", (event) => {
        if (event.movementX || event.movementY) this.#select(index); // not when the list came to it
      });
    });
    list.hidden = items.length === 0;
    this.#select(selected);
  }

  #select(index) {
    this.#at = this.#items[index] ? index : -1;
    this.#items.forEach(({ node }, at) => node.setAttribute("aria-selected", at === this.#at));
    const node = this.#items[this.#at]?.node;
    node?.scrollIntoView({ block: "nearest" });
    if (node) $("text").setAttribute("aria-activedescendant", node.id);
    else $("text").removeAttribute("aria-activedescendant");
  }
}

const note = (text) => ({ node: el("li", { className: "note" }, text) });
