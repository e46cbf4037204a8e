"""The help's articles: complete in every language, and every link in them leads somewhere."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from workbench import resources
from workbench.gui.models.articles import ALIASES, Article, Library, key_of_file, pictures_in
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.views.explain_sketches import SKETCHES

HELP = resources.path("help")
KEYS = sorted(key_of_file(path) for path in (HELP / "en").glob("*.md"))
LANGUAGES = ("en", "zh_CN")
SECTIONS = {
    "en": (
        ("What it is",),
        ("What happens when it moves", "How to read it", "What to do here"),
        ("Values to try",),
        ("See also",),
        ("Paper",),
    ),
    "zh_CN": (("是什么",), ("改变它会怎样", "怎么看", "在这里做什么"), ("试试这些值",), ("另见",), ("论文",)),
}
OPTIONAL = (2, 4)
REAL = {"temperature", "soft_labels", "entropy", "logits", "balance"}
"""Pictures that are drawn from answers and settings; the others are sketches."""
LINK = re.compile(r"\[[^\]]+\]\(((?:explain|try|picture|https)[^)]*)\)")


def article(key: str, language: str) -> Article:
    found = Library(language).article(key)
    assert found is not None
    return found


def links(of: Article) -> list[str]:
    return LINK.findall(of.body)


def headings(of: Article) -> list[str]:
    return re.findall(r"^## (.+)$", of.body, re.MULTILINE)


def test_the_topics_of_the_main_flow_are_there() -> None:
    stages = {f"stage:{name}" for name in ("welcome", "data", "models", "distil", "compare", "try", "export")}
    assert stages | {"temperature", "alpha", "effective_mix", "twin", "verdict", "calibration"} <= set(KEYS)


def test_every_article_is_there_in_every_language() -> None:
    for language in LANGUAGES:
        assert sorted(key_of_file(path) for path in (HELP / language).glob("*.md")) == KEYS


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_has_its_sections_in_order(key: str, language: str) -> None:
    one = article(key, language)
    assert one.title
    assert one.lead.endswith((".", "。"))
    expected = SECTIONS[language]
    places = [next(at for at, names in enumerate(expected) if heading in names) for heading in headings(one)]
    assert places == sorted(set(places))
    assert set(range(len(expected))) - set(places) <= set(OPTIONAL)


@pytest.mark.parametrize("key", KEYS)
def test_a_translation_says_as_much(key: str) -> None:
    english, chinese = article(key, "en"), article(key, "zh_CN")
    assert len(headings(english)) == len(headings(chinese))
    assert sorted(links(english)) == sorted(links(chinese))
    assert re.search("[\u4e00-\u9fff]", chinese.lead)


@pytest.mark.parametrize("key", KEYS)
def test_an_article_is_short_and_not_empty(key: str) -> None:
    one = article(key, "en")
    words = re.sub(r"\]\([^)]*\)", "]", f"{one.title} {one.lead} {one.body}").split()
    assert 60 <= len(words) <= 180
    assert len(article(key, "zh_CN").body) >= 100


@pytest.mark.parametrize("key", KEYS)
def test_every_link_leads_somewhere(key: str) -> None:
    for link in links(article(key, "en")):
        scheme, _, rest = link.partition(":")
        match scheme:
            case "explain":
                assert rest in KEYS
            case "picture":
                assert rest in SKETCHES or rest in REAL
            case "try":
                path, _, value = rest.partition("=")
                assert not problem_of(path, json.loads(unquote(value)))
            case _:
                assert re.fullmatch(r"https://[a-z0-9.]+/\S+", link)


def problem_of(path: str, value: object) -> str:
    """What a recipe says to a value that somebody tries; a path that is not there is a problem, too."""
    recipe = RecipeModel()
    parent, _, name = path.rpartition(".")
    assert name in (recipe.value(parent) if parent else recipe.draft)
    recipe.set(path, value)
    return " ".join(str(problem) for problem in recipe.problems)


def test_a_value_that_cannot_be_is_noticed() -> None:
    assert problem_of("temperature", -1)


def test_pictures_stand_alone_so_that_they_can_be_left_out() -> None:
    for key in KEYS:
        for language in LANGUAGES:
            body = article(key, language).body
            assert len(pictures_in(body)) == body.count("](picture:")


def test_other_names_lead_to_articles() -> None:
    aliases = json.loads((HELP / ALIASES).read_text(encoding="utf-8"))
    assert set(aliases.values()) <= set(KEYS)
    assert not set(aliases) & set(KEYS)


def test_a_path_is_found_by_its_end_but_a_methods_own_setting_is_not() -> None:
    library = Library("en")
    assert library.key_of("teacher.schedule.learning_rate") == "learning_rate"
    assert library.key_of("data.validation") == "splits"
    assert library.key_of("soft-labels") == "soft_labels"
    assert library.key_of("method.params.alpha") == ""
    assert library.key_of("unheard.of") == ""


def test_what_is_not_translated_is_there_in_english(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "only.md").write_text("# Only\n\nOne sentence.\n\n## What it is\n\nText.\n", encoding="utf-8")
    (tmp_path / ALIASES).write_text("{}", encoding="utf-8")
    found = Library("zh_CN", tmp_path).article("only")
    assert found is not None
    assert (found.title, found.lead) == ("Only", "One sentence.")


def test_every_topic_that_the_window_names_has_an_article() -> None:
    library = Library("en")
    named = sorted(set(topics_in_code()))
    assert {"temperature", "alpha", "verdict"} <= set(named)  # the tour's, at least, are seen
    assert [topic for topic in named if topic and not library.key_of(topic)] == []


def topics_in_code() -> Iterator[str]:
    """Every topic that is written down in a call of ``explained``, of ``setProperty("explain", …)`` or in the tour."""
    for path in (Path(resources.__file__).parent / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _topics_of(node)


def _topics_of(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    said = [part.value if isinstance(part, ast.Constant) else None for part in call.args]
    if name == "explained" and len(said) > 1 and isinstance(said[1], str):
        yield said[1]
    if name == "setProperty" and said[:1] == ["explain"] and isinstance(said[1], str):
        yield said[1]
    if name == "Step" and len(said) > 2 and isinstance(said[2], str):
        yield said[2]
