"""Telling the owner: the one place that knows apprise, the texts in both languages, and the outbox."""
