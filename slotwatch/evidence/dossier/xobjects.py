"""Pictures as PDF objects, packed by us: reportlab makes three bytes of a pixel, one is enough for a page."""

import zlib
from hashlib import sha256
from typing import Any, ClassVar

from reportlab.pdfbase.pdfdoc import PDFArray, PDFName, PDFObject, PDFStream


class _Picture(PDFObject):  # type: ignore[misc]  # reportlab carries no types
    """A picture of ``size`` pixels with its packed ``content``."""

    filter: ClassVar[str]

    def __init__(self, size: tuple[int, int], content: bytes) -> None:
        self._size, self._content = size, content
        #: The same picture stands in a file once, under this name.
        self.name = sha256(content).hexdigest()[:24]

    @property
    def weight(self) -> int:
        """Bytes that it takes in the file."""
        return len(self._content)

    def colours(self) -> Any:
        """The colour space."""
        return PDFName("DeviceRGB")

    def format(self, document: Any) -> Any:
        """The object as it is written; reportlab calls it."""
        stream = PDFStream(content=self._content)
        entries = stream.dictionary
        entries["Type"], entries["Subtype"] = PDFName("XObject"), PDFName("Image")
        entries["Width"], entries["Height"] = self._size
        entries["BitsPerComponent"] = 8
        entries["ColorSpace"] = self.colours()
        entries["Filter"] = PDFName(self.filter)
        return stream.format(document)

    def draw(self, canvas: Any, width: float, height: float) -> None:
        """Draw it on a canvas, its lower left corner at the origin."""
        if not canvas.hasForm(self.name):
            canvas._doc.addForm(self.name, self)  # noqa: SLF001 - what drawImage does, which would pack it again
        canvas.saveState()
        canvas.scale(width, height)
        canvas.doForm(self.name)
        canvas.restoreState()


class Jpeg(_Picture):
    """A JPEG file as it is."""

    filter = "DCTDecode"


class Indexed(_Picture):
    """One byte a pixel, which names a colour of the palette (three bytes each)."""

    filter = "FlateDecode"

    def __init__(self, size: tuple[int, int], pixels: bytes, palette: bytes) -> None:
        """Pack it."""
        super().__init__(size, zlib.compress(pixels))
        self._palette = palette

    def colours(self) -> Any:
        """The palette."""
        return PDFArray(
            [PDFName("Indexed"), PDFName("DeviceRGB"), len(self._palette) // 3 - 1, _Hex(self._palette)]
        )


class _Hex(PDFObject):  # type: ignore[misc]
    """Bytes in hexadecimal: reportlab's strings are made for text."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: Any) -> bytes:
        return b"<" + self._content.hex().encode() + b">"
