"""The control interface: plays the people, over HTTP with JSON, beside the Bot API.

A person's private chat with the bot has the person's id; ``timeout`` is in seconds. ``?`` marks
what may be left out. What cannot be done is answered ``{"error": …}``: 404 for what is not there,
403 for where a person may not write, 504 when the bot gave no answer in time, 400 for the rest.

Below ``/control``, a chat as ``C`` and a message in it as ``C/messages/ID``::

    GET    /state                the bot, the people, the chats
    POST   /reset                all as at the start, but for what the bot set up of itself
    PATCH  /bot                  reads_groups? has_inline? has_inline_feedback? is_logged_out?
                                 query_lifetime_seconds? webhook_wait_seconds?
    GET    /users
    POST   /users                first_name user_id? last_name? username? language_code?
    PATCH  /users/USER           has_blocked? language_code?
    GET    /commands             ?user_id&chat_id: the command menu this person sees there
    GET    /chats
    POST   /chats                title member_ids kind? (group, supergroup) is_forum? bot_status?
    POST   /chats/C/bot          user_id status (member, administrator, restricted, left, kicked)
    POST   /chats/C/members      user_id status (administrator, member, left)
    POST   /chats/C/migrate      user_id
    POST   /chats/C/forum        turns its topics on
    POST   /chats/C/topics       user_id name
    POST   /chats/C/topics/ID/close
                                 user_id
    POST   /chats/C/posts        title text: a channel's post, in its discussion group
    GET    /chats/C/messages     ?after&since&sender&count&timeout: the messages numbered above
                                 after and changed after revision since, by sender (bot, or a
                                 user's id); waits until there are count of them
    POST   /chats/C/messages     user_id text? media? (photo, voice, sticker) reply_to? thread_id?
                                 date?
    PATCH  /chats/C/messages/ID  user_id text
    POST   /chats/C/messages/ID/press
                                 user_id data (callback_data or text of the button) timeout?
                                 age_seconds?
    POST   /inline               user_id query offset? chat_type? timeout?
    POST   /inline/ID/choose     user_id chat_id result_id thread_id?
    GET    /calls                ?method&chat_id&after: what the bot called
    GET    /faults               those that still wait
    POST   /faults               kind (see ``faults.FaultKind``) method? chat_id? count?
                                 retry_after? seconds?
    DELETE /faults
    GET    /files/FILE_ID        a picture the bot sent
    GET    /events               what happens, as server-sent events
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from functools import wraps
from typing import Any

from aiohttp import web

from bot.sandbox import people
from bot.sandbox.control_answers import (
    calls_json,
    changed_messages,
    chat_json,
    choose,
    inline_answer,
    press_answer,
    state_json,
    user_json,
)
from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.faults import Fault
from bot.sandbox.members import change_bot_status, change_member
from bot.sandbox.model import Chat, JsonObject, User
from bot.sandbox.scene import set_scene
from bot.sandbox.topics import add_topic, close_topic, turn_on_topics
from bot.sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Answer = Callable[["Control", web.Request], Awaitable[Any]]

_BOT_SWITCHES = ("reads_groups", "has_inline", "has_inline_feedback", "is_logged_out")


class Control:
    """Answers the control interface."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to serve."""
        message = "/control/chats/{chat}/messages/{id}"
        table: list[tuple[str, str, Answer]] = [
            ("GET", "/control/state", Control._state),
            ("POST", "/control/reset", Control._reset),
            ("PATCH", "/control/bot", Control._set_bot),
            ("GET", "/control/users", Control._users),
            ("POST", "/control/users", Control._add_user),
            ("PATCH", "/control/users/{user}", Control._set_user),
            ("GET", "/control/commands", Control._commands),
            ("GET", "/control/chats", Control._chats),
            ("POST", "/control/chats", Control._add_group),
            ("POST", "/control/chats/{chat}/bot", Control._set_bot_status),
            ("POST", "/control/chats/{chat}/members", Control._set_member),
            ("POST", "/control/chats/{chat}/migrate", Control._migrate),
            ("POST", "/control/chats/{chat}/forum", Control._turn_on_topics),
            ("POST", "/control/chats/{chat}/topics", Control._add_topic),
            ("POST", "/control/chats/{chat}/topics/{id}/close", Control._close_topic),
            ("POST", "/control/chats/{chat}/posts", Control._forward_post),
            ("GET", "/control/chats/{chat}/messages", Control._messages),
            ("POST", "/control/chats/{chat}/messages", Control._write),
            ("PATCH", message, Control._edit),
            ("POST", f"{message}/press", Control._press),
            ("POST", "/control/inline", Control._ask_inline),
            ("POST", "/control/inline/{id}/choose", Control._choose),
            ("GET", "/control/calls", Control._calls),
            ("GET", "/control/faults", Control._faults),
            ("POST", "/control/faults", Control._inject),
            ("DELETE", "/control/faults", Control._clear_faults),
        ]
        routes = [web.route(verb, path, self._bound(answer)) for verb, path, answer in table]
        routes.append(web.get("/control/files/{file_id}", self._file))
        routes.append(web.get("/control/events", self._events))
        return routes

    def _bound(self, answer: Answer) -> Handler:
        """Return a handler that turns an answer, or an error, into JSON."""

        @wraps(answer)
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return web.json_response(await answer(self, request))
            except ControlError as error:
                return web.json_response({"error": str(error)}, status=error.status)
            except KeyError as error:
                return web.json_response({"error": f"missing: {error}"}, status=400)
            except (TypeError, ValueError, BotApiError) as error:
                return web.json_response({"error": str(error)}, status=400)

        return handle

    async def _state(self, _: web.Request) -> Any:
        return state_json(self._world)

    async def _reset(self, _: web.Request) -> Any:
        self._world.reset()
        set_scene(self._world)
        return state_json(self._world)

    async def _set_bot(self, request: web.Request) -> Any:
        body = await _body(request)
        world = self._world
        for name in _BOT_SWITCHES:
            if name in body:
                setattr(world.bot, name, bool(body[name]))
        if "query_lifetime_seconds" in body:
            seconds = float(body["query_lifetime_seconds"])
            world.presses.lifetime_seconds = world.inline_queries.lifetime_seconds = seconds
        if "webhook_wait_seconds" in body:
            world.webhook.first_wait_seconds = float(body["webhook_wait_seconds"])
        return world.bot.as_json()

    async def _users(self, _: web.Request) -> Any:
        return [user_json(self._world, user) for user in self._world.users.values()]

    async def _add_user(self, request: web.Request) -> Any:
        user = self._world.add_user(**await _body(request))
        self._world.events.publish("chat", chat_id=user.id)
        return user_json(self._world, user)

    async def _set_user(self, request: web.Request) -> Any:
        user = self._world.user(int(request.match_info["user"]))
        body = await _body(request)
        if "language_code" in body:
            user.language_code = body["language_code"]
        if "has_blocked" in body:
            status = "kicked" if body["has_blocked"] else "member"
            change_bot_status(self._world, self._world.chats[user.id], user, status)
        return user_json(self._world, user)

    async def _commands(self, request: web.Request) -> Any:
        user = self._world.user(int(request.query["user_id"]))
        chat = self._world.chat(int(request.query["chat_id"]))
        return self._world.bot.commands_for(user, chat)

    async def _chats(self, _: web.Request) -> Any:
        return [chat_json(chat) for chat in self._world.chats.values()]

    async def _add_group(self, request: web.Request) -> Any:
        chat = self._world.add_group(**await _body(request))
        self._world.events.publish("chat", chat_id=chat.id)
        return chat_json(chat)

    async def _set_bot_status(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        if chat.person is not None:
            raise ControlError("that is a private chat; a person blocks the bot with has_blocked")
        change_bot_status(self._world, chat, user, body["status"])
        return chat_json(chat)

    async def _set_member(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        change_member(chat, user, body["status"])
        return chat_json(chat)

    async def _migrate(self, request: web.Request) -> Any:
        _, user, chat = await self._act(request)
        return chat_json(people.migrate(self._world, user, chat))

    async def _turn_on_topics(self, request: web.Request) -> Any:
        chat = self._chat(request)
        turn_on_topics(self._world, chat)
        return chat_json(chat)

    async def _add_topic(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        return {"message_thread_id": add_topic(self._world, user, chat, body["name"])}

    async def _close_topic(self, request: web.Request) -> Any:
        _, user, chat = await self._act(request)
        close_topic(self._world, user, chat, int(request.match_info["id"]))
        return chat_json(chat)

    async def _forward_post(self, request: web.Request) -> Any:
        body, chat = await _body(request), self._chat(request)
        return people.forward_post(self._world, chat, **body).as_json()

    async def _messages(self, request: web.Request) -> Any:
        return await changed_messages(self._world, self._chat(request), request.query)

    async def _write(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        del body["user_id"]
        return people.write(self._world, user, chat, **body).as_json()

    async def _edit(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        message_id = int(request.match_info["id"])
        return people.edit(self._world, user, chat, message_id, body["text"]).as_json()

    async def _press(self, request: web.Request) -> Any:
        body, user, chat = await self._act(request)
        query = people.press(
            self._world,
            user,
            chat,
            int(request.match_info["id"]),
            body["data"],
            age_seconds=float(body.get("age_seconds", 0)),
        )
        return await press_answer(query, float(body.get("timeout", 5)))

    async def _ask_inline(self, request: web.Request) -> Any:
        return await inline_answer(self._world, **await _body(request))

    async def _choose(self, request: web.Request) -> Any:
        return choose(self._world, request.match_info["id"], **await _body(request)).as_json()

    async def _calls(self, request: web.Request) -> Any:
        return calls_json(self._world, request.query)

    async def _faults(self, _: web.Request) -> Any:
        return [asdict(fault) for fault in self._world.faults.waiting()]

    async def _inject(self, request: web.Request) -> Any:
        return asdict(self._world.inject(Fault.from_json(await _body(request))))

    async def _clear_faults(self, _: web.Request) -> Any:
        self._world.clear_faults()
        return []

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mime_type)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        # Listening begins before the page is told so: what it fetches then may already be old.
        with self._world.events.listening() as events, suppress(ConnectionError):
            await response.prepare(request)
            await response.write(b": listening\n\n")
            while (event := await events.get()) is not None:
                await response.write(f"data: {json.dumps(event)}\n\n".encode())
        return response

    def _chat(self, request: web.Request) -> Chat:
        return self._world.chat(int(request.match_info["chat"]))

    async def _act(self, request: web.Request) -> tuple[JsonObject, User, Chat]:
        """Return the body, who acts, and the chat of the address."""
        body = await _body(request)
        return body, self._world.user(body["user_id"]), self._chat(request)


async def _body(request: web.Request) -> JsonObject:
    body = await request.json() if request.body_exists else {}
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body
