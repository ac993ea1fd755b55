"""The network of a trained model of any package, and the files that models are kept in."""

import json
import sys

from . import comparison, keras_models, pytorch, scikit_learn
from .builder import Unsupported

__all__ = ["Unsupported", "load", "network", "write"]


def network(model):
    """The network JSON of a trained model, as a dictionary.

    Raises Unsupported, naming the part and what works instead, for what is not a network of dense layers with piecewise-linear
    units, and for a network that differs from the model's own predictions.
    """
    package = type(model).__module__.split(".")[0]
    bases = {base.__module__.split(".")[0] for base in type(model).__mro__}
    names = None
    center, spread = 0.0, 1.0
    if package in ("keras", "tensorflow", "tf_keras") or bases & {"keras", "tf_keras"}:
        # Keras computes in single precision.
        builder, predict, tolerance = keras_models.keras_network(model), keras_models.keras_predict, 1e-4
    elif package == "torch" or "torch" in bases:
        builder, predict, tolerance = pytorch.torch_network(model), pytorch.torch_predict, 1e-9
    else:
        (builder, names), predict, tolerance = scikit_learn.sklearn_network(model), scikit_learn.sklearn_predict, 1e-7
        center, spread = scikit_learn.sklearn_center(model)
    document = builder.document(input_names=names)
    points = comparison.points(builder.inputs, center, spread)
    comparison.compare(document, points, lambda rows: predict(model, rows), tolerance)
    return document


def write(model, path):
    """Writes the network JSON of a trained model to a file; - is standard output."""
    text = json.dumps(network(model), allow_nan=False) + "\n"
    if path == "-":
        sys.stdout.write(text)
    else:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def load(path):
    """The model in a file. Runs what a pickle holds."""
    if path.endswith((".keras", ".h5", ".hdf5")):
        import keras

        return keras.models.load_model(path, compile=False)
    if path.endswith((".pt", ".pth")):
        import torch

        # Older versions have no such argument, and read whole models without it.
        try:
            model = torch.load(path, map_location="cpu", weights_only=False)
        except TypeError:
            model = torch.load(path, map_location="cpu")
        if isinstance(model, dict):
            raise Unsupported("a state_dict without its model; save it as safetensors, or save the model itself")
        return model
    if path.endswith(".joblib"):
        import joblib

        return joblib.load(path)
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file)
