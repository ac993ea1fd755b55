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
    model = BrokenLineRegressor().fit(x, y)
    assert model.knots_ == pytest.approx([4], abs=0.05) and model.slopes_ == pytest.approx([-2, 2], abs=0.05)
    low, high = model.knot_intervals_[0]
    assert low < model.knots_[0] < high
    assert model.predict([[0.0], [10.0]]) == pytest.approx([8, 12], abs=0.2)
    assert model.score(x.reshape(-1, 1), y) > 0.99
    np.testing.assert_allclose(model.network_.predict(x.reshape(-1, 1)), model.predict(x), rtol=1e-9, atol=1e-9)
    assert "knot 1" in model.summary() and "slope 2" in model.summary()
    assert BrokenLineRegressor(at=[3, 5]).fit(x, y).knots_.tolist() == [3, 5]
    with pytest.raises(ValueError, match="features"):
        BrokenLineRegressor().fit(np.ones((5, 2)), np.arange(5))


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
    assert model.network_.input_names == ("dose",)
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

    check_estimator(ReLURegressor(hidden=[4], restarts=1, epochs=200))
    check_estimator(BrokenLineRegressor(max_knots=2))
