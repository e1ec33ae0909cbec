"""slotwatch: watches French prefecture booking pages for one person, and tells them the moment a slot appears."""

__version__ = "0.1.0"
