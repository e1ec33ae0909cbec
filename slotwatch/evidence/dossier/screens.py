"""Pictures of captures, found in a folder: the number before the suffix is the capture's."""

import re
from pathlib import Path

from slotwatch.evidence.dossier.order import PackError

_NAME = re.compile(r"(?:.*\D)?0*(\d{1,18})\.(?:png|jpe?g)", re.IGNORECASE)


def screens_in(folder: Path) -> dict[int, Path]:
    """``capture-000812.png`` is the picture of capture 812.  Raises `PackError` when the folder cannot be read."""
    try:
        return {int(match[1]): path for path in sorted(folder.iterdir()) if (match := _NAME.fullmatch(path.name))}
    except OSError as error:
        raise PackError(f"--screens {folder}: {error.strerror}: name a folder of pictures") from None
