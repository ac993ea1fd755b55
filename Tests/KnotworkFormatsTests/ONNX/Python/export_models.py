"""Exports models with the real tools, and says what each gives at random points.

    export_models.py sklearn|torch FOLDER

writes NAME.onnx, NAME.points and NAME.results (raw doubles) for each model, and prints the names.
"""

import sys
import warnings

import numpy

warnings.filterwarnings("ignore")
COUNT = 50


def save(folder, name, points, results):
    numpy.asarray(points, dtype=numpy.float64).tofile(f"{folder}/{name}.points")
    numpy.asarray(results, dtype=numpy.float64).tofile(f"{folder}/{name}.results")
    print(name, numpy.asarray(points).shape[1])


def scikit(folder):
    from skl2onnx import to_onnx
    from sklearn.compose import ColumnTransformer
    from sklearn.feature_selection import SelectKBest, f_regression
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LinearRegression, Ridge
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

    random = numpy.random.default_rng(1)
    inputs = random.normal(size=(200, 4)).astype(numpy.float32) * [1, 10, 0.1, 100] + [0, 5, -1, 50]
    inputs = inputs.astype(numpy.float32)
    target = numpy.abs(inputs[:, 0]) + inputs[:, 1] * 0.1 + numpy.maximum(inputs[:, 3] - 50, 0) * 0.01

    def mlp(*hidden):
        return MLPRegressor(hidden_layer_sizes=hidden, max_iter=200, random_state=0)

    columns = ColumnTransformer([("a", StandardScaler(), [0, 3]), ("b", MinMaxScaler(), [1])])
    models = {
        "mlp": mlp(8, 5),
        "mlp-standard": make_pipeline(StandardScaler(), mlp(8)),
        "mlp-minmax": make_pipeline(MinMaxScaler(), mlp(6)),
        "mlp-robust": make_pipeline(RobustScaler(), mlp(6)),
        "mlp-maxabs": make_pipeline(MaxAbsScaler(), mlp(6)),
        "mlp-columns": make_pipeline(columns, mlp(6)),
        "mlp-imputer": make_pipeline(SimpleImputer(), StandardScaler(), mlp(5)),
        "mlp-selected": make_pipeline(SelectKBest(f_regression, k=2), mlp(5)),
        "mlp-two-outputs": mlp(7),
        "mlp-identity": MLPRegressor(hidden_layer_sizes=(4,), activation="identity", max_iter=100, random_state=0),
        "linear": LinearRegression(),
        "ridge-two-outputs": make_pipeline(StandardScaler(), Ridge()),
    }
    for name, model in models.items():
        model.fit(inputs, numpy.stack([target, -target], axis=1) if "two" in name else target)
        with open(f"{folder}/{name}.onnx", "wb") as file:
            file.write(to_onnx(model, inputs[:1]).SerializeToString())
        points = inputs[:COUNT]
        save(folder, name, points, model.predict(points.astype(numpy.float64)))
    wide = make_pipeline(StandardScaler(), mlp(8)).fit(inputs, target)
    with open(f"{folder}/mlp-double.onnx", "wb") as file:
        file.write(to_onnx(wide, inputs[:1].astype(numpy.float64)).SerializeToString())
    save(folder, "mlp-double", inputs[:COUNT], wide.predict(inputs[:COUNT].astype(numpy.float64)))


def pytorch(folder):
    import logging

    import torch
    from torch import nn

    logging.disable(logging.CRITICAL)
    torch.manual_seed(0)

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second, self.last = nn.Linear(4, 6), nn.Linear(6, 4), nn.Linear(4, 2)

        def forward(self, x):
            return self.last(torch.relu(x + self.second(torch.relu(self.first(x)))))

    class Branches(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 4), nn.Linear(2, 4)

        def forward(self, x):
            left, right = self.a(x[:, :3]), self.b(x[:, 3:])
            return torch.cat([torch.maximum(left, right), torch.clamp(left - right, -0.5, 0.5).abs()], dim=1).mean(1, keepdim=True)

    def convolutional():
        return nn.Sequential(
            nn.Unflatten(1, (1, 8, 8)), nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(3, 4, 3, stride=2), nn.ReLU6(), nn.AvgPool2d(1), nn.Flatten(), nn.Dropout(), nn.Linear(4, 3))

    models = {
        "sequential": (nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 5), nn.LeakyReLU(0.1), nn.Linear(5, 1)), 3),
        "activations": (
            nn.Sequential(
                nn.Linear(3, 6), nn.PReLU(6), nn.Linear(6, 6), nn.Hardtanh(), nn.Linear(6, 6), nn.Hardsigmoid(),
                nn.Linear(6, 2)), 3),
        "normalised": (nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 2, bias=False)), 3),
        "residual": (Residual(), 4),
        "branches": (Branches(), 5),
        "convolutional": (convolutional(), 64),
        "pooled": (
            nn.Sequential(
                nn.Unflatten(1, (2, 12)), nn.Conv1d(2, 4, 3, dilation=2, groups=2), nn.ReLU(), nn.AdaptiveAvgPool1d(1),
                nn.Flatten(), nn.Linear(4, 2)), 24),
    }
    for name, (model, size) in models.items():
        model.train()
        with torch.no_grad():
            for _ in range(3):
                model(torch.randn(16, size))
        model.eval()
        points = torch.randn(COUNT, size)
        with torch.no_grad():
            results = model.double()(points.double()).numpy()
        model.float()
        for exporter in (True, False):
            kind = f"torch-{name}-{'dynamo' if exporter else 'script'}"
            try:
                torch.onnx.export(
                    model, (points[:1],), f"{folder}/{kind}.onnx", dynamo=exporter, verbose=False,
                    **({} if exporter else {"dynamic_axes": {"x": [0]}, "input_names": ["x"]}))
            except (ImportError, ModuleNotFoundError) as error:
                print("skipped", kind, error, file=sys.stderr)
                continue
            save(folder, kind, points.numpy(), results)


# Exporters talk on standard output.
names = sys.stdout
sys.stdout = sys.stderr
print = __import__("functools").partial(print, file=names)
{"sklearn": scikit, "torch": pytorch}[sys.argv[1]](sys.argv[2])
