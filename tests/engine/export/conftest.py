"""A small network that learned real digits, and what is left to check its export with."""

from __future__ import annotations

import pytest
import torch
from pydantic import JsonValue
from sklearn.datasets import load_digits
from torch.nn import functional as F

from tests.engine.export.samples import part, untrained
from workbench.engine.data import Part
from workbench.engine.export import Artefact
from workbench.engine.model import Classifier

PROVENANCE: dict[str, JsonValue] = {
    "run": "2026-01-02-digits",
    "role": "distilled",
    "seed": 3,
    "recipe": "Zehn Beispiele, größer",
}


@pytest.fixture(scope="session")
def digits() -> Part:
    found = load_digits()
    images = torch.from_numpy(found.images * 255 / 16).round().to(torch.uint8)[:, None]
    return Part(images, torch.from_numpy(found.target).long(), torch.arange(len(images)))


@pytest.fixture(scope="session")
def model(digits: Part) -> Classifier:
    """About nine digits of ten right after two seconds."""
    pupil = untrained().train()
    optimiser = torch.optim.Adam(pupil.parameters(), lr=0.02)
    for step in range(120):
        places = slice(step * 64 % 1024, step * 64 % 1024 + 64)
        optimiser.zero_grad()
        loss = F.cross_entropy(pupil(digits.images[places]), digits.labels[places])
        torch.autograd.backward(loss)
        optimiser.step()
    return pupil.eval()


@pytest.fixture(scope="session")
def artefact(model: Classifier, digits: Part) -> Artefact:
    return Artefact(model=model, test=part(digits, slice(1200, None)), provenance=dict(PROVENANCE))
