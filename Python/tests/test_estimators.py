import importlib.util
import pickle

import numpy as np
import pytest

import knotwork
from knotwork import BrokenLineRegressor, ReLURegressor


@pytest.fixture
def bent():
    generator = np.random.default_rng(5)
    x = np.sort(generator.uniform(0, 10, size=120))
    return x, np.abs(x - 4) * 2 + generator.normal(size=120) * 0.05


def test_a_broken_line_and_what_it_says(bent):
    x, y = bent
    model = BrokenLineRegressor().fit(x.reshape(-1, 1), y)
    assert model.feature_ == 0 and model.n_regions_ == 2
    assert model.knots_ == pytest.approx([4], abs=0.05) and model.slopes_ == pytest.approx([-2, 2], abs=0.05)
    low, high = model.knot_intervals_[0]
    assert low < model.knots_[0] < high
    assert model.predict([[0.0], [10.0]]) == pytest.approx([8, 12], abs=0.2)
    assert model.score(x.reshape(-1, 1), y) > 0.99
    np.testing.assert_allclose(model.network_.predict(x.reshape(-1, 1)), model.predict(x.reshape(-1, 1)), rtol=1e-9, atol=1e-9)
    assert "knot 1" in model.summary() and "slope 2" in model.summary()
    assert "[0.025" in model.summary() and "R-squared" in model.summary()
    assert BrokenLineRegressor(at=[3, 5]).fit(x.reshape(-1, 1), y).knots_.tolist() == [3, 5]
    with pytest.raises(ValueError):
        BrokenLineRegressor().fit(x, y)


def test_the_column_that_bends(bent):
    x, y = bent
    X = np.column_stack([np.cos(np.arange(len(x))), x])
    found = BrokenLineRegressor(additive=False).fit(X, y)
    given = BrokenLineRegressor(feature=1).fit(X, y)
    assert found.feature_ == given.feature_ == 1 and found.knots_.tolist() == given.knots_.tolist()
    np.testing.assert_array_equal(found.predict(X), BrokenLineRegressor().fit(X[:, 1:], y).predict(X[:, 1:]))
    assert BrokenLineRegressor(feature=0, knots=1).fit(X, y).score(X, y) < 0.5
    with pytest.raises(ValueError, match="feature"):
        BrokenLineRegressor(feature=2).fit(X, y)
    pandas = pytest.importorskip("pandas")
    named = BrokenLineRegressor(feature="dose").fit(pandas.DataFrame({"noise": X[:, 0], "dose": x}), y)
    assert named.network_.input_names == ("dose",) and named.knots_.tolist() == given.knots_.tolist()


def test_a_sum_of_broken_lines():
    generator = np.random.default_rng(6)
    X = generator.uniform(0, 10, size=(300, 3))
    y = np.abs(X[:, 0] - 4) + 2 * X[:, 1] + generator.normal(size=300) * 0.05
    model = BrokenLineRegressor().fit(X, y)
    assert model.feature_ is None and list(model.knots_) == ["x1", "x2", "x3"]
    assert model.knots_["x1"] == pytest.approx([4], abs=0.05) and not len(model.knots_["x2"]) and not len(model.knots_["x3"])
    assert model.slopes_["x1"] == pytest.approx([-1, 1], abs=0.02) and model.slopes_["x2"] == pytest.approx([2], abs=0.02)
    assert model.bends_["x1"] == pytest.approx([2], abs=0.04) and model.slopes_["x3"].tolist() == [0]
    low, high = model.knot_intervals_["x1"][0]
    assert low < model.knots_["x1"][0] < high and model.knot_intervals_["x2"].shape == (0, 2)
    assert model.n_regions_ == 2 and model.network_.n_inputs == 3 and model.score(X, y) > 0.999
    np.testing.assert_array_equal(model.predict(X), model.network_.predict(X))
    np.testing.assert_array_equal(BrokenLineRegressor(n_jobs=1).fit(X, y).predict(X), model.predict(X))
    text = model.summary()
    assert "x1 knot" in text and "x1 slope 2" in text and "x1 matters: F" in text and "bends: F" in text and "Not used: x3" in text
    assert model.plot().svg.startswith("<svg") and model.plot(feature="x2").svg != model.plot().svg
    weighted = BrokenLineRegressor().fit(X, y, sample_weight=np.arange(300) % 3)
    repeated = BrokenLineRegressor().fit(np.repeat(X, np.arange(300) % 3, axis=0), np.repeat(y, np.arange(300) % 3))
    np.testing.assert_array_equal(weighted.predict(X), repeated.predict(X))


def test_what_is_said_of_a_sum_beforehand():
    generator = np.random.default_rng(7)
    X = generator.uniform(-1, 1, size=(250, 2))
    y = np.abs(X[:, 0]) + np.abs(X[:, 1]) + generator.normal(size=250) * 0.02
    assert {name: len(knots) for name, knots in BrokenLineRegressor().fit(X, y).knots_.items()} == {"x1": 1, "x2": 1}
    straight = BrokenLineRegressor(linear=["x1"], increasing="x2").fit(X, y)
    assert not len(straight.knots_["x1"]) and (straight.slopes_["x2"] >= 0).all()
    together = np.maximum(X[:, 0] + X[:, 1], 0)
    alone, pairs = BrokenLineRegressor().fit(X, together), BrokenLineRegressor(pairs=1).fit(X, together)
    assert pairs.score(X, together) > alone.score(X, together) and pairs.answer_["pairs"]
    assert "x1 and x2 together" in pairs.summary()
    with pytest.raises(ValueError, match="knots"):
        BrokenLineRegressor(knots=1).fit(X, y)
    with pytest.raises(ValueError, match="additive=True"):
        BrokenLineRegressor(feature=0, pairs=2).fit(X, y)
    with pytest.raises(ValueError, match="x3"):
        BrokenLineRegressor(convex=["x3"]).fit(X, y)
    pyplot = pytest.importorskip("matplotlib.figure")
    ax = pyplot.Figure().subplots()
    assert straight.plot(ax, feature="x2") is ax and len(ax.lines) == 2 and ax.get_xlabel() == "x2"


def test_a_network(bent):
    x, y = bent
    X = x.reshape(-1, 1)
    model = ReLURegressor(hidden=[3], random_state=3).fit(X, y)
    assert model.score(X, y) > 0.99 and model.hidden_ == (3,)
    again = ReLURegressor(hidden=[3], random_state=3, n_jobs=1).fit(X, y)
    assert again.network_ == model.network_
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).predict(X), model.predict(X))
    assert 2 <= model.dissect().n_regions <= 8
    assert model.network_.ranges.tolist() == [[x.min(), x.max()]]
    assert "linear regression" in model.summary()
    assert model.coef_.shape == (1,) and model.n_regions_ == model.dissect().n_regions
    slopes, intercepts = model.network_.maps(X)
    assert model.coef_[0] == pytest.approx(slopes.mean()) and model.intercept_ == pytest.approx(intercepts.mean())
    assert model.get_params()["hidden"] == [3]
    with pytest.raises(ValueError):
        ReLURegressor(hidden=[0]).fit(X, y)


def test_weights_count_rows(bent):
    x, y = bent
    weights = np.arange(120) % 3
    for make in (lambda: ReLURegressor(hidden=[2], restarts=1), lambda: BrokenLineRegressor(knots=1)):
        weighted = make().fit(x.reshape(-1, 1), y, sample_weight=weights)
        repeated = make().fit(np.repeat(x, weights).reshape(-1, 1), np.repeat(y, weights))
        np.testing.assert_allclose(weighted.predict(x.reshape(-1, 1)), repeated.predict(x.reshape(-1, 1)), rtol=1e-9)


def test_names_of_tables(bent):
    pandas = pytest.importorskip("pandas")
    x, y = bent
    table = pandas.DataFrame({"dose": x})
    model = ReLURegressor(hidden=[2], restarts=1).fit(table, pandas.Series(y, name="effect"))
    assert model.network_.input_names == ("dose",) and model.network_.output_names == ("effect",)
    if hasattr(model, "feature_names_in_"):
        assert model.feature_names_in_.tolist() == ["dose"]


def test_conventions_of_scikit_learn(bent):
    pytest.importorskip("sklearn")
    from sklearn.base import clone
    from sklearn.model_selection import GridSearchCV, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = bent
    X = x.reshape(-1, 1)
    search = GridSearchCV(ReLURegressor(restarts=1), {"hidden": [[1], [3]]}, cv=3).fit(X, y)
    assert search.best_params_ == {"hidden": [3]}
    model = make_pipeline(StandardScaler(), ReLURegressor(hidden=[3], restarts=1)).fit(X, y)
    assert model.score(X, y) > 0.99
    net = knotwork.Network.from_sklearn(search.best_estimator_)
    assert net.verify(search.best_estimator_, X) < 1e-9
    assert cross_val_score(BrokenLineRegressor(knots=1), X, y, cv=3).shape == (3,)
    assert clone(BrokenLineRegressor(knots=2)).knots == 2


def test_check_estimator():
    pytest.importorskip("sklearn")
    from sklearn.utils.estimator_checks import check_estimator

    for estimator in (ReLURegressor(hidden=[4], restarts=1, epochs=200), BrokenLineRegressor(max_knots=2), BrokenLineRegressor(additive=False, max_knots=2)):
        results = check_estimator(estimator, on_skip=None)
        assert len(results) > 40 and not [found["check_name"] for found in results if found["status"] in ("failed", "xfail")]
        # What is skipped needs packages that are not here, or environment variables.
        skipped = {found["check_name"] for found in results if found["status"] == "skipped"}
        expected = {"check_array_api_input", "check_estimators_pickle"}
        if importlib.util.find_spec("pandas") is None:
            expected |= {"check_regressor_data_not_an_array", "check_sample_weights_pandas_series"}
        assert skipped <= expected, skipped


def test_pipelines_with_weights_and_several_processes(bent):
    pytest.importorskip("sklearn")
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = bent
    X = x.reshape(-1, 1)
    weights = np.where(x < 4, 1.0, 3.0)
    pipeline = make_pipeline(StandardScaler(), BrokenLineRegressor())
    search = GridSearchCV(pipeline, {"brokenlineregressor__knots": [0, 1]}, cv=3, n_jobs=2)
    search.fit(X, y, brokenlineregressor__sample_weight=weights)
    assert search.best_params_ == {"brokenlineregressor__knots": 1}
    assert search.best_estimator_[-1].n_regions_ == 2


def test_what_notebooks_show(bent):
    x, y = bent
    for model in (ReLURegressor(hidden=[2], restarts=1), BrokenLineRegressor(knots=1)):
        model.fit(x.reshape(-1, 1), y)
        shown = model._repr_html_()
        assert "data:image/svg+xml;base64," in shown and "R-squared" in shown
        assert model._repr_mimebundle_()["text/html"] == shown
