"""Simple colours for Python and YAML, from the theme."""

from __future__ import annotations

import builtins
import keyword
import re

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from workbench.gui.theme import Colors

NUMBER = r"\b\d[\d_]*(\.\d+)?(e[+-]?\d+)?\b"
STRING = r"[rbfu]{0,2}\"(?:[^\"\\]|\\.)*\"|[rbfu]{0,2}'(?:[^'\\]|\\.)*'"
RULES = {
    ".py": (
        (rf"\b(?:{'|'.join(keyword.kwlist)})\b", "keyword"),
        (rf"\b(?:{'|'.join(name for name in dir(builtins) if name[0].islower())})\b(?=\()", "number"),
        (r"(?<=\bdef )\w+|(?<=\bclass )\w+|^\s*@[\w.]+", "name"),
        (NUMBER, "number"),
    ),
    ".yaml": (
        (r"^\s*(?:- )?[\w.-]+(?=:)", "keyword"),
        (rf"(?<=: ){NUMBER}|(?<=- ){NUMBER}", "number"),
        (r"(?<=: )(?:true|false|null)\b", "number"),
    ),
}
"""Pattern and what it is, by the ending of the file. Strings and comments are found apart, as either may hold both."""
QUOTES = ('"""', "'''")
LONG = re.compile("\"\"\"|'''")


class CodeColours(QSyntaxHighlighter):
    """Colours keywords, names, numbers, texts and comments."""

    def __init__(self, document: QTextDocument, ending: str, colors: Colors) -> None:
        super().__init__(document)
        self._rules = [(QRegularExpression(pattern), what) for pattern, what in RULES.get(ending, ())]
        self._text_or_comment = re.compile(rf"(?P<comment>#.*$)|(?P<string>{STRING})")
        self._long = ending == ".py"
        self._formats: dict[str, QTextCharFormat] = {}
        self.paint(colors)

    def paint(self, colors: Colors) -> None:
        """Use the colours of a theme."""
        self._formats = {
            "keyword": _format(colors.lines["distilled"].color),
            "name": _format(colors.lines["plain"].color),
            "number": _format(colors.terms[1].color),
            "string": _format(colors.terms[0].color),
            "comment": _format(colors.faint, italic=True),
        }
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line; its state tells which long text goes on in the next."""
        for pattern, what in self._rules:
            matches = pattern.globalMatch(text)
            while matches.hasNext():
                match = matches.next()
                self.setFormat(match.capturedStart(), match.capturedLength(), self._formats[what])
        rest = self._colour_long_texts(text) if self._long else 0
        if rest < 0:
            return
        for found in self._text_or_comment.finditer(text, rest):
            kind = "comment" if found["comment"] is not None else "string"
            self.setFormat(found.start(), found.end() - found.start(), self._formats[kind])

    def _colour_long_texts(self, text: str) -> int:
        """Colour texts in three quotes; where ordinary code goes on in this line, -1 when nowhere."""
        self.setCurrentBlockState(-1)
        start, open_quote = 0, self.previousBlockState()
        at = 0
        if open_quote < 0:
            first = LONG.search(text)
            if first is None or "#" in text[: first.start()]:
                return 0
            start, at, open_quote = first.start(), first.end(), QUOTES.index(first.group())
        end = text.find(QUOTES[open_quote], at)
        stop = len(text) if end < 0 else end + 3
        self.setFormat(start, stop - start, self._formats["string"])
        if end < 0:
            self.setCurrentBlockState(open_quote)
            return -1
        return stop


def _format(color: str, *, italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    if italic:
        made.setFontItalic(True)
        made.setFontWeight(QFont.Weight.Normal)
    return made
