"""What a printer makes of a PDF, read again by a scanner and by its words."""

import pypdfium2
import zxingcpp
from PIL.Image import Image

OFFICE = 300  # dots an inch


def printed(data: bytes, dpi: int = OFFICE) -> tuple[Image, str]:
    """The one page of a PDF as black on white paper, and its words."""
    document = pypdfium2.PdfDocument(data)
    assert len(document) == 1
    page = document[0]
    picture, words = page.render(scale=dpi / 72, grayscale=True).to_pil(), page.get_textpage().get_text_range()
    document.close()
    return picture, "".join(words.split())


def scanned(picture: Image) -> list[str]:
    """The QR codes on a page; asked for every kind, the scanner now and then takes a line of text for another."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
