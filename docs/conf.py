"""The documents as one site: ``make docs``. Nothing is fetched, and a warning is an error."""

from importlib import metadata

project = "docketsim"
author = "The docketsim authors"
copyright = "the docketsim authors, MIT licence"  # the name that Sphinx asks for
release = version = metadata.version("docketsim")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["images"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"docketsim {release}"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None  # the same sources give the same pages

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
