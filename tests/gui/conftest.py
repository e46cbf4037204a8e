"""A window without an engine: models on a folder of their own, and a host that plays a script."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import fakes
from workbench.events import Answered, Event, JobEnded
from workbench.gui.app import Workbench, application, build
from workbench.gui.models.preferences import Preferences
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice, Theme
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, Export
from workbench.recipes.requests import (
    Advise,
    AnyRequest,
    Balance,
    Describe,
    Kept,
    Look,
    Predict,
    Preview,
    ReadCatalogue,
    Resume,
    Run,
    ShowCode,
    ShowPictures,
    Time,
    WriteReport,
)
from workbench.runs import Results

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "width": {
            "type": "integer",
            "default": 16,
            "minimum": 1,
            "maximum": 64,
            "description": "Units.",
            "unit": "units",
        },
        "dropout": {"type": "number", "default": 0.1, "minimum": 0, "exclusiveMaximum": 1},
        "bias": {"type": "boolean", "default": True},
        "activation": {"enum": ["relu", "tanh"], "type": "string", "default": "relu"},
        "channels": {"type": "array", "items": {"type": "integer"}, "default": [16, 32]},
        "hidden": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}], "default": None},
        "label": {"type": "string", "default": ""},
        "folder": {"type": "string", "format": "path", "default": ""},
        "norm": {
            "oneOf": [{"$ref": "#/$defs/Batch"}, {"$ref": "#/$defs/Off"}],
            "discriminator": {"propertyName": "kind", "mapping": {"batch": "#/$defs/Batch", "off": "#/$defs/Off"}},
            "default": {"kind": "off"},
        },
    },
    "$defs": {
        "Batch": {
            "type": "object",
            "properties": {"kind": {"const": "batch"}, "momentum": {"type": "number", "default": 0.1}},
        },
        "Off": {"type": "object", "properties": {"kind": {"const": "off"}}},
    },
}
"""One field of every sort."""


def entry(name: str, title: str, schema: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """One entry of a catalogue."""
    return {"name": name, "title": title, "summary": f"{title} in a sentence.", "schema": schema or {}, "facts": facts}


LAYERS: dict[str, Any] = {
    "type": "object",
    "properties": {
        f"{side}_layers": {"type": "array", "items": {"type": "string"}, "default": [], "layers": side}
        for side in ("student", "teacher")
    },
}
"""Of a method whose layers can be chosen."""
CATALOGUE: dict[str, Any] = {
    "version": "1",
    "methods": [
        entry("hints", "Hints", LAYERS, uses_temperature=False, weight=100.0, needs=["maps"], symbol="mean(F^2)"),
        entry("kd", "Soft targets", weight=1.0, needs=["logits"], symbol="T^2 * KL(teacher_T || student_T)"),
        entry(
            "labels", "Labels only", uses_alpha=False, uses_temperature=False, needs_teacher=False, symbol="CE(y, p)"
        ),
    ],
    "architectures": [entry("mlp", "Two layers", SCHEMA), entry("small_cnn", "Small CNN", SCHEMA)],
    "datasets": [
        entry("digits", "Digits"),
        entry(
            "image_folder",
            "Your own pictures",
            {"properties": {"folder": {"type": "string", "format": "path"}}, "required": ["folder"]},
        ),
    ],
    "exporters": [entry("onnx", "ONNX"), entry("safetensors", "Weights")],
}

RESULTS: dict[str, Any] = {
    "version": 1,
    "split": "test",
    "classes": list(fakes.DIGITS),
    "networks": [],
    "costs": [
        {
            "role": role,
            "parameters": parameters,
            "flops": 30_000,
            "bytes": 4 * parameters,
            "latency_ms_median": 0.31,
            "latency_ms_p90": 0.4,
            "latency_runs": 200,
            "machine": "this one",
        }
        for role, parameters in (("teacher", 40_506), ("distilled", 666))
    ],
    "summaries": [
        {"role": "distilled", "accuracy_mean": 0.934, "accuracy_sd": 0.018, "seeds": 3},
        {"role": "plain", "accuracy_mean": 0.882, "accuracy_sd": 0.018, "seeds": 3},
        {"role": "teacher", "accuracy_mean": 0.938, "accuracy_sd": 0.021, "seeds": 3},
    ],
    "verdict": {
        "kind": "better",
        "difference": 0.052,
        "low": 0.02,
        "high": 0.08,
        "p_value": 0.01,
        "test": "paired t-test",
        "seeds": 3,
        "text": "Distillation helped: +5.2 points.",
    },
    "note": "Both saw the same 100 labels.",
}
Results.model_validate(RESULTS)


ADVICE: dict[str, Any] = {
    "methods": {"kd": "", "hints": "The student has no feature maps: it is fully connected.", "labels": ""},
    "layers": {
        "student": [
            {"path": "hidden", "shape": [32], "activation": "relu"},
            {"path": "relu", "shape": [32], "activation": "relu"},
        ],
        "teacher": [
            {"path": "stage1", "shape": [16, 8, 8], "activation": ""},
            {"path": "stage2", "shape": [32, 4, 4], "activation": ""},
        ],
    },
    "presets": [
        {
            "method": "kd",
            "title": "Soft targets",
            "settings": {
                "method": {"kind": "kd"},
                "alpha": 0.1,
                "temperature": 4.0,
                "schedule": {"batch_size": 128, "learning_rate": 0.1},
            },
            "source": "A paper, table 1",
            "published": 73.33,
        },
        {
            "method": "hints",
            "title": "Hints",
            "settings": {"method": {"kind": "labels"}, "also": [{"kind": "hints", "weight": 100.0}]},
            "source": "Another paper",
            "published": None,
        },
    ],
    "teacher": {
        "run": "a-run",
        "title": "Small CNN",
        "accuracy": 0.95,
        "count": 100,
        "ece": 0.08,
        "temperature": 1.6,
        "ece_after": 0.02,
        "remarks": ["It is surer than it is right."],
    },
    "gap": {"ratio": 60.8, "level": "large", "text": "The teacher has 61 times as many parameters as the student."},
    "start": ["Nothing matches: the layers have other sizes."],
    "reason": "",
}
BALANCE: dict[str, Any] = {
    "terms": [
        {"name": "labels", "path": "", "pull": 2.0, "weight": 0.1, "proposed": None, "reason": ""},
        {"name": "kd", "path": "method.weight", "pull": 8.0, "weight": 1.0, "proposed": 1.0, "reason": ""},
        {"name": "hints", "path": "also.0.weight", "pull": 0.05, "weight": 100.0, "proposed": 144.0, "reason": ""},
        {"name": "kd_2", "path": "also.1.weight", "pull": 0.0, "weight": 1.0, "proposed": None, "reason": "No pull."},
    ],
    "batches": 4,
    "teacher": "The one of an earlier run.",
    "reason": "",
}
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEklEQVR4nGNkkIMAJhYoII8BAFUOAcKgB6QwAAAAAElFTkSuQmCC"
"""An 8 by 8 grey picture."""
LOOK: dict[str, Any] = {
    "teacher": {
        "title": "Small CNN",
        "run": "a-run",
        "role": "teacher",
        "seed": 0,
        "accuracy": 0.95,
        "why": "Its own.",
    },
    "reason": "",
    "classes": list(fakes.DIGITS),
    "pictures": [
        {"name": "7", "label": "7", "png": PNG, "logits": [0.0, 1, 2, 0, 0, 0, 0, 9, 0, 6]},
        {"name": "8", "label": "3", "png": PNG, "logits": [0.0, 0, 1, 8, 0, 3, 0, 0, 5, 0]},
    ],
}
PREDICTION: dict[str, Any] = {
    "classes": list(fakes.DIGITS),
    "label": "7",
    "seen": PNG,
    "networks": [
        {
            "role": role,
            "seed": 0,
            "title": "Small CNN",
            "probabilities": [shares.get(digit, 0.0) for digit in range(10)],
            "milliseconds": milliseconds,
            "map": None,
        }
        for role, shares, milliseconds in (
            ("teacher", {7: 0.9, 9: 0.08, 1: 0.02}, 0.31),
            ("distilled", {7: 0.7, 9: 0.2, 1: 0.1}, 0.12),
            ("plain", {1: 0.55, 7: 0.45}, 0.12),
        )
    ],
    "notes": [],
}


MANIFEST: dict[str, Any] = {
    "version": 1,
    "format": {"kind": "onnx", "params": {}},
    "files": {
        "README.txt": {"bytes": 900, "sha256": ""},
        "model.onnx": {"bytes": 6317, "sha256": ""},
        "predict.py": {"bytes": 8000, "sha256": ""},
    },
    "max_difference": 7.6e-06,
    "limit": 1e-4,
    "accuracy_network": 0.942,
    "accuracy_file": 0.942,
    "compared": 450,
    "same_answers": 450,
    "latency_ms": 0.03,
    "latency_runs": 100,
    "machine": "A processor, 1 thread",
    "versions": {"workbench": "1", "python": "3.11", "onnxruntime": "1.20.1"},
    "provenance": {"run": "a-run", "name": "", "role": "distilled", "seed": 0},
    "created": "2026-01-02T03:04:05+00:00",
}
"""Of an export that agrees with its network."""
CODE: dict[str, Any] = {
    "name": "train.py",
    "text": '"""Repeats a run."""\n\nprint(1)  # one\n',
    "needs": ["torch==2.7.0"],
    "notes": ["Made on a GPU."],
}


KEPT: dict[str, Any] = {
    "answers": [
        {"digest": "ab12", "about": {"run": "a-run"}, "bytes": 31_000_000, "rows": 120_000, "used": 1_700_000_000.0},
        {"digest": "cd34", "about": {"run": "b-run"}, "bytes": 12_000_000, "rows": 48_600, "used": 1_690_000_000.0},
    ],
    "pictures_bytes": 7_000_000,
    "total_bytes": 50_000_000,
    "freed_bytes": 0,
    "limits": {"memory": 4_000_000_000, "disk": 10_000_000_000},
}
NOTHING_KEPT: dict[str, Any] = KEPT | {
    "answers": [],
    "pictures_bytes": 0,
    "total_bytes": 0,
    "freed_bytes": 50_000_000,
}
PREVIEW: dict[str, Any] = {
    "classes": ["cat", "dog"],
    "shape": [1, 8, 8],
    "counts": {"train": [30, 3], "labelled": [10, 3], "validation": [5, 1], "test": [9, 2]},
    "pictures": [
        {"name": name, "label": label, "source_label": label, "part": part, "png": PNG, "augmented": augmented}
        for name, label, part, augmented in (
            ("cat/1.png", "cat", "train", [PNG] * 3),
            ("dog/2.png", "dog", "test", []),
            ("dog/3.png", "dog", "train", [PNG] * 3),
        )
    ],
    "warnings": ["The classes differ much in size."],
    "skipped": [{"file": "cat/broken.png", "reason": "not a picture"}],
    "remarks": [{"file": "cat/wide.png", "reason": "300 × 40 pixels, of which only the middle is used"}],
    "duplicates": [{"names": ["cat/1.png", "dog/2.png"], "parts": ["train", "test"]}],
}
COSTS: dict[str, dict[str, Any]] = {
    "mlp": {"parameters": 670, "flops": 1_300, "bytes": 3_000},
    "small_cnn": {"parameters": 40_522, "flops": 1_800_000, "bytes": 162_088},
}
"""By architecture."""
SPEED: dict[str, Any] = {"median_ms": 0.25, "p90_ms": 0.3, "runs": 200, "machine": "A processor, 1 thread"}


def _times(request: Time) -> dict[str, Any]:
    """A deeper network takes longer."""
    slower = {"mlp": 0.02, "small_cnn": 0.25}
    return {
        "times": [
            COSTS[ref.kind] | (SPEED | {"median_ms": slower[ref.kind]} if request.timed else {})
            for ref in request.networks
        ]
    }


def script(request: AnyRequest, training: Sequence[Event] | None = None) -> list[Event]:
    """What a host plays for any request: short answers, or a distillation of three epochs."""
    match request:
        case ReadCatalogue():
            return _short("catalogue", CATALOGUE)
        case Describe():
            return _short("describe", fakes.DESCRIPTION)
        case ShowPictures(ids=ids):
            return _short("pictures", {"pictures": dict.fromkeys(map(str, ids), PNG), "names": {}})
        case Look():
            return _short("look", LOOK)
        case Balance():
            return _short("balance", BALANCE)
        case Advise():
            return _short("advise", ADVICE)
        case Preview():
            return _short("preview", PREVIEW)
        case Time():
            return _short("time", _times(request))
        case Predict():
            return _short("predict", PREDICTION)
        case Run(recipe=Export(out=out, role=role, seed=seed)):
            manifest = {**MANIFEST, "provenance": {"role": role, "seed": seed}}
            return _short("export", {"folder": out or "inside", "manifest": manifest})
        case ShowCode():
            return _short("code", CODE)
        case WriteReport(out=out):
            return _short("report", {"file": out})
        case Kept(clear=clear):
            return _short("kept", NOTHING_KEPT if clear else KEPT)
        case _:
            return list(training) if training is not None else fakes.distillation(measured=RESULTS)


def _short(verb: str, answer: dict[str, Any]) -> list[Event]:
    return [fakes.job_started(verb=verb, run=""), Answered(verb=verb, answer=answer), fakes.job_ended()]


class TwoSpeedHost(fakes.FakeHost):
    """Answers short jobs at once, by kind as in `answers` where that says something; trainings wait for `play`."""

    def __init__(self, training: Sequence[Event] | None = None) -> None:
        super().__init__(lambda request: script(request, training))
        self.answers: dict[str, list[Event]] = {}

    def run(self, request: AnyRequest, emit: Any, commands: Any) -> None:
        trains = isinstance(request, Run | Resume) and not isinstance(getattr(request, "recipe", None), Export)
        if trains:
            super().run(request, emit, commands)
            return
        self.requests.append(request)
        events = self.answers.get(request.kind) or script(request)
        emit([_addressed(event, request.job) for event in events])


def _addressed(event: Event, job: str) -> Event:
    return replace(event, job=job) if isinstance(event, JobEnded) else event


SAID_OFFSCREEN = ("propagateSizeHints", "This plugin does not support", "systemTrayWindowChanged")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says such things of windows with a smallest size, lists that pop up, and tray icons."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore(*SAID_OFFSCREEN, extend=True))


@pytest.fixture(autouse=True)
def _garbage_stays_on_this_thread() -> Iterator[None]:
    """As in the application (see `workbench.gui.garbage`): a run's thread that collects widgets crashes the process."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def _leave_no_widgets(qapp: QApplication) -> None:
    """What the last test left goes before the next begins: without a running event loop Qt keeps it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application()


@pytest.fixture
def space(qapp: QApplication, tmp_path: Path) -> Workspace:
    """Models that nobody drives, with a catalogue."""
    made = Workspace.make(
        tmp_path / "runs",
        Preferences(tmp_path / "config"),
        tmp_path / "cache",
        Distil(name="Ten labels"),
        theme=Theme(Choice.LIGHT),
    )
    made.catalogue.take(CATALOGUE)
    return made


OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, home: Path) -> Iterator[OpenWindow]:
    """Opens a whole window on a host, and closes it at the end."""
    opened: list[tuple[Workbench, fakes.FakeHost]] = []

    def make(host: fakes.FakeHost, name: str = "window") -> MainWindow:
        workbench = build(host, tmp_path / "runs", tmp_path / name)
        window = workbench.window
        window.resize(1366, 728)
        opened.append((workbench, host))
        window.show()
        window.space.stages.go_to("distil")
        qtbot.waitUntil(lambda: window.stages.distil.charts.accuracy is not None, timeout=15_000)
        qtbot.waitUntil(lambda: window.space.description.data is not None)
        return window

    yield make
    for workbench, host in opened:
        host.close()
        qtbot.waitUntil(lambda shown=workbench: not shown.space.run.is_live)  # type: ignore[misc]
        workbench.window.close()
        workbench.window.deleteLater()
        QApplication.processEvents()
