// What can be done to a chat: the bot blocked, removed, let in again; the group upgraded.

import { api } from "./api.js";
import { attempt } from "./composer.js";
import { openMenu } from "./dialogs.js";
import { store } from "./store.js";

/** `on.go(chatId)` opens a chat, `on.reload()` fetches everything anew. */
export function placeMenu(event, on) {
  const { texts, chat } = store;
  const entries = [store.isGroup ? membership() : blocking()];
  if (chat.type === "group") entries.push(["up", texts.upgrade, () => upgrade(on)]);
  if (store.isGroup && !chat.is_forum) entries.push(["topic", texts.turnOnTopics, () => turnOnTopics(on)]);
  openMenu(event, entries.map(([icon, label, action]) => [icon, label, () => attempt(action)]));
}

function blocking() {
  const { texts, user } = store;
  const change = (hasBlocked) => () => api.block(user.id, hasBlocked);
  return user.has_blocked ? ["check", texts.unblock, change(false)] : ["ban", texts.block, change(true)];
}

function membership() {
  const { texts, chatId, userId, chat } = store;
  const change = (status) => () => api.setBotStatus(userId, chatId, status);
  const isThere = ["member", "administrator"].includes(chat.bot_status);
  return isThere ? ["ban", texts.remove, change("kicked")] : ["check", texts.letIn, change("member")];
}

async function upgrade(on) {
  const { id } = await api.migrate(store.userId, store.chatId);
  await on.reload();
  on.go(id);
}

/** Only supergroups have topics; a group becomes one first, as in Telegram. */
async function turnOnTopics(on) {
  if (store.chat.type === "group") await upgrade(on);
  await api.turnOnTopics(store.userId, store.chatId);
}
