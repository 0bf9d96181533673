"""Every error a person can cause, and how it is shown.

MeetingBotError
├── SettingsError    the environment or .env is missing something or holds a wrong value
├── KnowledgeError   knowledge/ cannot be read or breaks a rule
├── StoreError       the database cannot be opened, read or written
└── InputError       a question, file or option given on the command line cannot be used
"""


class MeetingBotError(Exception):
    """Base of the project's errors; the message is one line that says what to do.

    Attributes:
        exit_code: What the command line exits with.
    """

    exit_code = 1


class SettingsError(MeetingBotError):
    """A setting is missing or wrong."""

    exit_code = 2


class KnowledgeError(MeetingBotError):
    """The knowledge cannot be loaded; the message names file, line, entry and value."""


class StoreError(MeetingBotError):
    """The database cannot be used; the message says what to do about it."""


class InputError(MeetingBotError):
    """What was given on the command line cannot be used."""

    exit_code = 2
