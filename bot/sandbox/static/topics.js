// The topics of a forum, to choose from and to add to.

import { api } from "./api.js";
import { attempt } from "./composer.js";
import { askText } from "./dialogs.js";
import { $, el } from "./dom.js";
import { store } from "./store.js";

const LONGEST_NAME = 128;

/** Show the topics of the chat; `enter(threadId)` goes to one, `null` being the general one. */
export function paintTopics(enter) {
  const { chat, texts, threadId } = store;
  const bar = $("topics");
  bar.hidden = !chat.is_forum;
  if (bar.hidden) return;
  bar.setAttribute("aria-label", texts.topics);
  const topics = Object.entries(chat.topics).map(([id, name]) => [Number(id), name]);
  const choices = [[null, texts.general], ...topics].map(([id, name]) =>
    el("button", { type: "button", onclick: () => enter(id), "aria-current": String(id === threadId) }, name));
  const add = el("button", { type: "button", className: "add", onclick: () => addTopic(enter) }, `＋ ${texts.newTopic}`);
  bar.replaceChildren(...choices, add);
  bar.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function addTopic(enter) {
  const { userId, chatId, texts } = store;
  const name = await askText(texts.newTopic, texts.topicName, LONGEST_NAME);
  if (!name) return;
  const topic = await attempt(() => api.addTopic(userId, chatId, name));
  if (topic && chatId === store.chatId) enter(topic.message_thread_id);
}
