"""Layers of a network, collected step by step."""

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

    def parallel(self, parts):
        """The values become those of several builders, one after the other; each of them starts at the values there are.

        Where one has fewer layers than another, linear units pass its values on.
        """
        chains = [part.chain() for part in parts]
        depth = max(len(layers) for layers, _ in chains)
        for layers, last in chains:
            while len(layers) < depth:
                layers.append((*last, np.ones(len(last[1]))))
                last[:] = [np.eye(len(last[1])), np.zeros(len(last[1]))]
        for level in range(depth):
            steps = [layers[level] for layers, _ in chains]
            self.affine(*side_by_side([(weights, bias) for weights, bias, _ in steps], shared=level == 0))
            self.activate(np.concatenate([slopes for _, _, slopes in steps]))
        self.affine(*side_by_side([tuple(last) for _, last in chains], shared=depth == 0))

    def chain(self):
        """The layers, and the weights and bias of the affine step after them."""
        if self.weights is None:
            return list(self.layers), [np.eye(self.size), np.zeros(self.size)]
        return list(self.layers), [self.weights, self.bias]

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


def side_by_side(steps, shared):
    """Affine steps as one, on the same values where they are shared, each on its own otherwise."""
    bias = np.concatenate([bias for _, bias in steps])
    if shared:
        return np.concatenate([weights for weights, _ in steps]), bias
    result = np.zeros((len(bias), sum(weights.shape[1] for weights, _ in steps)))
    row = column = 0
    for weights, _ in steps:
        result[row : row + weights.shape[0], column : column + weights.shape[1]] = weights
        row, column = row + weights.shape[0], column + weights.shape[1]
    return result, bias


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


def known_kind(value, names):
    """The first of a value's class and its bases that is among the names; None where none is."""
    return next((base.__name__ for base in type(value).__mro__ if base.__name__ in names), None)


def kind(value):
    """The name of a value's class; the packages themselves are not needed."""
    return type(value).__name__
