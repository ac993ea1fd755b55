"""Knotwork: what a ReLU network really is, an exact piecewise-linear function.

    import knotwork
    net = knotwork.Network.load("model.onnx")          # or from_model(a model of scikit-learn, PyTorch or Keras)
    net(X)                                              # outputs, shape (rows, outputs)
    dissection = net.dissect(box=(-1, 1))               # all regions and creases, as arrays
    net.is_linear(box=(-1, 1))                          # decided exactly

``ReLURegressor`` and ``BrokenLineRegressor`` fit networks and broken lines to tables, with the conventions of scikit-learn. What
goes wrong is a ``KnotworkError``, most often a ``ValueError`` too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._answer import Answer, Picture
from ._dissection import Dissection
from ._domain import Domain
from ._errors import InternalError, InvalidData, InvalidRequest, KnotworkError, LimitReached
from ._library import library as _library
from ._network import Layer, Network
from ._questions import approximate, ask

if TYPE_CHECKING:
    from .estimators import BrokenLineRegressor, ReLURegressor

__all__ = [
    "Answer",
    "BrokenLineRegressor",
    "Dissection",
    "Domain",
    "InternalError",
    "InvalidData",
    "InvalidRequest",
    "KnotworkError",
    "Layer",
    "LimitReached",
    "Network",
    "Picture",
    "ReLURegressor",
    "approximate",
    "ask",
]

__version__: str = _library.version().decode()


def __getattr__(name: str) -> Any:
    # Estimators bring scikit-learn, where it is installed: it is loaded when they are asked for.
    if name in ("ReLURegressor", "BrokenLineRegressor"):
        from . import estimators

        return getattr(estimators, name)
    raise AttributeError(f"module 'knotwork' has no attribute {name!r}")
