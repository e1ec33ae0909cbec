"""The one way in which an answer is refused."""


class Unfit(Exception):  # noqa: N818 - the answer does not fit; nothing failed
    """An answer that cannot be used; the message is one sentence: what is wrong, and what to give instead."""
