"""Documents from typst templates. The data goes in as JSON, never as markup, so no text can become a command."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

FONTS = Path(__file__).parent / "fonts"


def render(
    template_dir: Path, template: str, data: dict[str, Any], language: str, form: Literal["pdf", "png"] = "pdf"
) -> bytes:
    """A template as a PDF, or as a picture of its one page.

    It reads the data by `json(bytes(sys.inputs.data))` and `sys.inputs.language`.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "language": language}
    compiler = typst.Compiler(
        input=template_dir / template,
        root=template_dir,
        font_paths=_fonts(),
        sys_inputs=inputs,
        package_path=FONTS,  # a folder without packages: a template may not pull code from anywhere
        package_cache_path=FONTS,
    )
    made = compiler.compile(format=form)
    if not isinstance(made, bytes):
        raise TypeError(f"{template} did not yield one file.")
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Inter, put here by the asset build; the system's fonts only fill in letters that Inter lacks."""
    if not any(FONTS.glob("*.ttf")):
        raise FileNotFoundError(f"There are no fonts in {FONTS}. `make assets` puts them there.")
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(FONTS)])
