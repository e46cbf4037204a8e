"""What the networks say, side by side."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import problem_label, text_label
from workbench.gui.models.tryit import Answer, Opinion
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.theme import Theme
from workbench.gui.views import words
from workbench.gui.views.try_bars import HeatLegend, SeenPicture, ShareBars

COLUMNS = 3
MAP = 84
"""Pixels of the side of a picture with heat, where there is little room; it grows."""
MILLISECONDS_BEFORE_DIMMING = 150
"""An answer that comes sooner replaces the one before without a flicker."""


class Mark(QWidget):
    """A short statement with an icon that says the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._kind = theme, "done"
        self.sign, self.text = QLabel(), text_label(wrap=True)
        self.sign.setFixedSize(16, 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self.sign)
        row.addWidget(self.text, 1)
        theme.changed.connect(self._draw)

    def say(self, text: str, kind: str) -> None:
        """Say it; nothing hides the mark.

        Args:
            kind: ``done``, ``warning`` or ``error``, as in a banner.
        """
        self._kind = kind
        self.text.setText(text)
        self.setVisible(bool(text))
        self._draw()

    def _draw(self) -> None:
        color = self._theme.colors.banners[self._kind][1]
        self.sign.setPixmap(icon(self._kind, color).pixmap(QSize(16, 16), self.devicePixelRatioF()))


class OpinionCard(QFrame):
    """One network: its part and name, its answer, and what to make of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.role, self.facts = text_label(look="heading"), text_label(look="facts", wrap=True)
        self.bars, self.map = ShareBars(theme), SeenPicture(theme, MAP)
        self.right, self.agrees = Mark(theme), Mark(theme)
        self.no_map = text_label(look="hint", wrap=True)
        self.no_map.setText(self.tr("This network keeps no map of the picture (it has no convolutions)."))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        for widget in (self.role, self.facts, self.bars, self.right, self.agrees):
            column.addWidget(widget)
        column.addWidget(self.map, 1)
        column.addWidget(self.no_map, 1, Qt.AlignmentFlag.AlignTop)
        column.addStretch(0)
        kept = self.agrees.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that what is below is in line with the other networks'
        self.agrees.setSizePolicy(kept)

    def show_opinion(self, opinion: Opinion, answer: Answer) -> None:
        """Draw one network's answer."""
        self.role.setText(words.role(opinion.role))
        self.facts.setText(f"{opinion.title} · {words.milliseconds(opinion.milliseconds)}")
        self.facts.setToolTip(self.tr("Median wall time of one pass through the network on this computer's processor"))
        self.bars.show_opinion(opinion, answer.classes, answer.label)
        self._judge(opinion, answer)
        self.map.show_picture(answer.seen, opinion.heat)
        self.map.setVisible(opinion.heat is not None)
        self.map.setAccessibleName(self.tr("Where the {role} looked").format(role=words.role(opinion.role).lower()))
        self.no_map.setVisible(answer.explained and opinion.heat is None)
        self.setAccessibleName(words.role(opinion.role))
        self.setAccessibleDescription(self._summary(opinion, answer))

    def set_dimmed(self, dimmed: bool) -> None:
        """Draw it faintly: it answers the picture before."""
        self.bars.set_dimmed(dimmed)
        self.map.set_dimmed(dimmed)

    def _judge(self, opinion: Opinion, answer: Answer) -> None:
        right, agrees = answer.is_right(opinion), answer.agrees(opinion)
        self.right.say({None: "", True: self.tr("Right"), False: self.tr("Wrong")}[right], "done" if right else "error")
        said = {None: "", True: self.tr("Agrees with teacher"), False: self.tr("Differs from teacher")}
        self.agrees.say(said[agrees], "done" if agrees else "warning")

    def _summary(self, opinion: Opinion, answer: Answer) -> str:
        said = self.tr("says {name}, {share}").format(
            name=answer.classes[opinion.winner], share=words.percent(opinion.shares[opinion.winner])
        )
        marks = [mark.text.text() for mark in (self.right, self.agrees) if mark.text.text()]
        return ", ".join([said, *marks, self.facts.text()])


class TryAnswers(QWidget):
    """A summary, what the networks see, and a column for each network."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._model = space, space.tryit
        self.setAccessibleName(self.tr("What the networks say"))
        self._dimmed = False
        self.summary = text_label(look="headline", wrap=True)
        self.details, self.notes = text_label(wrap=True), text_label(look="hint", wrap=True)
        self.seen = SeenPicture(space.theme)
        self.seen.setFixedSize(96, 96)
        self.seen.setAccessibleName(self.tr("The picture as the networks get it"))
        self.seen_label = text_label(self.tr("What they see"), "facts")
        self.explain = QCheckBox(self.tr("&Show where they look (Grad-CAM)"))
        self.explain.setToolTip(self.tr("Lays over the picture what spoke for each network's answer"))
        self.explain.setProperty("explain", "grad_cam")
        self.legend, self.legend_text = HeatLegend(space.theme), text_label(look="facts")
        self.legend_text.setText(self.tr("weak to strong"))
        self.legend_text.setToolTip(self.tr("How much of the picture spoke for the answer of each network"))
        self.cards = [OpinionCard(space.theme) for _ in range(COLUMNS)]
        self.empty, self.problem = text_label(look="hint", wrap=True), problem_label()
        self.again = QPushButton(self.tr("Try again"))
        self.again.setToolTip(self.tr("Ask the networks about the same picture once more"))
        self.stack = QStackedWidget()
        self._dimming = QTimer(self, singleShot=True, interval=MILLISECONDS_BEFORE_DIMMING)
        self._lay_out()
        self._dimming.timeout.connect(self._dim)
        self.explain.toggled.connect(self._model.set_explain)
        self.again.clicked.connect(self._model.try_again)
        self._model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make everything agree with the last answer."""
        model = self._model
        self.explain.setChecked(model.explain)
        answer = model.answer
        self.stack.setCurrentIndex(0 if answer is None else 1)
        if not model.is_asking:
            self._dimming.stop()
            self._set_dimmed(False)
        elif not self._dimming.isActive():
            self._dimming.start()
        if answer is None:
            self._tell_why()
        else:
            self._show(answer)

    @property
    def is_dimmed(self) -> bool:
        """What is shown answers the picture before, and the new answer takes its time."""
        return self._dimmed

    def _show(self, answer: Answer) -> None:
        self.summary.setText(self._summary(answer))
        self.details.setText(self._details(answer))
        self.notes.setText(" ".join(map(worded, answer.notes)))
        self.notes.setVisible(bool(answer.notes))
        self.seen.show_picture(answer.seen)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(answer.opinions))
            if number < len(answer.opinions):
                card.show_opinion(answer.opinions[number], answer)
        mapped = any(each.heat is not None for each in answer.opinions)
        self.legend.setVisible(mapped)
        self.legend_text.setVisible(mapped)
        self._rows.setStretch(2, int(mapped))  # pictures with heat take the room that is left; bars need none
        self._rows.setStretch(3, int(not mapped))
        told = [
            f"{card.accessibleName()}: {card.accessibleDescription()}" for card in self.cards if card.isVisibleTo(self)
        ]
        self.setAccessibleDescription(" ".join((self.summary.text(), self.details.text(), *told)))

    def _summary(self, answer: Answer) -> str:
        """Who says what, in one sentence."""
        names, camps = answer.classes, answer.camps
        if len(camps) == 1:
            one = len(answer.opinions) == 1
            text = self.tr("The answer: {name}") if one else self.tr("All agree: {name}")
            return text.format(name=names[camps[0][0]])
        parts = [
            self.tr("{who}: {name}").format(
                who=self.tr(" and ").join(words.role(each.role) for each in camp), name=names[winner]
            )
            for winner, camp in camps
        ]
        return " · ".join(parts)

    def _details(self, answer: Answer) -> str:
        if answer.label is None:
            return self.tr("A picture of your own: only you know what is right.")
        told = self.tr("It is: {name}.").format(name=answer.classes[answer.label])
        if answer.is_rescued:
            told += " " + self.tr("Rescued: with a teacher the student is right, without one it is wrong.")
        return told

    def _tell_why(self) -> None:
        """Why there is no answer."""
        model = self._model
        failure = f"{model.failure.problem} {model.failure.fix}".strip() if model.failure else model.problem
        self.problem.setText(failure)
        self.problem.setVisible(bool(failure))
        self.again.setVisible(model.failure is not None)
        self.empty.setVisible(not failure)
        if model.is_asking:
            self.empty.setText(self.tr("Asking the networks…"))
        else:
            self.empty.setText(
                self.tr("Draw something on the left, drop or paste a picture, or step through the test pictures.")
            )
        self.setAccessibleDescription(failure or self.empty.text())

    def _dim(self) -> None:
        self._set_dimmed(self._model.is_asking)

    def _set_dimmed(self, dimmed: bool) -> None:
        self._dimmed = dimmed
        self.seen.set_dimmed(dimmed)
        for card in self.cards:
            card.set_dimmed(dimmed)

    def _lay_out(self) -> None:
        nothing = QFrame()
        nothing.setObjectName("card")
        inside = QVBoxLayout(nothing)
        inside.setContentsMargins(16, 16, 16, 16)
        for widget in (self.empty, self.problem):
            inside.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addStretch(1)
        self.stack.addWidget(nothing)
        self.stack.addWidget(self._lay_out_answer())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack, 1)

    def _lay_out_answer(self) -> QWidget:
        told = QVBoxLayout()
        told.setSpacing(3)
        for widget in (self.summary, self.details, self.notes):
            told.addWidget(widget)
        told.addStretch(1)
        options = QHBoxLayout()
        options.addWidget(self.explain)
        options.addSpacing(10)
        options.addWidget(self.legend)
        options.addWidget(self.legend_text)
        options.addStretch(1)
        picture = QVBoxLayout()
        picture.setSpacing(2)
        picture.addWidget(self.seen)
        picture.addWidget(self.seen_label)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(picture)
        top.addLayout(told, 1)
        columns = QHBoxLayout()
        columns.setSpacing(8)
        for card in self.cards:
            columns.addWidget(card, 1)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(top)
        rows.addLayout(options)
        rows.addLayout(columns)
        rows.addStretch(1)
        self._rows = rows
        return page
