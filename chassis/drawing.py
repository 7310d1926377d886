"""The process that turns a picture or a page of a PDF into a small picture: content in, page count and WebP out."""

import io
import resource
import sys
from typing import Any

UNREADABLE = 3
"""How the process ends when the file is broken or too large to be drawn."""

MAX_PIXELS = 60_000_000
_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 15
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def main(content_type: str, page: str, edge: str) -> int:
    """Draw what stands on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    content, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        drawn = _pdf if content_type == "application/pdf" else _picture
        pages, picture = drawn(content, int(page), int(edge))
        made = io.BytesIO()
        if picture is not None:
            picture.save(made, "WEBP", quality=82)
    except Exception as error:  # whatever a broken file makes of the libraries
        sys.stderr.write(f"{type(error).__name__}\n")
        return UNREADABLE
    out.write(b"%d\n" % pages + made.getvalue())
    return 0


def _picture(content: bytes, page: int, edge: int) -> tuple[int, Any]:
    from PIL import Image, ImageOps

    if page > 1:
        return 1, None
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (edge, edge))
        turned = ImageOps.exif_transpose(picture)
        plain = turned.convert("RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB")
        plain.thumbnail((edge, edge))
        return 1, plain


def _pdf(content: bytes, page: int, edge: int) -> tuple[int, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if page > len(document):
        return len(document), None
    sheet = document[page - 1]
    return len(document), sheet.render(scale=edge / max(sheet.get_size())).to_pil()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
