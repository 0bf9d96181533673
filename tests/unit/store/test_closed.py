"""Chats that are closed to the bot."""

from bot.store import open_store


async def test_a_closed_chat_is_remembered_until_it_opens_again(database_url: str) -> None:
    async with open_store(database_url) as store:
        store.closed.discard(5)
        store.closed.add(5)
        store.closed.add(5)
        store.closed.add(6)
        assert 5 in store.closed
    async with open_store(database_url) as store:
        assert (5 in store.closed, 7 in store.closed) == (True, False)
        await store.database.commit()
        assert (await store.backlog()).closed == 2
        store.closed.discard(5)
    async with open_store(database_url) as store:
        assert (5 in store.closed, 6 in store.closed) == (False, True)
        await store.forget(6, 1)
    async with open_store(database_url) as store:
        assert 6 not in store.closed
