#!/usr/bin/env python3
"""Writes a trained model as network JSON for Knotwork, exactly: every weight is written as the double it is.

    python knotwork_export.py MODEL -o network.json

MODEL is a pickle or joblib file of scikit-learn, a whole model saved by torch.save, or a .keras or .h5 file. Reading such a file
runs what is in it: only give this program files that you trust. From Python, without any file:

    import knotwork_export
    knotwork_export.write(model, "network.json")

Models: scikit-learn MLPRegressor and linear regressors; Pipeline of StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler
and "passthrough" before one of them; TransformedTargetRegressor with such a scaler; torch.nn.Sequential of Linear, ReLU, LeakyReLU,
ReLU6, Hardtanh, Identity, Dropout, Flatten and BatchNorm1d; Keras Sequential of Dense, ReLU, LeakyReLU, Dropout, Flatten, InputLayer,
Normalization, Rescaling and BatchNormalization. Needs NumPy and the model's own package, nothing else.
"""

import argparse
import json
import math
import sys

import numpy as np


class Unsupported(Exception):
    """A model, or a part of one, that is not a network of dense layers with piecewise-linear units."""


class Builder:
    """Collects affine steps and activations into layers of weights (units, inputs), bias and slopes.

    The slope of a unit is its factor where it is inactive: 0 for ReLU, 1 for a linear unit.
    """

    def __init__(self, inputs):
        self.inputs = inputs
        self.layers = []
        self.weights = None
        self.bias = None

    @property
    def size(self):
        """How many values there are so far."""
        if self.weights is not None:
            return len(self.bias)
        return len(self.layers[-1][1]) if self.layers else self.inputs

    def affine(self, weights, bias=None):
        """x becomes weights @ x + bias, joined with an affine step before it."""
        weights = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        bias = np.zeros(len(weights)) if bias is None else np.asarray(bias, dtype=np.float64).reshape(-1)
        if weights.shape[1] != self.size:
            raise Unsupported(f"a step takes {weights.shape[1]} values, but there are {self.size}")
        if self.weights is None:
            self.weights, self.bias = weights, bias
        else:
            self.weights, self.bias = weights @ self.weights, weights @ self.bias + bias

    def scale(self, factor, shift):
        """Each value x becomes factor * x + shift."""
        factor = np.broadcast_to(np.asarray(factor, dtype=np.float64).reshape(-1), (self.size,))
        shift = np.broadcast_to(np.asarray(shift, dtype=np.float64).reshape(-1), (self.size,))
        if self.weights is None:
            self.weights, self.bias = np.diag(factor), shift.copy()
        else:
            self.weights, self.bias = factor[:, None] * self.weights, factor * self.bias + shift

    def activate(self, slope):
        """The values become pre-activations of units with this slope."""
        if self.weights is None:
            self.scale(1.0, 0.0)
        slopes = np.broadcast_to(np.asarray(slope, dtype=np.float64).reshape(-1), (self.size,))
        self.layers.append((self.weights, self.bias, slopes))
        self.weights = self.bias = None

    def clip(self, low, high):
        """Each value x becomes min(max(x, low), high), by two layers of ReLU."""
        self.scale(1.0, -low)
        self.activate(0.0)
        self.scale(-1.0, high - low)
        self.activate(0.0)
        self.scale(-1.0, high)

    def document(self, input_names=None, output_names=None):
        """The network JSON as a value."""
        layers = list(self.layers)
        if self.weights is not None:
            layers.append((self.weights, self.bias, np.ones(len(self.bias))))
        if not layers:
            raise Unsupported("the model has no layers")
        document = {"format": "knotwork-network", "version": 1}
        if input_names is not None:
            document["inputs"] = [str(name) for name in input_names]
        if output_names is not None:
            document["outputs"] = [str(name) for name in output_names]
        document["layers"] = [layer_document(*layer) for layer in layers]
        return document


def layer_document(weights, bias, slopes):
    """One layer of network JSON."""
    for values in (weights, bias, slopes):
        if not np.all(np.isfinite(values)):
            raise Unsupported("a weight is not a finite number")
    names = {0.0: "relu", 1.0: "linear"}
    kinds = [names.get(float(slope), "leaky_relu") for slope in slopes]
    layer = {"weights": weights.tolist(), "bias": bias.tolist()}
    if len(set(map(float, slopes))) == 1:
        layer["activation"] = kinds[0]
        if kinds[0] == "leaky_relu":
            layer["slope"] = float(slopes[0])
    else:
        layer["activation"] = kinds
        if "leaky_relu" in kinds:
            layer["slope"] = [float(s) if k == "leaky_relu" else None for s, k in zip(slopes, kinds)]
    return layer


def kind(value):
    """The name of a value's class; the packages themselves are not needed."""
    return type(value).__name__


# scikit-learn


def sklearn_scaler(scaler):
    """factor, shift of a fitted scaler: it maps x to factor * x + shift."""
    if kind(scaler) == "StandardScaler":
        factor = 1.0 / scaler.scale_ if scaler.scale_ is not None else 1.0
        # Without centring there is a mean as well, but it is not used.
        mean = scaler.mean_ if scaler.with_mean else 0.0
        return factor, -mean * factor
    if kind(scaler) == "MinMaxScaler":
        if scaler.clip:
            raise Unsupported("MinMaxScaler(clip=True) bends at the ends of its range; fit it with clip=False")
        return scaler.scale_, scaler.min_
    if kind(scaler) == "MaxAbsScaler":
        return 1.0 / scaler.scale_, np.zeros_like(scaler.scale_)
    if kind(scaler) == "RobustScaler":
        factor = 1.0 / scaler.scale_ if scaler.scale_ is not None else 1.0
        center = scaler.center_ if scaler.center_ is not None else 0.0
        return factor, -center * factor
    raise Unsupported(
        f"{kind(scaler)} is no scaler that is known; use StandardScaler, MinMaxScaler, MaxAbsScaler or RobustScaler"
    )


def add_sklearn(builder, model):
    """Adds a fitted scikit-learn model to what the builder has."""
    if model is None or (isinstance(model, str) and model == "passthrough"):
        return
    if kind(model) == "Pipeline":
        for _, step in model.steps:
            add_sklearn(builder, step)
    elif kind(model) == "TransformedTargetRegressor":
        add_sklearn(builder, model.regressor_)
        transformer = model.transformer_
        if kind(transformer) == "FunctionTransformer":
            if transformer.func is not None or transformer.inverse_func is not None:
                raise Unsupported("TransformedTargetRegressor with a function; only scalers are linear for certain")
        else:
            factor, shift = sklearn_scaler(transformer)
            builder.scale(1.0 / np.asarray(factor), -np.asarray(shift) / np.asarray(factor))
    elif kind(model) == "MLPRegressor":
        slopes = {"relu": 0.0, "identity": 1.0}
        if model.activation not in slopes:
            raise Unsupported(f'MLPRegressor(activation="{model.activation}") is not piecewise linear; train with "relu"')
        if model.out_activation_ != "identity":
            raise Unsupported(f'the outputs pass through "{model.out_activation_}", which is not piecewise linear')
        for index, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_)):
            builder.affine(weights.T, bias)
            if index < len(model.coefs_) - 1:
                builder.activate(slopes[model.activation])
    elif hasattr(model, "coef_") and hasattr(model, "intercept_") and not hasattr(model, "classes_"):
        weights = np.atleast_2d(model.coef_)
        builder.affine(weights, np.broadcast_to(np.asarray(model.intercept_).reshape(-1), (len(weights),)))
    else:
        builder.scale(*sklearn_scaler(model))


def sklearn_inputs(model):
    """How many inputs a fitted model takes; None where it does not say."""
    if kind(model) == "Pipeline":
        counts = (sklearn_inputs(step) for _, step in model.steps if step is not None and step != "passthrough")
        return next(counts, None)
    return getattr(model, "n_features_in_", None)


def sklearn_network(model):
    names = getattr(model, "feature_names_in_", None)
    count = sklearn_inputs(model)
    if count is None:
        raise Unsupported(f"{kind(model)} is not fitted, or no scikit-learn model that is known")
    builder = Builder(int(count))
    add_sklearn(builder, model)
    return builder.document(input_names=names)


# PyTorch


def numbers(tensor):
    """A tensor of PyTorch as an array of doubles."""
    return tensor.detach().cpu().double().numpy()


def torch_modules(module):
    """The leaves of nested Sequentials, in order."""
    for child in module.children():
        if kind(child) == "Sequential":
            yield from torch_modules(child)
        else:
            yield child


def torch_network(model):
    modules = list(torch_modules(model)) if kind(model) == "Sequential" else [model]
    first = next((m for m in modules if kind(m) in ("Linear", "BatchNorm1d")), None)
    if first is None:
        raise Unsupported(f"{kind(model)} has no Linear layer; only Sequential models are known, export others as ONNX")
    builder = Builder(int(first.in_features if kind(first) == "Linear" else first.num_features))
    for index, module in enumerate(modules):
        name = kind(module)
        if name == "Linear":
            builder.affine(numbers(module.weight), None if module.bias is None else numbers(module.bias))
        elif name == "ReLU":
            builder.activate(0.0)
        elif name == "LeakyReLU":
            builder.activate(float(module.negative_slope))
        elif name == "PReLU":
            builder.activate(numbers(module.weight))
        elif name in ("ReLU6", "Hardtanh"):
            builder.clip(float(module.min_val), float(module.max_val))
        elif name == "BatchNorm1d":
            if module.running_mean is None:
                raise Unsupported("BatchNorm1d without running statistics depends on the batch")
            scale = 1.0 / np.sqrt(numbers(module.running_var) + module.eps)
            if module.affine:
                scale = scale * numbers(module.weight)
            shift = -numbers(module.running_mean) * scale
            builder.scale(scale, shift + numbers(module.bias) if module.affine else shift)
        elif name not in ("Identity", "Dropout", "AlphaDropout", "Flatten"):
            raise Unsupported(f"module {index}, {name}, is not known; export the model as ONNX")
    return builder.document()


# Keras


def keras_activation(builder, activation, place):
    name = getattr(activation, "__name__", kind(activation)).lower()
    if name == "relu":
        builder.activate(0.0)
    elif name == "relu6":
        builder.clip(0.0, 6.0)
    elif name == "leaky_relu":
        builder.activate(0.2)
    elif name != "linear":
        raise Unsupported(f'{place}: the activation "{name}" is not piecewise linear')


def keras_network(model):
    if kind(model) != "Sequential":
        raise Unsupported(f"a Keras {kind(model)} model; only Sequential models are known, export others as ONNX")
    shape = model.input_shape
    builder = Builder(int(math.prod(shape[1:])))
    for layer in model.layers:
        name, place = kind(layer), f"layer {layer.name}"
        arrays = [np.asarray(a, dtype=np.float64) for a in layer.get_weights()]
        if name == "Dense":
            builder.affine(arrays[0].T, arrays[1] if layer.use_bias else None)
            keras_activation(builder, layer.activation, place)
        elif name == "Activation":
            keras_activation(builder, layer.activation, place)
        elif name == "ReLU":
            if layer.threshold != 0:
                raise Unsupported(f"{place}: a threshold other than 0")
            if layer.max_value is not None:
                if layer.negative_slope != 0:
                    raise Unsupported(f"{place}: a slope and a maximum together")
                builder.clip(0.0, float(layer.max_value))
            else:
                builder.activate(float(layer.negative_slope))
        elif name == "LeakyReLU":
            builder.activate(float(layer.negative_slope if hasattr(layer, "negative_slope") else layer.alpha))
        elif name == "Normalization":
            scale = 1.0 / np.maximum(np.sqrt(np.asarray(layer.variance, dtype=np.float64)), 1e-7)
            mean = np.asarray(layer.mean, dtype=np.float64)
            if getattr(layer, "invert", False):
                builder.scale(1.0 / scale, mean)
            else:
                builder.scale(scale, -mean * scale)
        elif name == "Rescaling":
            builder.scale(layer.scale, layer.offset)
        elif name == "BatchNormalization":
            rest = list(arrays)
            gamma = rest.pop(0) if layer.scale else 1.0
            beta = rest.pop(0) if layer.center else 0.0
            mean, variance = rest
            scale = gamma / np.sqrt(variance + layer.epsilon)
            builder.scale(scale, beta - mean * scale)
        elif name not in ("InputLayer", "Dropout", "Flatten", "GaussianNoise", "GaussianDropout"):
            raise Unsupported(f"{place}, {name}, is not known; export the model as ONNX")
    return builder.document()


def network(model):
    """The network JSON of a trained model, as a dictionary.

    Raises Unsupported, naming the part, for what is not a network of dense layers with piecewise-linear units.
    """
    package = type(model).__module__.split(".")[0]
    bases = {base.__module__.split(".")[0] for base in type(model).__mro__}
    if package in ("keras", "tensorflow", "tf_keras") or bases & {"keras", "tf_keras"}:
        return keras_network(model)
    if package == "torch" or "torch" in bases:
        return torch_network(model)
    return sklearn_network(model)


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

        model = torch.load(path, map_location="cpu", weights_only=False)
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
