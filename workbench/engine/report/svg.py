"""Drawings for a page: matplotlib draws, and the page's own colours and words are put in.

Colours are drawn as those of the light theme and then named, ``var(--plain, #bd4400)``, so that one drawing follows the
reader from light to dark. Letters stay letters, in the font of the page.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from workbench import places

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {
    "ink": "#1b1f24",
    "faint": "#59636e",
    "line": "#c8ced6",
    "paper": "#ffffff",
    "teacher": "#59636d",  # one off the faint ink: each colour has one name
    "assistant": "#6b3fc9",
    "distilled": "#0067a8",
    "plain": "#bd4400",
    "model": "#0067a9",
    "term-0": "#00704f",
    "term-1": "#9c3f78",
    "term-2": "#0067aa",
    "term-3": "#bd4401",
    "term-4": "#59636c",
}
"""By the name that the page gives them; the colours of the window's light theme, no two alike."""

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NOTHING_TO_TELL = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_FONT = re.compile(r"font-family:[^;]*;?\s*")


@contextmanager
def style() -> Iterator[None]:
    """Draw as the report draws, whatever the user's own matplotlib settings are.

    Its list of fonts goes where the workbench keeps such things, unless it has a place already.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(places.cache() / "matplotlib"))
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        ink, faint, line = COLORS["ink"], COLORS["faint"], COLORS["line"]
        matplotlib.rcParams.update(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": "distillation-workbench",
                "text.parse_math": False,  # a name with dollars in it is a name
                "text.color": ink,
                "font.size": 12,
                "axes.labelsize": 12,
                "axes.labelcolor": ink,
                "axes.titlesize": 13,
                "axes.titlecolor": ink,
                "axes.titlelocation": "left",
                "axes.titleweight": "bold",
                "axes.edgecolor": line,
                "axes.facecolor": "none",
                "axes.grid": True,
                "axes.axisbelow": True,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "grid.color": line,
                "grid.alpha": 0.6,
                "xtick.color": line,
                "ytick.color": line,
                "xtick.labelcolor": faint,
                "ytick.labelcolor": faint,
                "legend.fontsize": 11,
                "legend.facecolor": COLORS["paper"],
                "legend.edgecolor": line,
                "legend.framealpha": 0.85,
                "legend.handlelength": 3,
                "lines.linewidth": 2,
                "lines.markersize": 5,
                "figure.facecolor": "none",
                "savefig.facecolor": "none",
                "figure.dpi": 72,
            }
        )
        yield


def figure(width: int, height: int) -> Figure:
    """An empty drawing of that size in pixels, without pyplot and its memory. Inside `style` only."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    made = Figure(figsize=(width / 72, height / 72), layout="constrained")
    FigureCanvasSVG(made)
    return made


def written(drawing: Figure, *, name: str, title: str, description: str) -> str:
    """The drawing as an ``svg`` element for the midst of a page.

    Args:
        drawing: Made by `figure`.
        name: Unlike that of any other drawing on the page: all ids in it begin so.
        title, description: What it is and what it shows, for those who do not see it. Escaped here.
    """
    text = io.StringIO()
    drawing.savefig(text, format="svg", metadata=_NOTHING_TO_TELL)
    root = ElementTree.fromstring(text.getvalue())
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == f"{{{_SVG}}}style"]:
            parent.remove(child)  # it would speak for the whole page
        _dress(parent, name)
    for size in ("width", "height"):
        del root.attrib[size]
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "class": "drawing"})
    for number, (tag, content) in enumerate((("title", title), ("desc", description))):
        told = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        told.text = content
        root.insert(number, told)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    return ElementTree.tostring(root, encoding="unicode")


def _dress(element: ElementTree.Element, name: str) -> None:
    """Give one element the page's colours and font, and ids of its own."""
    attributes = element.attrib
    if element.tag == f"{{{_SVG}}}g":
        attributes.pop("id", None)  # groups are numbered, and nothing refers to them
    elif "id" in attributes:
        attributes["id"] = f"{name}-{attributes['id']}"
    for link in ("href", f"{{{_LINK}}}href"):
        if link in attributes:
            attributes[link] = attributes[link].replace("#", f"#{name}-", 1)
    if "clip-path" in attributes:
        attributes["clip-path"] = attributes["clip-path"].replace("url(#", f"url(#{name}-")
    if "style" in attributes:
        attributes["style"] = _named(_FONT.sub("", attributes["style"]))


def _named(css: str) -> str:
    """The same declarations with every colour of ours by its name."""
    return re.sub("#[0-9a-f]{6}", lambda found: _NAMES.get(found[0], found[0]), css)


_NAMES = {color: f"var(--{name}, {color})" for name, color in COLORS.items()}
