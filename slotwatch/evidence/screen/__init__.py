"""Pictures of kept pages, as they were answered, each below a band that says what it is of.

`series.render` draws them in the system's Chromium, on demand and in the process of the command that asked; the
daemon never does.
"""

from slotwatch.evidence.screen.series import Discretion, Picture, Series, render

__all__ = ["Discretion", "Picture", "Series", "render"]
