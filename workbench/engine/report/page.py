"""The page itself: template, style and contents in one file that needs nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from workbench import recipes, resources
from workbench.engine.report import charts, pictures, story, svg, tables, words
from workbench.engine.report.charts import Chart
from workbench.engine.report.material import Material
from workbench.version import code_version

_DRAWINGS = (charts.accuracy, charts.losses, charts.dials, charts.reliability, charts.sizes)


def page(material: Material, show: pictures.Show, check: Callable[[], None], *, now: float | None = None) -> str:
    """The report as HTML.

    Args:
        material: The run.
        show: Finds pictures of its data source.
        check: Called between the drawings; what it raises ends the writing.
        now: When it is written, in seconds since 1970; left out = now.
    """
    drawn = _drawn(material, check)
    kind, verdict = story.headline(material)
    gained, between = tables.gains(material)
    columns, seeds = tables.seeds(material)
    confused, pairs = tables.pairs(material)
    return _template().render(
        material=material,
        charts={chart.name: chart for chart in drawn},
        gallery=pictures.gallery(material, show),
        kind=kind,
        verdict=verdict,
        gains=gained,
        gains_between=between,
        seed_columns=columns,
        seed_rows=seeds,
        pair_columns=confused,
        pairs=pairs,
        recipe=recipes.dump(material.recipe),
        story=story,
        tables=tables,
        words=words,
        written=words.date(time.time() if now is None else now),
        version=code_version(),
    )


def _drawn(material: Material, check: Callable[[], None]) -> list[Chart]:
    found = []
    with svg.style():
        for draw in _DRAWINGS:
            check()
            chart = draw(material)
            if chart is not None:
                found.append(chart)
    return found


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(resources.path("report")),
        autoescape=True,  # what users write, class names and notes, is text and never markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shortened"] = words.shortened
    return environment.get_template("report.html")
