"""Trained models of other packages as networks; the code that the script knotwork_export.py uses too."""

from __future__ import annotations

from typing import Any, Dict

try:
    from ._models.export import network as _network
    from ._models.builder import Unsupported
except ModuleNotFoundError as error:
    # In a source tree the folder lies beside the package.
    if error.name is None or not error.name.startswith("knotwork._models"):
        raise
    from knotwork_models.builder import Unsupported
    from knotwork_models.export import network as _network

__all__ = ["Unsupported", "network"]


def network(model: Any) -> Dict[str, Any]:
    """The network JSON of a trained model, as a dictionary."""
    return dict(_network(model))
