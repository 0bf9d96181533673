"""Who is there at the start: two people and a group they share with the bot."""

from typing import Final

from bot.sandbox.world import World

MEI_ID: Final = 1001
KEN_ID: Final = 1002
GROUP_TITLE: Final = "报道讨论 Report talk"


def set_scene(world: World) -> None:
    """Add Mei, who uses her phone in Simplified Chinese, Ken in English, and their group."""
    mei = world.add_user("Mei", user_id=MEI_ID, username="mei_reads", language_code="zh-hans")
    ken = world.add_user("Ken", user_id=KEN_ID, username="ken_reads", language_code="en")
    world.add_group(GROUP_TITLE, [mei.id, ken.id], kind="group")
