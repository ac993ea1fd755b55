"""Models of PyTorch and Keras become networks with the same outputs, or the refusal names the part."""

import importlib.util
import os

import numpy as np
import pytest

import knotwork
from knotwork import Network

rows = np.random.default_rng(0).normal(size=(500, 3))


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    return torch


@pytest.fixture
def keras():
    if "KERAS_BACKEND" not in os.environ:
        backends = [name for name in ("torch", "tensorflow", "jax") if importlib.util.find_spec(name)]
        if not backends:
            pytest.skip("no backend of Keras is installed")
        os.environ["KERAS_BACKEND"] = backends[0]
    keras = pytest.importorskip("keras", reason="Keras is not installed")
    keras.utils.set_random_seed(0)
    return keras


def test_modules_of_pytorch(torch):
    from torch import nn

    model = nn.Sequential(
        nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 8), nn.LeakyReLU(0.1), nn.Linear(8, 2)
    )
    model.train()
    for _ in range(20):
        model(torch.randn(64, 3))
    model.eval()
    net = Network.from_torch(model)
    assert net.n_inputs == 3 and net.n_outputs == 2 and net.bending_units_per_layer[:2] == (8, 8)
    assert net.verify(model, rows) < 1e-5
    # In doubles the network is the model's to the last digits.
    assert Network.from_torch(model.double()).verify(model, rows) < 1e-12


def test_a_module_with_functions(torch):
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.last = torch.nn.Linear(3, 5), torch.nn.Linear(5, 1)

        def forward(self, x):
            return 2 * torch.clamp(self.last(torch.relu(self.first(x))), -0.5, 0.5) + 1

    model = Model().double()
    net = Network.from_torch(model)
    assert net.verify(model, rows) < 1e-12
    assert net.verify("y <= 2.001 and y >= -0.001", (-3, 3)).claims[0]["verdict"] == "holds"


def test_a_trained_module_is_shown_to_rise(torch):
    generator = torch.Generator().manual_seed(1)
    X = torch.rand(400, 2, generator=generator) * 2 - 1
    y = X[:, :1] + torch.relu(X[:, 1:])
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(300):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(X), y).backward()
        optimizer.step()
    net = Network.from_torch(model)
    assert net.verify(model, X.numpy()) < 1e-5
    shape = net.shape((-1, 1)).outputs[0]
    slopes = net.dissect((-1, 1)).slopes[:, 0]
    assert shape["rising"] == (slopes >= 0).all(axis=0).tolist() and shape["rising"][0]


@pytest.mark.parametrize("kind, words", [("Sigmoid", "Sigmoid"), ("Conv1d", "Conv1d")])
def test_what_is_no_network_of_pytorch(torch, kind, words):
    part = torch.nn.Sigmoid() if kind == "Sigmoid" else torch.nn.Conv1d(1, 1, 1)
    with pytest.raises(knotwork.InvalidData, match=words):
        Network.from_torch(torch.nn.Sequential(torch.nn.Linear(2, 2), part))


def test_models_of_keras(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((3,)),
            layers.Normalization(mean=[1.0, 2, 3], variance=[1.0, 4, 9]),
            layers.Dense(8, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.2),
            layers.Dense(8),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(1),
        ]
    )
    net = Network.from_keras(model)
    assert net.n_inputs == 3 and net.verify(model, rows) < 1e-4
    inputs = keras.Input((3,))
    functional = keras.Model(inputs, layers.Dense(2)(layers.Dense(5, activation="relu")(inputs)))
    with pytest.raises(knotwork.InvalidData, match="Sequential"):
        Network.from_keras(functional)
    with pytest.raises(knotwork.InvalidData, match="tanh"):
        Network.from_keras(keras.Sequential([layers.Input((3,)), layers.Dense(8, activation="tanh")]))
