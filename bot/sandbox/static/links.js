// What a tap on a link or a button does. Telegram's own links stay inside the page.

import { api } from "./api.js";
import { attempt } from "./composer.js";
import { alert, chooseChat, confirmLink, toast } from "./dialogs.js";
import { store } from "./store.js";

/** `on.go(chatId)` opens a chat, `on.fill(text)` writes into its field, `on.start(parameter)` starts. */
export function linkHandlers(on) {
  async function share(text) {
    const chatId = await chooseChat(on.label);
    if (chatId === undefined) return;
    on.go(chatId);
    on.fill(text);
  }

  async function open(address) {
    const url = new URL(address.includes(":") ? address : `https://${address}`);
    if (url.hostname === "t.me" || url.hostname === "telegram.me") {
      const [first] = url.pathname.split("/").filter(Boolean);
      const query = url.searchParams;
      if (first === "share") return share([query.get("url"), query.get("text")].filter(Boolean).join("\n"));
      if (first?.toLowerCase() === store.bot.username.toLowerCase()) {
        return query.has("start") ? on.start(query.get("start")) : on.go(store.userId);
      }
    }
    if (await confirmLink(url.href)) window.open(url.href, "_blank", "noopener");
    return undefined;
  }

  async function press(button, message, node) {
    node.setAttribute("aria-busy", "true");
    const pressed = await attempt(() => api.press(store.userId, store.chatId, message.message_id, button.callback_data));
    node.removeAttribute("aria-busy");
    if (!pressed) return;
    if (!pressed.answer) toast(store.texts.noAnswer);
    else if (pressed.answer.url) await open(pressed.answer.url);
    else if (pressed.answer.text) (pressed.answer.show_alert ? alert : toast)(pressed.answer.text);
  }

  async function key(button, message, node) {
    const inline = (query) => `@${store.bot.username} ${query}`;
    if (button.callback_data) return press(button, message, node);
    if (button.url) return open(button.url);
    if (button.copy_text) return copy(button.copy_text.text);
    if ("switch_inline_query_current_chat" in button) return on.fill(inline(button.switch_inline_query_current_chat));
    const chosen = button.switch_inline_query_chosen_chat?.query;
    return share(inline(button.switch_inline_query ?? chosen ?? ""));
  }

  return { link: open, key };
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(store.texts.copied);
}
