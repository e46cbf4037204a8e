"""The Explain dock: topics, the way back, the focus, links, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log
from time import perf_counter

import pytest
from PySide6.QtCore import QLocale, Qt, QUrl
from PySide6.QtGui import QFont, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import CATALOGUE, SCHEMA
from workbench.gui.explaining import (
    FocusFollower,
    explained,
    know_catalogue,
    topic_at,
    topic_of_entry,
    topic_of_field,
    try_link,
)
from workbench.gui.forms.schema import FieldSpec, fields_of
from workbench.gui.models.articles import Topic
from workbench.gui.models.help import FIRST, HelpModel
from workbench.gui.theme import DARK, LIGHT, Choice, Theme
from workbench.gui.views.explain import ArticlePage, ExplainView
from workbench.gui.views.explain_pictures import Pictures, entropy, softened

LOGITS = (1.2, -0.4, 7.1, 3.3, 0.0)
CLASSES = ("cat", "dog", "seven", "nine", "two")


@pytest.fixture
def model(qapp: object) -> HelpModel:
    return HelpModel("en")


@pytest.fixture
def theme(qapp: object) -> Iterator[Theme]:
    made = Theme(Choice.LIGHT)
    yield made
    made.choose(Choice.LIGHT)


@pytest.fixture
def view(model: HelpModel, theme: Theme, qtbot: QtBot) -> ExplainView:
    made = ExplainView(model, theme)
    qtbot.addWidget(made)
    made.resize(250, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


def spec(name: str) -> FieldSpec:
    return next(one for one in fields_of(SCHEMA) if one.name == name)


# The model


def test_what_was_opened_can_be_gone_back_to(model: HelpModel) -> None:
    assert (model.topic, model.can_go_back) == (FIRST, False)
    model.show("temperature")
    model.show("entropy")
    model.back()
    assert (model.topic, model.can_go_back, model.can_go_forward) == ("temperature", True, True)
    model.forward()
    assert model.topic == "entropy"
    model.back()
    model.show("logits")
    assert not model.can_go_forward


def test_topics_that_the_focus_brings_replace_each_other(model: HelpModel) -> None:
    model.show("temperature")
    for key in ("alpha", "epochs", "batch_size"):
        model.follow(Topic(key))
    assert model.topic == "batch_size"
    model.back()
    assert model.topic == "temperature"


def test_other_names_of_the_same_thing_are_one_page(model: HelpModel) -> None:
    model.show("data.validation")
    assert model.topic == "splits"
    model.show("data.test")
    model.back()
    assert model.topic == FIRST


def test_a_pinned_page_stays(model: HelpModel) -> None:
    model.show("temperature")
    model.pin(True)
    assert not model.follow(Topic("alpha"))
    assert model.topic == "temperature"
    model.pin(False)
    model.follow(Topic("alpha"))
    assert model.topic == "alpha"


def test_what_nobody_has_explained_changes_nothing(model: HelpModel) -> None:
    assert not model.show("unheard-of")
    assert not model.follow(Topic("unheard-of"))
    assert model.topic == FIRST


def test_the_search_puts_titles_first(model: HelpModel) -> None:
    found = [article.key for article in model.search("temp")]
    assert found[0] == "temperature"
    assert len(found) > 3
    assert model.search("zebra crossing") == []
    assert len(model.search("")) > 45


def test_the_language_changes_the_page_that_is_open(model: HelpModel, qtbot: QtBot) -> None:
    model.show("temperature")
    with qtbot.waitSignal(model.changed):
        model.set_language("zh_CN")
    assert (model.topic, model.article.title) == ("temperature", "温度")


def test_an_example_that_makes_no_sense_is_none(model: HelpModel) -> None:
    model.set_example(CLASSES, LOGITS, "picture 3")
    assert model.example is not None
    model.set_example(CLASSES, LOGITS[1:], "picture 3")
    assert model.example is None
    model.set_example(CLASSES, (float("nan"),) * 5, "picture 3")
    assert model.example is None


# The focus


def test_a_widget_is_about_what_it_lies_in(qtbot: QtBot) -> None:
    outer, inner = QWidget(), QLineEdit()
    qtbot.addWidget(outer)
    inner.setParent(outer)
    assert topic_at(inner) is None
    explained(outer, "stage:data")
    assert topic_at(inner) == Topic("stage:data")
    explained(inner, "seeds")
    assert topic_at(inner) == Topic("seeds")
    assert topic_at(None) is None


def test_screen_readers_and_whats_this_say_the_first_sentence(qtbot: QtBot) -> None:
    outer, inner = QWidget(), QSpinBox()
    qtbot.addWidget(outer)
    inner.setParent(outer)
    assert explained(outer, "temperature", by=inner) is outer
    assert outer.whatsThis().startswith("How gently the teacher speaks")
    assert inner.accessibleDescription() == outer.whatsThis()


def test_the_page_follows_the_focus_but_reading_does_not_turn_it(model: HelpModel, theme: Theme, qtbot: QtBot) -> None:
    view = ExplainView(model, theme)
    window, first, second = QWidget(), QLineEdit(), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    fields = (explained(first, "temperature"), explained(second, "alpha"))
    for widget in (*fields, view):
        column.addWidget(widget)
    explained(window, "stage:distil")
    FocusFollower(model, window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    steps: tuple[tuple[QWidget, str], ...] = ((second, "alpha"), (first, "temperature"), (view.page, "temperature"))
    for target, topic in steps:
        target.setFocus()
        assert model.topic == topic


def test_the_help_key_opens_what_has_the_focus(model: HelpModel, qtbot: QtBot) -> None:
    field = explained(QLineEdit(), "clip_norm")
    qtbot.addWidget(field)
    follower = FocusFollower(model, field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    model.show("temperature")
    with qtbot.waitSignal(follower.opened):
        follower.explain()
    assert model.topic == "clip_norm"


# What nobody has written


def test_a_field_is_explained_by_its_article_else_by_its_schema(model: HelpModel) -> None:
    assert topic_of_field("schedule.learning_rate", spec("dropout")) == Topic("learning_rate")
    topic = topic_of_field("student.params.width", spec("width"))
    model.follow(topic)
    assert (model.article.title, model.article.lead) == ("Width", "Units.")
    for words in (
        "a whole number",
        "at least 1",
        "at most 64",
        "counted in units",
        "[16](try:student.params.width=16)",
    ):
        assert words in model.article.body


@pytest.mark.parametrize("name", ["dropout", "bias", "activation", "channels", "hidden", "label", "folder", "norm"])
def test_every_sort_of_field_gets_an_article(model: HelpModel, name: str) -> None:
    model.follow(topic_of_field(f"student.params.{name}", spec(name)))
    assert model.topic == f"student.params.{name}"
    assert model.article.lead
    assert "- " in model.article.body


def test_a_catalogue_explains_its_entries(model: HelpModel) -> None:
    know_catalogue(model, CATALOGUE)
    assert model.show("architecture:mlp")
    assert model.article.lead == "Two layers in a sentence."
    assert model.show("method:kd")
    assert "alpha" in model.article.body  # the written one


def test_a_paper_of_an_entry_is_a_link_that_says_where_it_leads() -> None:
    facts = {"paper": "https://arxiv.org/abs/2203.08679", "symbol": "CE + KL"}
    text = topic_of_entry("method", {"name": "dkd", "title": "Decoupled", "summary": "Two parts.", "facts": facts}).text
    assert "[arxiv.org](https://arxiv.org/abs/2203.08679)" in text
    assert "`CE + KL`" in text


# The dock


def text_of(view: ExplainView) -> str:
    return view.page.toPlainText()


def click(page: ArticlePage, link: str) -> None:
    page.anchorClicked.emit(QUrl(link))


def test_the_dock_shows_the_article(view: ExplainView, model: HelpModel) -> None:
    model.show("temperature")
    assert text_of(view).startswith("Temperature\nHow gently")
    assert "What happens when it moves" in text_of(view)
    assert view.page.accessibleDescription().startswith("Temperature. How gently")


def test_the_arrows_are_live_where_they_lead(view: ExplainView, model: HelpModel) -> None:
    assert (view.back.isEnabled(), view.forward.isEnabled()) == (False, False)
    model.show("temperature")
    view.back.click()
    assert (model.topic, view.forward.isEnabled()) == (FIRST, True)


@pytest.mark.parametrize(
    ("link", "path", "value"),
    [
        ("try:temperature=8", "temperature", 8),
        ("try:seeds=[0,1,2]", "seeds", [0, 1, 2]),
        ("try:data.labels_per_class=null", "data.labels_per_class", None),
        ("try:schedule.decay=%7B%22kind%22:%22step%22%7D", "schedule.decay", {"kind": "step"}),
        (try_link("name", 'a "b" = 50 %'), "name", 'a "b" = 50 %'),
    ],
)
def test_a_value_to_try_is_asked_for(view: ExplainView, qtbot: QtBot, link: str, path: str, value: object) -> None:
    with qtbot.waitSignal(view.tryRequested) as asked:
        click(view.page, link)
    assert asked.args == [path, value]


def test_a_link_of_the_shown_text_is_asked_for_with_the_keyboard(
    view: ExplainView, model: HelpModel, qtbot: QtBot
) -> None:
    model.show("seeds")
    view.activateWindow()
    view.page.setFocus()
    qtbot.waitUntil(view.page.hasFocus)
    with qtbot.waitSignal(view.tryRequested) as asked:
        for _ in range(2):  # the first link is the one to the verdict
            QTest.keyClick(view.page, Qt.Key.Key_Tab)
        QTest.keyClick(view.page, Qt.Key.Key_Return)
    assert asked.args == ["seeds", [0]]


def test_links_between_topics_turn_the_page_and_papers_are_only_asked_for(
    view: ExplainView, model: HelpModel, qtbot: QtBot
) -> None:
    click(view.page, "explain:stage:data")
    assert model.topic == "stage:data"
    with qtbot.waitSignal(view.paperRequested) as asked:
        click(view.page, "https://arxiv.org/abs/1503.02531")
    assert asked.args == ["https://arxiv.org/abs/1503.02531"]
    with qtbot.assertNotEmitted(view.paperRequested):
        click(view.page, "file:///etc/hosts")


def test_the_page_loads_nothing_but_its_pictures(view: ExplainView) -> None:
    image, page = QTextDocument.ResourceType.ImageResource.value, view.page
    assert page.loadResource(image, QUrl("file:///picture.png")) is None
    assert page.loadResource(image, QUrl("https://example.org/picture.png")) is None
    assert not page.loadResource(image, QUrl("picture:twin")).isNull()


def test_without_a_real_answer_there_is_no_picture_of_one(view: ExplainView, model: HelpModel, qtbot: QtBot) -> None:
    model.show("temperature")
    assert "The same answer of the teacher" not in text_of(view)
    model.set_example(CLASSES, LOGITS, "picture 3")
    qtbot.waitUntil(lambda: "The same answer of the teacher" in text_of(view))
    assert "picture:temperature" in view.page.toHtml()


def test_a_hidden_dock_draws_nothing_until_it_is_seen(view: ExplainView, model: HelpModel) -> None:
    view.hide()
    model.show("temperature")
    assert not text_of(view).startswith("Temperature")
    view.show()
    assert text_of(view).startswith("Temperature")


def test_the_glossary_is_searched_and_opens_a_topic(view: ExplainView, model: HelpModel) -> None:
    view.show_glossary()
    everything = view.glossary.list.count()
    assert view.glossary.count.text() == f"{everything} topics"
    QTest.keyClicks(view.glossary.search, "entro")
    assert 0 < view.glossary.list.count() < everything
    QTest.keyClick(view.glossary.search, Qt.Key.Key_Return)
    assert model.topic == "entropy"
    assert text_of(view).startswith("Entropy")
    assert not view.list.isChecked()


def test_arrow_keys_walk_the_glossary_while_one_types(view: ExplainView, model: HelpModel) -> None:
    view.show_glossary()
    second = view.glossary.list.item(1).text()
    QTest.keyClick(view.glossary.search, Qt.Key.Key_Down)
    QTest.keyClick(view.glossary.search, Qt.Key.Key_Return)
    assert model.article.title == second


def test_the_glossary_says_when_it_finds_nothing(view: ExplainView) -> None:
    view.show_glossary()
    view.glossary.search.setText("zebra crossing")
    assert view.glossary.list.count() == 0
    assert "Nothing" in view.glossary.count.text()


# Pictures


def test_softening_is_the_softmax_of_divided_logits() -> None:
    by_hand = [exp(value / 4) for value in LOGITS]
    assert softened(LOGITS, 4) == pytest.approx([value / sum(by_hand) for value in by_hand])
    assert entropy([0.5, 0.5, 0.0]) == pytest.approx(log(2))
    assert max(softened((1000.0, -1000.0), 0.05)) == 1.0


def pixels(image: QImage) -> bytes:
    return bytes(image.constBits())


@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK])
def test_every_picture_can_be_drawn(model: HelpModel, theme: Theme, choice: Choice) -> None:
    theme.choose(choice)
    pictures = Pictures(model, theme)
    assert pictures.names - pictures.drawable == {"temperature", "soft_labels", "entropy", "logits"}
    model.set_example(CLASSES, LOGITS, "picture 3")
    for name in pictures.drawable:
        image = pictures.paint(name, 220, QFont(), 2.0)
        assert (image.width(), image.deviceIndependentSize().width()) == (440, 220)
        assert len(set(pixels(image))) > 3


def test_a_picture_has_the_colours_of_the_theme(model: HelpModel, theme: Theme) -> None:
    model.set_example(CLASSES, LOGITS, "picture 3")
    pictures = Pictures(model, theme)
    for choice, colors in ((Choice.LIGHT, LIGHT), (Choice.DARK, DARK)):
        theme.choose(choice)
        image = pictures.paint("temperature", 220, QFont())
        assert colors.accent in {image.pixelColor(70, y).name() for y in range(image.height())}


def test_the_picture_shows_the_dials_in_use(model: HelpModel, theme: Theme) -> None:
    model.set_example(CLASSES, LOGITS, "picture 3")
    pictures = Pictures(model, theme)
    for name in ("temperature", "balance"):
        model.set_dials(4.0, 0.1)
        before = pixels(pictures.paint(name, 220, QFont()))
        model.set_dials(9.0, 0.6)
        assert pixels(pictures.paint(name, 220, QFont())) != before


def test_turning_a_page_is_not_felt(view: ExplainView, model: HelpModel) -> None:
    model.set_example(CLASSES, LOGITS, "picture 3")
    model.show("alpha")
    began = perf_counter()
    model.show("temperature")
    assert perf_counter() - began < 0.1  # some 5 ms; the margin is for a busy machine


def test_chinese_help_is_chosen_by_the_locale(qapp: object) -> None:
    usual = QLocale()
    QLocale.setDefault(QLocale("zh_CN"))
    try:
        assert HelpModel().article.title == "知识蒸馏"
    finally:
        QLocale.setDefault(usual)
