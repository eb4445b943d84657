"""What every page is made of: its template, and pictures put beside it and into it."""

import base64
from typing import Any

from sim.io.folders import Folder
from sim.report.plots import style


def template(name: str) -> Any:
    """The page of this name, with what comes from files escaped."""
    import jinja2

    loader = jinja2.PackageLoader("sim.report")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(name)


def data_of(svg: bytes) -> str:
    """A picture as the address of an image, so that a page needs no second file."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"


def illustration(folder: Folder, name: str, alt: str, picture: style.Picture) -> dict[str, str]:
    """Put a picture into ``figures/``; what the page shows of it."""
    svg = style.to_svg(picture)
    folder.add_bytes(f"figures/{name}.svg", svg)
    return {"alt": alt, "data": data_of(svg)}
