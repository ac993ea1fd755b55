"""Trained models of other packages as networks; the code that the script knotwork_export.py uses too."""

from __future__ import annotations

import importlib
from typing import Any, Dict, Type

try:
    _models: Any = importlib.import_module("knotwork._models.export")
except ModuleNotFoundError as error:
    # In a source tree the folder lies beside the package.
    if error.name is None or not error.name.startswith("knotwork._models"):
        raise
    _models = importlib.import_module("knotwork_models.export")

__all__ = ["Unsupported", "network"]

#: A model, or a part of one, that is not a network of dense layers with piecewise-linear units.
Unsupported: Type[Exception] = _models.Unsupported


def network(model: Any) -> Dict[str, Any]:
    """The network JSON of a trained model, as a dictionary."""
    return dict(_models.network(model))
