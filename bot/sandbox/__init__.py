"""A stand-in for Telegram's Bot API on this machine, with a chat page.

A bot that speaks to it cannot tell it from Telegram, as far as it goes: it is as strict and says
no in the same words. ``control`` documents how to play the people; ``client`` does it from Python.
"""

from bot.sandbox.client import ControlClient, Person
from bot.sandbox.faults import FaultKind
from bot.sandbox.scene import KEN_ID, MEI_ID
from bot.sandbox.server import DEMO_TOKEN, DEMO_USERNAME, Sandbox, run_sandbox

__all__ = [
    "DEMO_TOKEN",
    "DEMO_USERNAME",
    "KEN_ID",
    "MEI_ID",
    "ControlClient",
    "FaultKind",
    "Person",
    "Sandbox",
    "run_sandbox",
]
