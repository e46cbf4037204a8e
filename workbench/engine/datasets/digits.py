"""Handwritten digits that come with scikit-learn: the data of the first run, without a network.

E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
https://doi.org/10.24432/C50P49
"""

from __future__ import annotations

import numpy as np
import torch

from workbench.engine.data import LoadContext, Pictures, Source
from workbench.engine.registry import datasets


class Params(Source):
    """The digits have no settings."""


@datasets.register(
    "digits",
    Params,
    title="Handwritten digits (offline)",
    classes=[str(digit) for digit in range(10)],
    shape=[1, 8, 8],
    pictures=1797,
    offline=True,
    bytes=0,
    # Measured: the height is always filled, the width to 20 of the 32 pixels that were counted 4 by 4; mean 0.305.
    ink={"height": 1.0, "width": 0.625, "squeeze": True, "centre": "box", "share": 0.3},
    source="Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, 1998; licence CC BY 4.0",
)
def digits(params: Params, context: LoadContext) -> Pictures:  # noqa: ARG001 - every source is called alike
    """1,797 handwritten digits of 8 × 8 grey pixels, installed with the workbench."""
    from sklearn.datasets import load_digits  # takes a second: not while the catalogue is made

    bunch = load_digits()
    images = np.rint(bunch.images * (255 / 16)).astype(np.uint8)
    return Pictures(
        images=torch.from_numpy(images).unsqueeze(1),
        labels=torch.from_numpy(bunch.target.astype(np.int64)),
        classes=tuple(str(digit) for digit in bunch.target_names),
    )
