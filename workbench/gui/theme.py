"""Every colour, size and style of the window, light and dark.

The palette is set explicitly on the Fusion style, because platforms without a theme of their own ignore a request for
dark. Series colours start from Okabe and Ito's colour-blind-safe set ("Color Universal Design", 2008), darkened for the
light theme and lightened for the dark one until each has a contrast of at least 4.5 : 1; dashes tell them apart without
any colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

TITLE_POINTS = 15
SMALLEST_TARGET = 20
"""Pixels of each side of whatever is to be hit with the mouse."""
USUAL_FONT = "usual font"
"""Property of the application: the font that the system gave it."""


class Choice(str, Enum):
    """What the user wants of the theme."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Line:
    """How one series is drawn.

    Attributes:
        color: ``#rrggbb``. dash: Pen style. width: In pixels, once the run is over (1 while live).
        marker: A symbol of pyqtgraph's, e.g. ``o``; empty = none.
    """

    color: str
    dash: Qt.PenStyle
    width: int = 2
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Colors:
    """One theme.

    Attributes:
        line: Between things. outline: Around controls, which must be found by it: at least 3 : 1.
        heat: Laid over a picture where a network looked.
        splits: Of pictures to train on, to choose by and to test with: ``train``, ``validation``, ``test``.
        runs: Lines of other runs laid over the one on screen: by number, from the first again after the last.
    """

    window: str
    base: str
    raised: str
    text: str
    faint: str
    line: str
    outline: str
    accent: str
    on_accent: str
    grid: str
    heat: str
    banners: dict[str, tuple[str, str]]
    lines: dict[str, Line]
    terms: tuple[Line, ...]
    runs: tuple[Line, ...]
    splits: dict[str, str]

    def run(self, number: int) -> Line:
        """The line of the overlaid run of this number; when the colours come again, with another marker."""
        line, again = self.runs[number % len(self.runs)], number // len(self.runs)
        return _remarked(line, again)

    def network(self, role: str, number: int = 0) -> Line:
        """The line of a network of the run on screen; assistants and further teachers differ by their markers."""
        return _remarked(self.lines[role], max(0, number - 1) if role == "assistant" else number)


_SOLID, _DASH, _DOT = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
_DASH_DOT, _DASH_DOT_DOT = Qt.PenStyle.DashDotLine, Qt.PenStyle.DashDotDotLine


MARKERS = ("o", "s", "t", "d", "p", "star", "h", "t1")


def _remarked(line: Line, again: int) -> Line:
    """The same line with a marker so many further on."""
    return replace(line, marker=MARKERS[(MARKERS.index(line.marker) + again) % len(MARKERS)]) if again else line


def _lines(teacher: str, assistant: str, distilled: str, plain: str, validation: str) -> dict[str, Line]:
    return {
        "teacher": Line(teacher, _DASH, marker="s"),
        "assistant": Line(assistant, _DASH_DOT_DOT, marker="p"),
        "distilled": Line(distilled, _SOLID, marker="o"),
        "plain": Line(plain, _DASH_DOT, marker="t"),
        "model": Line(distilled, _SOLID, marker="o"),
        "validation": Line(validation, _SOLID, marker="d"),
    }


def _terms(*colors: str) -> tuple[Line, ...]:
    """Told apart by their dashes; when these come again, by markers too."""
    dashes: Sequence[Qt.PenStyle] = (_SOLID, _DASH, _DASH_DOT, _DOT, _DASH_DOT_DOT)
    styles = [(dash, 2, marker) for marker in ("", "d") for dash in dashes]
    return tuple(Line(color, *style) for color, style in zip(colors, styles, strict=False))


def _runs(*colors: str) -> tuple[Line, ...]:
    """Told apart by dash and marker too; never solid, as the run on screen is."""
    dashes: Sequence[Qt.PenStyle] = (_DASH, _DASH_DOT, _DOT, _DASH_DOT_DOT) * 2
    return tuple(Line(*each) for each in zip(colors, dashes, [2] * len(colors), MARKERS, strict=True))


LIGHT = Colors(
    window="#f3f4f6",
    base="#ffffff",
    raised="#ffffff",
    text="#1b1f24",
    faint="#59636e",
    line="#c8ced6",
    outline="#868d96",
    accent="#0a62a5",
    on_accent="#ffffff",
    grid="#59636e",
    heat="#e8590c",
    banners={
        "info": ("#e4f0fa", "#0a62a5"),
        "done": ("#e0f3ec", "#00694b"),
        "warning": ("#fdf1d6", "#8a5700"),
        "error": ("#fbe6e2", "#b3261e"),
    },
    lines=_lines("#59636e", "#6b3fc9", "#0067a8", "#bd4400", "#1b1f24"),
    terms=_terms("#00704f", "#9c3f78", "#0067a8", "#bd4400", "#59636e", "#6b3fc9", "#6f6100", "#00707c"),
    runs=_runs("#097d4e", "#cc12b4", "#3b64eb", "#7e210d", "#053c79", "#e90008", "#85315f", "#2004e6"),
    splits={"train": "#0067a8", "validation": "#9c3f78", "test": "#00704f"},
)
DARK = Colors(
    window="#1c1f24",
    base="#15181c",
    raised="#262a31",
    text="#e8eaed",
    faint="#a3adb8",
    line="#434a54",
    outline="#7a8490",
    accent="#4ea3e0",
    on_accent="#0b1117",
    grid="#a3adb8",
    heat="#ff7a2f",
    banners={
        "info": ("#1b3145", "#7cc0f2"),
        "done": ("#16362c", "#5fd3ab"),
        "warning": ("#3c3014", "#f0c05a"),
        "error": ("#44211e", "#ff9d91"),
    },
    lines=_lines("#b8c0ca", "#b39af5", "#5cb8f0", "#ff9257", "#e8eaed"),
    terms=_terms("#3fcf9f", "#e39ac3", "#5cb8f0", "#ff9257", "#b8c0ca", "#b39af5", "#d9c64a", "#4fd0dd"),
    runs=_runs("#23e29b", "#e063f9", "#10b4b6", "#dccd4e", "#fe6314", "#f75f9d", "#eeb2fa", "#ce8653"),
    splits={"train": "#5cb8f0", "validation": "#e39ac3", "test": "#3fcf9f"},
)


class Theme(QObject):
    """The theme in use; follows the system unless the user chose otherwise.

    Signals:
        changed: Other colours are in use.
    """

    changed = Signal()

    def __init__(self, choice: Choice = Choice.SYSTEM, parent: QObject | None = None, *, scale: float = 1.0) -> None:
        """Use a theme from now on.

        Args:
            choice: What the user wants.
            parent: Owner.
            scale: Of all text, times the system's size.
        """
        super().__init__(parent)
        self._choice, self._scale = choice, scale
        self.colors = LIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.apply()

    @property
    def choice(self) -> Choice:
        """What the user wants."""
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Use another theme from now on."""
        self._choice = choice
        self.apply()

    @property
    def scale(self) -> float:
        """Size of all text, times the system's."""
        return self._scale

    def enlarge(self, scale: float) -> None:
        """Write everything so many times as large as the system does."""
        if scale != self._scale:
            self._scale = scale
            self.apply()

    def apply(self) -> None:
        """Give the application its colours and its text size."""
        self.colors = DARK if self._is_dark() else LIGHT
        app = QApplication.instance()
        sheet = style_sheet(self.colors, self._scale)
        if isinstance(app, QApplication) and app.styleSheet() != sheet:  # setting it visits every widget
            font = _scaled(_usual_font(app), self._scale)
            if app.font() != font:  # setting it would also forget the fonts that a system has for menus and titles
                app.setFont(font)
            app.setPalette(palette(self.colors))
            for name in OUTLINED:
                app.setPalette(outlined(self.colors), name)  # type: ignore[arg-type]  # PySide takes text, its types say bytes
            app.setStyleSheet(sheet)
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self._choice is Choice.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice is Choice.DARK

    def _on_system_changed(self) -> None:
        if self._choice is Choice.SYSTEM:
            self.apply()


def _usual_font(app: QApplication) -> QFont:
    """The system's, as it was before anybody made it larger."""
    kept = app.property(USUAL_FONT)
    if not isinstance(kept, QFont):
        kept = QFont(app.font())
        app.setProperty(USUAL_FONT, kept)
    return kept


def _scaled(font: QFont, scale: float) -> QFont:
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * scale)
    else:  # some systems count in pixels
        made.setPixelSize(round(font.pixelSize() * scale))
    return made


def palette(colors: Colors) -> QPalette:
    """The palette of a theme."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, color in {
        roles.Window: colors.window,
        roles.WindowText: colors.text,
        roles.Base: colors.base,
        roles.AlternateBase: colors.window,
        roles.Text: colors.text,
        roles.Button: colors.raised,
        roles.ButtonText: colors.text,
        roles.BrightText: colors.on_accent,
        roles.ToolTipBase: colors.raised,
        roles.ToolTipText: colors.text,
        roles.PlaceholderText: colors.faint,
        roles.Highlight: colors.accent,
        roles.HighlightedText: colors.on_accent,
        roles.Link: colors.accent,
        roles.LinkVisited: colors.accent,
        roles.Light: colors.raised,
        roles.Midlight: colors.line,
        roles.Mid: colors.line,
        roles.Dark: colors.line,
        roles.Shadow: colors.line,
        roles.Accent: colors.accent,
    }.items():
        made.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, _mix(colors.text, colors.window, 0.45))
    made.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(colors.line))
    made.setColor(QPalette.ColorGroup.Disabled, roles.Base, QColor(colors.window))
    return made


OUTLINED = ("QCheckBox", "QRadioButton", "QLineEdit", "QComboBox", "QAbstractSpinBox", "QAbstractButton")
"""Controls whose outline has to be seen."""


def outlined(colors: Colors) -> QPalette:
    """The palette of controls: Fusion draws their outline in the window's colour, darkened by its own measure."""
    made = palette(colors)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        made.setColor(group, QPalette.ColorRole.Window, QColor(colors.outline).lighter(140))
    return made


def _mix(front: str, back: str, share: float) -> QColor:
    """`share` of the front colour over the back one."""
    one, other = QColor(front), QColor(back)
    return QColor.fromRgbF(
        one.redF() * share + other.redF() * (1 - share),
        one.greenF() * share + other.greenF() * (1 - share),
        one.blueF() * share + other.blueF() * (1 - share),
    )


def style_sheet(colors: Colors, scale: float = 1.0) -> str:
    """What a palette cannot say: headings, banners, the main button. Selected by object name or dynamic property.

    Args:
        colors: Of the theme.
        scale: Of all text, times the system's size.
    """
    banners = "\n".join(
        f'QFrame[banner="{kind}"] {{ background: {back}; border: 1px solid {front}; border-radius: 6px; }}'
        f'QFrame[banner="{kind}"] QLabel#headline {{ color: {front}; }}'
        for kind, (back, front) in colors.banners.items()
    )
    return f"""
QLabel#title {{ font-weight: 600; font-size: {TITLE_POINTS * scale:g}pt; }}
QLabel#headline {{ font-weight: 600; }}
QFrame#drop {{ background: {colors.raised}; border: 2px dashed {colors.faint}; border-radius: 8px; }}
QPushButton#line {{
    text-align: left; border: 1px solid transparent; border-radius: 4px; padding: 4px 6px;
    color: {colors.accent}; background: transparent;
}}
QPushButton#line:hover, QPushButton#line:focus {{ border: 1px solid {colors.accent}; }}
QToolButton#choice {{
    background: {colors.raised}; border: 1px solid {colors.outline}; border-radius: 4px; padding: 3px;
}}
QToolButton#choice:focus {{ border: 1px solid {colors.text}; }}
QToolButton#stage:checked, QToolButton#choice:checked {{
    background: {colors.raised}; border: 1px solid {colors.accent}; border-radius: 4px; padding: 3px;
}}
QPlainTextEdit, QTextBrowser {{ border: 1px solid {colors.line}; }}
QPlainTextEdit:focus, QTextBrowser:focus {{ border: 1px solid {colors.accent}; }}
QCheckBox, QRadioButton, QAbstractSpinBox, QSlider {{ min-height: {SMALLEST_TARGET}px; }}
QCheckBox, QRadioButton {{ min-width: {SMALLEST_TARGET}px; }}
QToolButton#stage:checked:focus, QToolButton#choice:checked:focus {{
    border: 2px solid {colors.accent}; padding: 2px;
}}
QLabel#verdict {{ font-weight: 600; }}
QLabel#heading {{ font-weight: 600; color: {colors.text}; }}
QLabel#facts, QLabel#hint, OneLine#hint {{ color: {colors.faint}; }}
QLabel#problem {{ color: {colors.banners["error"][1]}; }}
QLabel#numeric {{ font-feature-settings: "tnum"; }}
QFrame#card {{ background: {colors.raised}; border: 1px solid {colors.line}; border-radius: 8px; }}
QFrame#card QScrollArea, QScrollArea#column, QWidget#columnBody {{ background: transparent; border: none; }}
QPushButton#primary {{
    background: {colors.accent}; color: {colors.on_accent}; border: 1px solid {colors.accent};
    border-radius: 4px; padding: 5px 16px; font-weight: 600;
}}
QPushButton#primary:hover {{ background: {_mix(colors.accent, colors.text, 0.85).name()}; }}
QPushButton#primary:pressed {{ background: {_mix(colors.accent, colors.text, 0.7).name()}; }}
QPushButton#primary:focus {{ border: 2px solid {colors.text}; padding: 4px 15px; }}
QPushButton#primary:disabled {{
    background: {colors.line}; color: {colors.faint}; border: 1px solid {colors.line};
}}
QToolButton#expander {{ border: 1px solid transparent; border-radius: 3px; padding: 2px; color: {colors.accent}; }}
QToolButton#expander:disabled {{ color: {colors.faint}; }}
QToolButton#expander:focus {{ border: 1px solid {colors.accent}; }}
QLabel#readout {{
    color: {colors.text}; background: {colors.raised};
    border: 1px solid {colors.line}; border-radius: 4px; padding: 4px;
}}
QFrame#chart {{ border: 1px solid transparent; border-radius: 4px; }}
QFrame#chart:focus {{ border: 1px solid {colors.accent}; }}
QToolTip {{ color: {colors.text}; background: {colors.raised}; border: 1px solid {colors.line}; padding: 3px; }}
{banners}
"""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
