"""`slotwatch add URL`: from the address of a booking page to a motive in the configuration."""

from slotwatch.cli.adding.command import add

__all__ = ["add"]
