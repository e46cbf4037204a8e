"""What the teachers say to a batch, together and as far as the recipe believes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.engine.data import Part
from workbench.engine.measure import Answers, answers
from workbench.engine.model import Card, Classifier
from workbench.engine.objective import Signals
from workbench.engine.remembering import Remembering
from workbench.engine.rounding import halves, rounded
from workbench.engine.shown import Shown
from workbench.engine.taps import Tapped
from workbench.recipes import Trust

LEAD = 0.2
"""By how much the label leads where the recipe corrects the teacher by mixing."""
_NOISE = 4
"""What the random numbers are for; see `workbench.engine.data`."""
Joint = Literal["mean", "weighted", "confidence"]


class Joined(nn.Module):
    """Several teachers that answer with one voice.

    Their probabilities are averaged: Shan You, Chang Xu, Chao Xu, Dacheng Tao, "Learning from Multiple Teacher
    Networks", KDD 2017, https://doi.org/10.1145/3097983.3098135. With ``confidence`` each counts, picture by picture,
    as much as the probability of its likeliest class.

    Args:
        teachers: At least one; the first is the one whose layers can be tapped.
        weights: One for each, used by ``weighted``.
        how: ``mean``, ``weighted`` or ``confidence``.
    """

    def __init__(self, teachers: Sequence[Classifier], weights: Sequence[float], how: Joint) -> None:
        super().__init__()
        self.teachers = nn.ModuleList(teachers)
        self.weights, self.how = tuple(weights), how

    @property
    def card(self) -> Card:
        """The first teacher's."""
        first = self.teachers[0]
        assert isinstance(first, Classifier)
        return first.card

    def forward(self, images: Tensor) -> Tensor:
        """Logs of the joint probabilities (B, classes), float32, of uint8 pictures (B, C, H, W)."""
        answers = torch.stack([teacher(images).softmax(dim=1) for teacher in self.teachers])
        return joined(answers, self.weights, self.how)


def joined(answers: Tensor, weights: Sequence[float], how: Joint) -> Tensor:
    """Logs of joint probabilities (B, C).

    Args:
        answers: (teachers, B, C), each teacher's probabilities.
        weights: One for each teacher, used by ``weighted``.
        how: See `Joined`.
    """
    shares = torch.ones(len(answers), 1, device=answers.device, dtype=answers.dtype)
    if how == "weighted":
        shares = torch.tensor(weights, device=answers.device, dtype=answers.dtype).unsqueeze(1)
    elif how == "confidence":
        shares = answers.amax(dim=2)
    shares = shares / shares.sum(dim=0)
    return (shares.unsqueeze(2) * answers).sum(dim=0).clamp(min=torch.finfo(answers.dtype).tiny).log()


class Trusting:
    """How answers become lessons: corrected, made noisy and believed as far as the recipe wants it.

    Args:
        trust: What the recipe wants.
        temperature: Divides the logits before anything else: what calibration found; 1 = as they are.
        seed: Of the noise.
    """

    def __init__(self, trust: Trust, *, temperature: float = 1.0, seed: int = 0) -> None:
        self.trust, self.temperature, self.seed = trust, temperature, seed

    def __call__(self, said: Signals, labels: Tensor, step: int) -> tuple[Signals, Tensor | None]:
        """What is taught about a batch, and how far each answer is believed (None = fully). No gradients.

        Args:
            said: By the teachers. labels: (B,), -1 = hidden.
            step: Counted from 0; with the seed it decides the noise.
        """
        with torch.no_grad():
            logits = said.logits / self.temperature
            if self.trust.correct != "none":
                logits = led_by_label(logits, labels, self.trust.correct)
            if self.trust.noise:
                logits = logits + self.trust.noise * noise(logits, seed=self.seed, step=step)
            return replace(said, logits=logits), believed(logits, self.trust)


class Teaching:
    """The teachers of one training. Frozen, in eval mode, on the device of the pictures.

    Args:
        tapped: Who is asked, one teacher or several joined, with what methods want to hear.
        trusting: What becomes of the answers.
        rounds: Take the answers through half precision, as they would be kept.
        memory: Keeps them; None = the teacher is asked at each step.
    """

    def __init__(
        self, tapped: Tapped, trusting: Trusting, *, rounds: bool = False, memory: Remembering | None = None
    ) -> None:
        self.tapped, self.trusting, self.rounds, self.memory = tapped, trusting, rounds, memory

    @property
    def network(self) -> nn.Module:
        """Who is asked."""
        return self.tapped.network

    @property
    def card(self) -> Card:
        """The first teacher's."""
        network: Any = self.network
        return cast(Card, network.card)

    def __call__(self, shown: Shown) -> tuple[Signals, Tensor | None]:
        """What is taught about a batch, and how far each answer is believed (None = fully). No gradients."""
        return self.trusting(self._asked(shown), shown.labels, shown.step)

    def answers(self, part: Part, check: Callable[[], None]) -> Answers:
        """What the teachers say to labelled pictures, whatever the trust.

        Args:
            part: On the teachers' device. check: called at every layer; may raise.
        """
        network: Any = self.network
        if self.memory is not None and not self.memory.layout.maps:
            return Answers(self.memory.unaltered(part, check), part.labels.cpu(), network.card.classes)
        found = answers(network, part, device=part.labels.device, check=check)
        return replace(found, logits=halves(found.logits).float()) if self.rounds else found

    def flush(self) -> None:
        """Let what is newly kept be written."""
        if self.memory is not None:
            self.memory.flush()

    def close(self) -> None:
        """Nothing more is asked: write what is newly kept."""
        if self.memory is not None:
            self.memory.close()

    def _asked(self, shown: Shown) -> Signals:
        if self.memory is not None:
            return self.memory(shown)
        with torch.no_grad():
            said = self.tapped(shown.images)
            return rounded(said) if self.rounds else said


def believed(logits: Tensor, trust: Trust) -> Tensor | None:
    """(B,): 0 where the likeliest class is below the threshold; else 1, or its probability where pictures are weighed.

    None where every answer is believed.
    """
    if not trust.threshold and not trust.weigh:
        return None
    sure = logits.softmax(dim=1).amax(dim=1)
    heard = (sure >= trust.threshold).to(sure.dtype)
    return heard * sure if trust.weigh else heard


def led_by_label(logits: Tensor, labels: Tensor, how: Literal["mix", "swap"]) -> Tensor:
    """Logits (B, C) in which the known label leads wherever another class did.

    Args:
        logits: (B, C). labels: (B,), -1 = hidden: that answer stays as it is.
        how: ``mix`` adds so much of the label to the probabilities that it leads by `LEAD`; ``swap`` exchanges the
            likeliest logit with the label's, as in Tiancheng Wen, Shenqi Lai, Xueming Qian, "Preparing Lessons: Improve
            Knowledge Distillation with Better Supervision", 2019, https://arxiv.org/abs/1911.07471.
    """
    known = labels.clamp(min=0).unsqueeze(1)
    top, likeliest = logits.max(dim=1, keepdim=True)
    wrong = (likeliest != known) & (labels >= 0).unsqueeze(1)
    if how == "swap":
        own = logits.gather(1, known)
        return torch.where(wrong, logits.scatter(1, known, top).scatter(1, likeliest, own), logits)
    chances = logits.softmax(dim=1)
    behind = chances.gather(1, likeliest) - chances.gather(1, known)
    share = (LEAD + behind) / (1 + behind)
    mixed = (1 - share) * chances + share * F.one_hot(known.squeeze(1), logits.shape[1])
    return torch.where(wrong, mixed.clamp(min=torch.finfo(chances.dtype).tiny).log(), logits)


def noise(like: Tensor, *, seed: int, step: int) -> Tensor:
    """Normal random numbers of the same shape, decided by seed and step; drawn on the CPU, the same on every device.

    Bharat Bhusan Sau, Vineeth N. Balasubramanian, "Deep Model Compression: Distilling Knowledge from Noisy Teachers",
    2016, https://arxiv.org/abs/1610.09650. Here a control: how much do the teacher's own answers matter?
    """
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, _NOISE, step))))
    return torch.from_numpy(generator.standard_normal(tuple(like.shape))).to(like.device, like.dtype)


def fitted_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature at which a network's answers are likeliest to be honest: least cross-entropy with the labels.

    Chuan Guo, Geoff Pleiss, Yu Sun, Kilian Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
    https://arxiv.org/abs/1706.04599, section 4.2.

    Args:
        logits: (N, C). labels: (N,), all known. N at least 1.

    Returns:
        0.05 to 20.
    """
    from scipy.optimize import minimize_scalar  # half a second to import, for those who calibrate

    exact, truth = logits.double().cpu(), labels.cpu()
    loss: Callable[[float], float] = lambda power: F.cross_entropy(exact / math.exp(power), truth).item()  # noqa: E731
    found = minimize_scalar(loss, bounds=(math.log(0.05), math.log(20)), method="bounded", options={"xatol": 1e-4})
    return float(math.exp(found.x))
