"""A network is compared with the model before it is written."""

import numpy as np

from .builder import Unsupported

COUNT = 100


def points(inputs, center, spread):
    """Points near the data and far from them, the same every time."""
    generator = np.random.default_rng(0)
    directions = generator.standard_normal((COUNT, inputs))
    sizes = 10.0 ** generator.uniform(-1, 2, (COUNT, 1))
    near = center + spread * directions
    return np.where((np.arange(COUNT) % 2 == 0)[:, None], near, center + spread * directions * sizes)


def evaluate(document, inputs):
    """The network JSON at points, a row each."""
    values = inputs
    for layer in document["layers"]:
        values = values @ np.asarray(layer["weights"]).T + np.asarray(layer["bias"])
        size = values.shape[1]
        kinds = layer["activation"] if isinstance(layer["activation"], list) else [layer["activation"]] * size
        slopes = layer.get("slope")
        slopes = slopes if isinstance(slopes, list) else [slopes] * size
        factors = {"relu": 0.0, "linear": 1.0}
        factors = np.array([factors.get(kind, slope) for kind, slope in zip(kinds, slopes)], dtype=np.float64)
        values = np.where(values > 0, values, factors * values)
    return values


def compare(document, inputs, predict, tolerance):
    """Refuses a network that differs from the model's own predictions at the points."""
    with np.errstate(all="ignore"):
        expected = np.asarray(predict(inputs), dtype=np.float64).reshape(len(inputs), -1)
        values = evaluate(document, inputs)
    if expected.shape != values.shape:
        raise Unsupported(
            f"the model gives {expected.shape[1]} values for a row, the network {values.shape[1]}; nothing is written"
        )
    difference = np.abs(values - expected)
    allowed = tolerance * (1e-300 + np.abs(expected).max() + np.abs(inputs).max() * 1e-3)
    if not np.all(difference <= allowed):
        row = int(np.nanargmax(np.where(np.isnan(difference), np.inf, difference).max(axis=1)))
        raise Unsupported(
            f"the network would differ from the model's own predictions, by up to {difference[row].max():.3g} at {len(inputs)} "
            "points; nothing is written. Something in the model is not what its class says; write it as ONNX, or save its "
            "predictions as a table and use knotwork fit"
        )
