// The control interface, as the page uses it.

async function call(verb, path, body) {
  const response = await fetch(`/control${path}`, {
    method: verb,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), { status: response.status });
  return answer;
}

const messages = (chatId) => `/chats/${chatId}/messages`;

export const api = {
  state: () => call("GET", "/state"),
  commands: (userId, chatId) => call("GET", `/commands?user_id=${userId}&chat_id=${chatId}`),
  messages: async (chatId) => (await call("GET", messages(chatId))).messages,
  /** Send a `text`, in `reply_to` a message, or `media`; in a forum to the topic `thread_id`. */
  send: (userId, chatId, content) => call("POST", messages(chatId), { user_id: userId, ...content }),
  edit: (userId, chatId, messageId, text) =>
    call("PATCH", `${messages(chatId)}/${messageId}`, { user_id: userId, text }),
  press: (userId, chatId, messageId, data) =>
    call("POST", `${messages(chatId)}/${messageId}/press`, { user_id: userId, data, timeout: 15 }),
  inline: (userId, query, chatType) =>
    call("POST", "/inline", { user_id: userId, query, chat_type: chatType }),
  choose: (answerId, userId, chatId, resultId, threadId) =>
    call("POST", `/inline/${answerId}/choose`, { user_id: userId, chat_id: chatId, result_id: resultId, thread_id: threadId }),
  block: (userId, hasBlocked) => call("PATCH", `/users/${userId}`, { has_blocked: hasBlocked }),
  setBotStatus: (userId, chatId, status) => call("POST", `/chats/${chatId}/bot`, { user_id: userId, status }),
  migrate: (userId, chatId) => call("POST", `/chats/${chatId}/migrate`, { user_id: userId }),
  turnOnTopics: (userId, chatId) => call("POST", `/chats/${chatId}/forum`, { user_id: userId }),
  addTopic: (userId, chatId, name) => call("POST", `/chats/${chatId}/topics`, { user_id: userId, name }),
  fileUrl: (fileId) => `/control/files/${encodeURIComponent(fileId)}`,
};

/** Call `onEvent` for everything that happens, and `onOpen` whenever the stream begins anew. */
export function listen(onEvent, onOpen) {
  const source = new EventSource("/control/events");
  source.onopen = onOpen;
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
}
