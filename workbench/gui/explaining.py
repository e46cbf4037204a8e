"""Tells the Explain dock, What's This and screen readers what a widget is about.

``explained(dial, "temperature")`` is all that a view has to say. The dock follows the keyboard focus: the topic of a
widget is its own or that of its nearest ancestor that has one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from workbench.gui.forms.schema import FieldSpec
from workbench.gui.labels import said
from workbench.gui.models.articles import Topic, library, parse
from workbench.gui.models.help import HelpModel, current_language

PROPERTY = "explain"
TEXT = "explainText"
NOTHING = ""
"""As a topic: neither this widget nor those around it say what it is about."""

AnyWidget = TypeVar("AnyWidget", bound=QWidget)


def explained(widget: AnyWidget, topic: str | Topic, *, by: QWidget | None = None) -> AnyWidget:
    """Say what a widget is about, and hand it back.

    Args:
        widget: The control, or whatever holds it.
        topic: Key of an article, or what `topic_of_field` or `topic_of_entry` returns; `NOTHING` = the dock stays as it
            is while something in the widget has the focus.
        by: The part of the widget that has the focus, so that screen readers say it there; left out = the widget.
    """
    topic = topic if isinstance(topic, Topic) else Topic(topic)
    widget.setProperty(PROPERTY, topic.key)
    widget.setProperty(TEXT, topic.text)
    sentence = first_sentence(topic)
    if sentence:
        heard: QWidget = by or widget.focusProxy() or widget
        for part in (widget, heard):
            part.setWhatsThis(sentence)
            part.setAccessibleDescription(sentence)
    return widget


def first_sentence(topic: Topic) -> str:
    """What something is, in one sentence in the window's language; empty where nobody has explained it."""
    article = library(current_language()).article(topic.key)
    if article is None and topic.text:
        article = parse(topic.key, topic.text)
    return article.lead if article is not None else ""


def topic_at(widget: QWidget | None) -> Topic | None:
    """The topic of a widget or of what it lies in; None where none of them has one."""
    while widget is not None:
        key = widget.property(PROPERTY)
        if isinstance(key, str):
            return Topic(key, str(widget.property(TEXT) or "")) if key else None
        widget = widget.parentWidget()
    return None


class FocusFollower(QObject):
    """Turns the pages of a `HelpModel` as the focus moves.

    Signals:
        opened: The user asked for help on something, so the dock should be seen.
    """

    opened = Signal()

    def __init__(self, model: HelpModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def explain(self) -> None:
        """Answer F1: open the topic of what has the focus, else of what the mouse is over, else what is shown."""
        topic = topic_at(QApplication.focusWidget()) or topic_at(QApplication.widgetAt(QCursor.pos()))
        if topic is not None:
            self._model.know(topic)
            self._model.show(topic.key)
        self.opened.emit()

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        topic = topic_at(now)
        if topic is not None:
            self._model.follow(topic)


def topic_of_field(path: str, spec: FieldSpec) -> Topic:
    """What a field of a form is about: the article that explains it, else one made from what its schema says.

    Args:
        path: Dotted path in the recipe, e.g. ``schedule.learning_rate``.
        spec: What the schema says of it.
    """
    written = library(current_language()).key_of(path)
    return Topic(written) if written else Topic(path, _Words().of_field(path, spec))


def topic_of_entry(sort: str, entry: Mapping[str, Any]) -> Topic:
    """What an entry of the catalogue is about, e.g. ``method:kd``: its article, else one made from its summary.

    Args:
        sort: ``method``, ``architecture``, ``dataset``, ``exporter`` or ``metric``.
        entry: With ``name``, ``title``, ``summary`` and ``facts``.
    """
    key = f"{sort}:{entry['name']}"
    return Topic(key) if library(current_language()).key_of(key) else Topic(key, _Words().of_entry(entry))


SORTS = {
    "methods": "method",
    "architectures": "architecture",
    "datasets": "dataset",
    "exporters": "exporter",
    "metrics": "metric",
}
"""Lists of the catalogue -> how their topics begin."""


def know_catalogue(model: HelpModel, lists: Mapping[str, Any]) -> None:
    """Have an article about each entry of the catalogue, so that e.g. ``architecture:resnet20`` can be shown.

    Args:
        model: Gets the articles.
        lists: Entries by the names in `SORTS`; others are passed over.
    """
    for name, sort in SORTS.items():
        for entry in lists.get(name, ()):
            model.know(topic_of_entry(sort, entry))


class _Words:
    """Writes articles."""

    def tr(self, text: str) -> str:
        return QCoreApplication.translate("_Words", text)

    def of_field(self, path: str, spec: FieldSpec) -> str:
        lead = said(spec.description) or self.tr("A setting called {name}.").format(name=spec.name)
        parts = [f"# {said(spec.title) or spec.name}", lead, f"## {self.tr('What it can be')}", self._range(spec)]
        if spec.default is not None and not isinstance(spec.default, Mapping | list | tuple):
            parts += [f"## {self.tr('Values to try')}", self._default(path, spec)]
        return "\n\n".join(parts)

    def of_entry(self, entry: Mapping[str, Any]) -> str:
        facts = entry.get("facts") or {}
        title = said(str(entry.get("title") or entry["name"]))
        parts = [f"# {title}", said(str(entry.get("summary") or "")) or title]
        if facts.get("symbol"):
            parts += [f"## {self.tr('Formula')}", f"`{facts['symbol']}`"]
        if facts.get("paper"):
            parts += [f"## {self.tr('Paper')}", _linked(str(facts["paper"]))]
        return "\n\n".join(parts)

    def _range(self, spec: FieldSpec) -> str:
        words = [self._sort(spec), *self._limits(spec)]
        if spec.unit:
            words.append(self.tr("counted in {unit}").format(unit=said(spec.unit)))
        if spec.optional:
            words.append(self.tr("may be left empty"))
        return "\n".join(f"- {word}" for word in words if word)

    def _sort(self, spec: FieldSpec) -> str:
        match spec.sort:
            case "integer":
                return self.tr("a whole number")
            case "number":
                return self.tr("a number")
            case "boolean":
                return self.tr("on or off")
            case "choice":
                return self.tr("one of: {choices}").format(
                    choices=", ".join(said(str(choice)) for choice in spec.choices)
                )
            case "variant":
                return self.tr("one of: {choices}").format(choices=", ".join(map(said, spec.variants)))
            case "folder":
                return self.tr("a folder")
            case "list":
                return self.tr("a list, with commas between")
            case _:
                return self.tr("a text")

    def _limits(self, spec: FieldSpec) -> list[str]:
        limits = (
            (self.tr("at least {limit}"), spec.minimum),
            (self.tr("above {limit}"), spec.above),
            (self.tr("at most {limit}"), spec.maximum),
            (self.tr("below {limit}"), spec.below),
        )
        return [words.format(limit=f"{limit:g}") for words, limit in limits if limit is not None]

    def _default(self, path: str, spec: FieldSpec) -> str:
        value = spec.default
        shown = (self.tr("on") if value else self.tr("off")) if isinstance(value, bool) else str(value)
        meaning = self.tr("what it is unless you change it")
        return f"- [{shown or self.tr('empty')}]({try_link(path, value)}): {meaning}"


def try_link(path: str, value: object) -> str:
    """A link that sets a field of the recipe."""
    return f"try:{path}={quote(json.dumps(value, ensure_ascii=False), safe='[],.-+_')}"


def _linked(paper: str) -> str:
    """A paper with its address as a link that shows where it leads."""
    words, _, address = paper.rpartition("https://")
    host = address.partition("/")[0]
    return f"{words.rstrip(' ,:')} [{host}](https://{address})".strip() if address and host else paper
