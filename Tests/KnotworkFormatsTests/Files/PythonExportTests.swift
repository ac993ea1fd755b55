import Foundation
import Knotwork
import KnotworkFitting
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Models of other packages, written as network JSON by the script in Python/, equal what those packages compute.
@Suite(.timed) struct PythonExportTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Python")
    .standardized

  /// Runs a script that calls `keep(name, model, points, values)`, and compares each model kept.
  private func compare(_ script: String, count: Int, tolerance: Double = 1e-12) throws {
    let scratch = try Scratch()
    try scratch.python(
      """
      import json, sys, warnings
      sys.path.insert(0, \(String(reflecting: PythonExportTests.folder.path)))
      warnings.simplefilter("ignore")
      import numpy as np, knotwork_export
      kept = []
      def keep(name, model, points, values):
          kept.append(name)
          n = len(kept) - 1
          knotwork_export.write(model, f"{n}.json")
          json.dump(np.asarray(points, dtype=float).tolist(), open(f"{n}.points", "w"))
          json.dump(np.asarray(values, dtype=float).reshape(len(points), -1).tolist(), open(f"{n}.values", "w"))
      def refused(model, words):
          try: knotwork_export.network(model)
          except knotwork_export.Unsupported as error: assert words in str(error), str(error)
          else: raise SystemExit(f"{model} was taken")
      rng = np.random.default_rng(0)
      X = rng.normal(size=(80, 3)) * [1, 10, 100] + 5
      y = X[:, 0] * np.abs(X[:, 1]) + X[:, 2]
      Y = np.stack([y, X[:, 0] ** 2], 1)
      \(script)
      json.dump(kept, open("kept", "w"))
      """)
    let kept = try JSONDecoder().decode([String].self, from: Data(scratch.read("kept")))
    #expect(kept.count == count)
    for (index, name) in kept.enumerated() {
      let network = try NetworkJSON.decode(scratch.read("\(index).json"))
      let values = try scratch.readRows("\(index).points").map { network($0) }
      #expect(SampleNetworks.distance(values, try scratch.readRows("\(index).values")) < tolerance, "\(name)")
    }
  }

  @Test(.enabled(if: Scratch.hasPython("sklearn")))
  func scikitLearn() throws {
    try compare(
      """
      from sklearn.neural_network import MLPRegressor
      from sklearn.linear_model import LinearRegression, Ridge
      from sklearn.pipeline import make_pipeline
      from sklearn.preprocessing import StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, PolynomialFeatures
      from sklearn.compose import TransformedTargetRegressor
      def mlp(**more): return MLPRegressor(hidden_layer_sizes=(8, 5), max_iter=30, random_state=0, **more)
      m = mlp().fit(X, y); keep("bare", m, X, m.predict(X))
      m = mlp(activation="identity").fit(X, Y); keep("identity", m, X, m.predict(X))
      for scaler in (StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False), MinMaxScaler((-1, 2)),
                     MaxAbsScaler(), RobustScaler(), RobustScaler(with_centering=False), "passthrough"):
          m = make_pipeline(scaler, mlp()).fit(X, Y); keep(f"pipeline {scaler}", m, X, m.predict(X))
      for target, scaler in ((y, StandardScaler()), (Y, StandardScaler()), (Y, MinMaxScaler()), (y, None)):
          m = TransformedTargetRegressor(make_pipeline(StandardScaler(), mlp()), transformer=scaler).fit(X, target)
          keep(f"target {scaler}", m, X, m.predict(X))
      for m in (LinearRegression().fit(X, y), Ridge().fit(X, Y), LinearRegression(fit_intercept=False).fit(X, y)):
          keep(f"{m}", m, X, m.predict(X))
      refused(mlp(activation="tanh").fit(X, y), '"tanh"')
      refused(mlp(loss="poisson").fit(X, np.abs(y)), '"exp"') if "loss" in MLPRegressor().get_params() else None
      refused(make_pipeline(PolynomialFeatures(), mlp()).fit(X, y), "PolynomialFeatures")
      refused(TransformedTargetRegressor(mlp(), func=np.log1p, inverse_func=np.expm1).fit(X, np.abs(y)), "function")
      refused(mlp(), "not fitted")
      """, count: 17)
  }

  @Test(.enabled(if: Scratch.hasPython("sklearn")))
  func stepsBeforeAModel() throws {
    try compare(
      """
      from sklearn.neural_network import MLPRegressor
      from sklearn.linear_model import LinearRegression, Ridge
      from sklearn.pipeline import make_pipeline, make_union
      from sklearn.preprocessing import StandardScaler, MinMaxScaler, PolynomialFeatures, FunctionTransformer, OneHotEncoder, Normalizer
      from sklearn.impute import SimpleImputer
      from sklearn.decomposition import PCA, TruncatedSVD
      from sklearn.feature_selection import VarianceThreshold, SelectKBest, SelectFromModel, f_regression
      from sklearn.compose import ColumnTransformer
      def mlp(): return MLPRegressor(hidden_layer_sizes=(5,), max_iter=10, random_state=0)
      columns = ColumnTransformer([("s", StandardScaler(), [2, 0]), ("p", "passthrough", [1])])
      rest = ColumnTransformer([("d", "drop", [0]), ("s", make_pipeline(SimpleImputer(), MinMaxScaler(clip=True)), slice(1, 2))],
                               remainder="passthrough")
      for step in (columns, rest, SimpleImputer(), SimpleImputer(add_indicator=True), PCA(2), PCA(2, whiten=True), TruncatedSVD(2),
                   VarianceThreshold(), SelectKBest(f_regression, k=2), SelectFromModel(Ridge()), PolynomialFeatures(1),
                   PolynomialFeatures(1, include_bias=False), MinMaxScaler(clip=True), FunctionTransformer(),
                   make_union(StandardScaler(), PCA(1))):
          m = make_pipeline(step, StandardScaler(), mlp()).fit(X, y); keep(f"{step}", m, X, m.predict(X))
      refused(make_pipeline(PolynomialFeatures(2), Ridge()).fit(X, y), "degree=1")
      refused(make_pipeline(SimpleImputer(missing_values=0), Ridge()).fit(X, y), "nan")
      refused(make_pipeline(Normalizer(), Ridge()).fit(X, y), "Normalizer")
      refused(make_pipeline(ColumnTransformer([("o", OneHotEncoder(), [0])]), Ridge()).fit(np.round(X), y), "get_dummies")
      """, count: 15)
  }

  @Test(.enabled(if: Scratch.hasPython("sklearn")))
  func modelsOfModels() throws {
    try compare(
      """
      from sklearn.neural_network import MLPRegressor
      from sklearn.linear_model import LinearRegression, Ridge
      from sklearn.pipeline import make_pipeline
      from sklearn.preprocessing import StandardScaler
      from sklearn.ensemble import BaggingRegressor, VotingRegressor, StackingRegressor, RandomForestRegressor
      from sklearn.model_selection import GridSearchCV
      from sklearn.multioutput import MultiOutputRegressor, RegressorChain
      def mlp(*sizes): return MLPRegressor(hidden_layer_sizes=sizes, max_iter=10, random_state=0)
      for m in (GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [1, 2]}, cv=2),
                BaggingRegressor(Ridge(), n_estimators=3, max_features=2), BaggingRegressor(mlp(4), n_estimators=2),
                VotingRegressor([("a", Ridge()), ("b", mlp(4, 3)), ("c", "drop")], weights=[1, 3, 5]),
                StackingRegressor([("a", Ridge()), ("b", mlp(4))], final_estimator=Ridge(), cv=2),
                StackingRegressor([("a", Ridge()), ("b", mlp(4))], final_estimator=mlp(3, 3), cv=2, passthrough=True)):
          m.fit(X, y); keep(f"{m}", m, X, m.predict(X))
      for m in (MultiOutputRegressor(Ridge()), MultiOutputRegressor(mlp(4)), RegressorChain(Ridge(), order=[1, 0])):
          m.fit(X, Y); keep(f"{m}", m, X, m.predict(X))
      refused(VotingRegressor([("a", Ridge()), ("b", RandomForestRegressor(2))]).fit(X, y), "RandomForestRegressor jumps")
      refused(GridSearchCV(Ridge(), {"alpha": [1]}, refit=False).fit(X, y), "refit=True")
      """, count: 9, tolerance: 1e-9)
  }

  /// A coef_ does not make a model linear, nor the name of a class.
  @Test(.enabled(if: Scratch.hasPython("sklearn")))
  func linearOrNot() throws {
    try compare(
      """
      from sklearn.linear_model import (LinearRegression, Lasso, HuberRegressor, RANSACRegressor, BayesianRidge, PoissonRegressor,
          GammaRegressor, TweedieRegressor, LogisticRegression)
      from sklearn.cross_decomposition import PLSRegression
      from sklearn.svm import SVR, LinearSVR
      class Own(LinearRegression): pass
      class Doubled(LinearRegression):
          def predict(self, X): return 2 * super().predict(X)
      for m in (Lasso(), HuberRegressor(), RANSACRegressor(random_state=0), BayesianRidge(), TweedieRegressor(power=0), PLSRegression(2),
                SVR(kernel="linear", max_iter=50), LinearSVR(max_iter=50), Own()):
          m.fit(X, y); keep(f"{m}", m, X, m.predict(X))
      m = PLSRegression(2).fit(X, Y); keep("two targets", m, X, m.predict(X))
      for m in (PoissonRegressor(), GammaRegressor(), TweedieRegressor(power=1.5)):
          refused(m.fit(X, np.abs(y) + 1), "logarithm")
      refused(LogisticRegression(max_iter=5).fit(X, y > 0), "classifier")
      refused(SVR().fit(X, y), 'kernel="linear"')
      refused(Doubled().fit(X, y), "differ from the model's own predictions")
      try: knotwork_export.write(Doubled().fit(X, y), "never.json")
      except knotwork_export.Unsupported: pass
      import os; assert not os.path.exists("never.json")
      """, count: 10, tolerance: 1e-9)
  }

  @Test(.enabled(if: Scratch.hasPython("sklearn", "joblib")))
  func theCommandLine() throws {
    let scratch = try Scratch()
    let script = PythonExportTests.folder.appending(path: "knotwork_export.py").path
    try scratch.python(
      """
      import pickle, joblib, subprocess, sys
      from sklearn.linear_model import LinearRegression
      m = LinearRegression().fit([[0, 1], [1, 0], [1, 1]], [1.0, 2.0, 3.0])
      pickle.dump(m, open("m.pkl", "wb")); joblib.dump(m, "m.joblib"); pickle.dump({}, open("d.pkl", "wb"))
      def run(*args): return subprocess.run([sys.executable, \(String(reflecting: script)), *args], capture_output=True, text=True)
      assert run("m.pkl", "-o", "m.json").returncode == 0
      piped = run("m.joblib")
      assert piped.returncode == 0 and piped.stdout == open("m.json").read()
      for bad in ("d.pkl", "nowhere.pkl"):
          result = run(bad)
          assert result.returncode == 1 and result.stderr.startswith("error: " + bad) and "Traceback" not in result.stderr, result.stderr
      """)
    let network = try NetworkJSON.decode(scratch.read("m.json"))
    #expect((network([1, 1])[0] - 3).magnitude < 1e-12)
    // What the tool says of the same files.
    #expect(throws: FormatError.self) { try NetworkFile(scratch.read("m.pkl"), name: "m.pkl") }
    #expect(throws: FormatError.self) { try NetworkFile(scratch.read("m.joblib"), name: "m.joblib") }
  }

  @Test(.enabled(if: Scratch.hasPython("torch")))
  func torch() throws {
    try compare(
      """
      import torch
      from torch.nn import Sequential, Linear, ReLU, LeakyReLU, PReLU, ReLU6, Hardtanh, BatchNorm1d, Dropout, Identity, Flatten, Tanh
      x = torch.tensor(X)
      def check(name, m):
          m = m.double(); m(x); m.eval(); keep(name, m, X, m(x).detach().numpy())
      check("plain", Sequential(Linear(3, 8), ReLU(), Linear(8, 2)))
      check("all", Sequential(Flatten(), Linear(3, 8), BatchNorm1d(8), ReLU(), Dropout(), Linear(8, 5, bias=False), LeakyReLU(0.1),
            Sequential(Linear(5, 4), PReLU(4)), Linear(4, 4), ReLU6(), Linear(4, 4), Hardtanh(-0.5, 0.25), Identity(), Linear(4, 2)))
      check("ends in units", Sequential(BatchNorm1d(3, affine=False), Linear(3, 4), ReLU()))
      check("one layer", Linear(3, 2))
      refused(Sequential(Linear(3, 4), Tanh(), Linear(4, 1)), "Tanh")
      # A module that is used twice, subclasses, and a forward of one's own.
      relu, twice = ReLU(), Linear(4, 4)
      check("twice", Sequential(Linear(3, 4), relu, twice, relu, twice, relu, Linear(4, 1)))
      class Chain(Sequential): pass
      check("subclass", Chain(Linear(3, 4), ReLU(), Linear(4, 1)))
      class Scaled(Sequential):
          def forward(self, x): return super().forward(x) * 2 - 1
      check("subclass with forward", Scaled(Linear(3, 4), ReLU(), Linear(4, 1)))
      from torch.nn import functional as F, Module
      class Net(Module):
          def __init__(self):
              super().__init__(); self.b = Linear(4, 1); self.a = Linear(3, 4); self.m = Linear(4, 4)
          def forward(self, x):
              x = F.relu(self.a(x)); x = torch.relu(self.m(x)).clamp(max=2.0)
              return 3 - self.b(F.leaky_relu(self.m(x), 0.3))
      check("forward", Net())
      class Residual(Module):
          def __init__(self): super().__init__(); self.a = Linear(3, 3)
          def forward(self, x): return x + F.relu(self.a(x))
      refused(Residual(), "torch.onnx.export")
      class Branch(Module):
          def __init__(self): super().__init__(); self.a = Linear(3, 3)
          def forward(self, x): return self.a(x) if x.sum() > 0 else x
      refused(Branch(), "torch.onnx.export")
      hooked = Sequential(Linear(3, 3), ReLU()); hooked[0].register_forward_hook(lambda module, inputs, output: output * 2)
      refused(hooked, "differ")
      """, count: 8)
  }

  @Test(.enabled(if: Scratch.hasPython("keras")))
  func keras() throws {
    try compare(
      """
      import keras
      from keras import Sequential, layers
      norm = layers.Normalization(); norm.adapt(X.astype("float32"))
      def check(name, *steps):
          m = Sequential([layers.Input((3,)), *steps]); keep(name, m, X, np.asarray(m(X.astype("float32"))))
          return m
      m = check("dense", layers.Dense(8, "relu"), layers.Dense(2))
      check("all", norm, layers.Rescaling(0.5, 1.0), layers.Dense(8), layers.BatchNormalization(), layers.ReLU(), layers.Dropout(0.5),
            layers.Dense(6, use_bias=False), layers.LeakyReLU(negative_slope=0.1), layers.Dense(4), layers.ReLU(max_value=6.0), layers.Dense(1))
      m.save("m.keras")
      assert knotwork_export.network(knotwork_export.load("m.keras")) == knotwork_export.network(m)
      refused(Sequential([layers.Input((3,)), layers.Dense(2, "tanh")]), "tanh")
      """, count: 2, tolerance: 1e-5)
  }
}
