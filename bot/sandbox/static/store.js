// What the page knows: people, chats, messages, and who one is at the moment.

import { api } from "./api.js";
import { textsFor } from "./texts.js";

const LONGEST_LIST = 60;

export const store = {
  bot: null,
  users: new Map(),
  chats: new Map(),
  messages: new Map(), // chat id → message id → { message, edits, is_deleted, … }
  busy: new Set(), // chats in which the bot is typing
  chatId: null,
  userId: null,
  threads: new Map(), // chat id → the topic one is in, if it is not the general one

  get chat() { return this.chats.get(this.chatId); },
  get user() { return this.users.get(this.userId); },
  get texts() { return textsFor(this.user); },
  get threadId() { return this.threads.get(this.chatId) ?? null; },
  get isGroup() { return this.chat && this.chat.type !== "private"; },

  /** Fetch everything anew. */
  async load() {
    const state = await api.state();
    this.bot = state.bot;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    const shown = state.chats.filter((chat) => chat.migrated_to === null).slice(0, LONGEST_LIST);
    this.chats = new Map(shown.map((chat) => [chat.id, chat]));
    await Promise.all(shown.map((chat) => this.loadMessages(chat)));
    if (!this.chats.has(this.chatId)) this.chatId = null;
    if (!this.users.has(this.userId)) this.userId = this.visitor();
  },

  /** Who a visitor is at first: the first person whose language the browser speaks, else the first. */
  visitor() {
    const speaks = (user) => navigator.language.slice(0, 2) === user.language_code?.slice(0, 2);
    return ([...this.users.values()].find(speaks) ?? [...this.users.values()][0])?.id ?? null;
  },

  async loadMessages(chat) {
    const list = chat.last_message_id ? await api.messages(chat.id) : [];
    const known = this.messages.get(chat.id);
    // What did not change stays the same object, and so its bubble stays as it is.
    const kept = (item) => {
      const there = known?.get(item.message.message_id);
      return there?.revision === item.revision && there.sent_at === item.sent_at ? there : item;
    };
    this.messages.set(chat.id, new Map(list.map((item) => [item.message.message_id, kept(item)])));
  },

  /** Take in a new or changed message. */
  put(item) {
    const chatId = item.chat_id;
    if (!this.messages.has(chatId)) this.messages.set(chatId, new Map());
    const list = this.messages.get(chatId);
    if (item.is_deleted) list.delete(item.message.message_id);
    else list.set(item.message.message_id, item);
    if (item.message.from.id === this.bot.id) this.busy.delete(chatId);
  },

  list(chatId) { return [...(this.messages.get(chatId)?.values() ?? [])]; },

  /** The messages one sees: those of the chat, in a forum those of the topic. */
  shown() {
    const { chat, threadId } = this;
    const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);
    const isHere = ({ message }) => !chat?.is_forum || topicOf(message) === threadId;
    return this.list(this.chatId).filter(isHere);
  },

  last(chatId) { return this.list(chatId).at(-1)?.message; },

  /** Go to a chat; in a private one as its person, in a group as whoever one was, if a member. */
  enter(chatId) {
    this.chatId = chatId;
    const members = this.members();
    if (!members.includes(this.userId)) this.userId = members[0] ?? this.userId;
  },

  members(chat = this.chat) {
    if (!chat) return [];
    return chat.type === "private" ? [chat.id] : Object.keys(chat.members).map(Number);
  },

  /** The name of a chat as the person in it sees it. */
  botName() { return this.user?.bot_name || this.bot.first_name; },
};

/** A line about a message, for lists and quotations. */
export function summary(message, texts) {
  if (!message) return "";
  const text = message.text ?? message.caption ?? "";
  if (message.photo) return `🖼 ${text || texts.photo}`;
  if (message.voice) return `🎤 ${text || texts.voice}`;
  if (message.sticker) return `${message.sticker.emoji} ${texts.sticker}`;
  return text || notice(message, texts);
}

/** What a message says that nobody wrote; "" for one that somebody did. */
export function notice(message, texts) {
  if (message.new_chat_members) return texts.newMember;
  if (message.left_chat_member) return texts.leftMember;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return texts.migrated;
  if (message.forum_topic_created) return texts.topic(message.forum_topic_created.name);
  if (message.forum_topic_closed) return texts.topicClosed;
  return "";
}
