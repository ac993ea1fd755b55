#!/usr/bin/env python3
"""Writes a trained model as network JSON for Knotwork, exactly: every weight is written as the double it is.

    python knotwork_export.py MODEL -o network.json

MODEL is a pickle or joblib file of scikit-learn, a whole model saved by torch.save, or a .keras or .h5 file. Reading such a file
runs what is in it: only give this program files that you trust. From Python, without any file:

    import knotwork_export
    knotwork_export.write(model, "network.json")

Models:
  scikit-learn  MLPRegressor and linear regressors, PLS, SVR with a linear kernel; Pipeline, ColumnTransformer and FeatureUnion of
                scalers, SimpleImputer, PCA, selectors of features and PolynomialFeatures(degree=1); TransformedTargetRegressor
                with a scaler; GridSearchCV; Bagging, Voting, Stacking, MultiOutput and chains of these
  PyTorch       modules that call Linear, ReLU, LeakyReLU, PReLU, ReLU6, Hardtanh, BatchNorm1d, Identity, Dropout, Flatten and
                their functions one after the other, in Sequential or in a forward of their own
  Keras         Sequential of Dense, ReLU, LeakyReLU, Dropout, Flatten, Normalization, Rescaling and BatchNormalization

Before anything is written, the network is compared with the model's own predictions at 100 points. Needs NumPy and the model's
own package, nothing else, and the folder knotwork_models beside this file.
"""

import argparse
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

try:
    from knotwork_models import comparison, keras_models, pytorch, scikit_learn
    from knotwork_models.builder import Unsupported
except ModuleNotFoundError as error:
    if error.name != "knotwork_models":
        raise
    sys.exit("error: the folder knotwork_models is missing; copy it together with knotwork_export.py")

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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a .pkl, .pickle, .joblib, .pt, .pth, .keras or .h5 file that you trust")
    parser.add_argument("-o", "--output", default="-", help="the JSON file to write; - is standard output")
    arguments = parser.parse_args()
    try:
        write(load(arguments.model), arguments.output)
    except (Unsupported, OSError, ImportError) as error:
        sys.exit(f"error: {arguments.model}: {error}")


if __name__ == "__main__":
    main()
