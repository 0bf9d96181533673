"""How probable an answer must be where a message has several clauses, or goes on from the last one.

All are probabilities in ``[0, 1]``. A question that stands alone is held to the fitted thresholds
of :mod:`bot.qa.weights` instead. What is here was chosen by hand on the development sets.
"""

FAIR = 0.6
"""From here on an answer stands where little speaks against it."""

CLEAR = 0.85
"""From here on an answer stands although something else was said beside its question."""

SURE = 0.98
"""From here on an answer stands against every other reading of the message."""
