"""Sphinx configuration of the book; `course book` lays its pages out in book/_pages, from notebooks/ and docs/."""

from docutils import nodes

from course import __version__

project = "Clientela"
author = "The Clientela authors"
copyright = "The Clientela authors, CC BY 4.0"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx-mathjax-offline"]  # mathematics without a request to the outside
exclude_patterns = ["jupyter_execute", "**/.ipynb_checkpoints"]
suppress_warnings = ["mystnb.unknown_mime_type"]  # an output may have a form beside HTML that only Jupyter knows
nb_execution_mode = "off"  # what is shown is what is stored and tested
nb_output_stderr = "warn"
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3

html_theme = "sphinx_book_theme"
html_title = "Clientela"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_theme_options = {"show_navbar_depth": 1, "use_download_button": False, "navbar_persistent": []}
html_show_sphinx = False

DEEPER = "Deeper: "


def fold_deeper(app, doctree):
    """Fold each section that may be skipped: its title stays, what follows opens on a click."""
    if app.builder.format != "html":
        return
    for section in list(doctree.findall(nodes.section)):
        title = section.next_node(nodes.title)
        if title is not None and title.parent is section and title.astext().startswith(DEEPER):
            opening = '<details class="deeper"><summary>Read on</summary>'
            section.insert(section.index(title) + 1, nodes.raw("", opening, format="html"))
            section.append(nodes.raw("", "</details>", format="html"))


def setup(app):
    """Register what is ours."""
    app.connect("doctree-read", fold_deeper)
    return {"parallel_read_safe": True}
