"""The terminal face: one answer, a batch of them, a conversation, and reports."""
