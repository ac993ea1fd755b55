"""Models of scikit-learn, by a list of known classes: having a coef_ does not make a model linear."""

import numpy as np

from .builder import Builder, Unsupported, kind, known_kind

# What works for any model: an approximation with its own error.
FIT = (
    "for an approximation, save its predictions as a table, "
    'numpy.savetxt("data.csv", numpy.column_stack([X, model.predict(X)]), delimiter=","), and use knotwork fit'
)

LINEAR = {
    "ARDRegression", "BayesianRidge", "ElasticNet", "ElasticNetCV", "HuberRegressor", "Lars", "LarsCV", "Lasso", "LassoCV",
    "LassoLars", "LassoLarsCV", "LassoLarsIC", "LinearRegression", "LinearSVR", "MultiTaskElasticNet", "MultiTaskElasticNetCV",
    "MultiTaskLasso", "MultiTaskLassoCV", "OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV",
    "PassiveAggressiveRegressor", "QuantileRegressor", "Ridge", "RidgeCV", "SGDRegressor", "TheilSenRegressor",
}  # fmt: skip
LOG_LINK = {"GammaRegressor", "PoissonRegressor", "TweedieRegressor"}
PLS = {"PLSRegression", "PLSCanonical"}
SEARCHES = {"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"}
ENSEMBLES = {"BaggingRegressor", "VotingRegressor", "StackingRegressor", "MultiOutputRegressor", "RegressorChain"}
SELECTORS = {
    "GenericUnivariateSelect", "RFE", "RFECV", "SelectFdr", "SelectFpr", "SelectFromModel", "SelectFwe", "SelectKBest",
    "SelectPercentile", "SequentialFeatureSelector", "VarianceThreshold",
}  # fmt: skip
SCALERS = {"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"}
IMPUTERS = {"SimpleImputer", "IterativeImputer", "KNNImputer"}
PROJECTIONS = {"PCA", "IncrementalPCA", "TruncatedSVD", "SparsePCA", "FastICA"}


def fitted(model, name):
    """An attribute that fitting gives."""
    value = getattr(model, name, None)
    if value is None:
        raise Unsupported(f"{kind(model)} is not fitted: it has no {name}")
    return value


def scaling(scaler):
    """factor, shift of a fitted scaler: it maps x to factor * x + shift."""
    name = known_kind(scaler, SCALERS)
    if name == "StandardScaler":
        factor = 1.0 / scaler.scale_ if scaler.scale_ is not None else 1.0
        # Without centring there is a mean as well, but it is not used.
        mean = scaler.mean_ if scaler.with_mean else 0.0
        return factor, -mean * factor
    if name == "MinMaxScaler":
        return scaler.scale_, scaler.min_
    if name == "MaxAbsScaler":
        return 1.0 / scaler.scale_, np.zeros_like(scaler.scale_)
    if name == "RobustScaler":
        factor = 1.0 / scaler.scale_ if scaler.scale_ is not None else 1.0
        center = scaler.center_ if scaler.center_ is not None else 0.0
        return factor, -center * factor
    raise Unsupported(
        f"{kind(scaler)} is no scaler that is known; use StandardScaler, MinMaxScaler, MaxAbsScaler or RobustScaler"
    )


def is_nothing(step):
    """Whether a step passes its values on."""
    return step is None or (isinstance(step, str) and step == "passthrough")


def add(builder, model):
    """Adds a fitted model or a step before one to what the builder has."""
    if is_nothing(model):
        return
    for names, adder in ADDERS:
        name = known_kind(model, names)
        if name is not None:
            return adder(builder, model, name)
    refuse(model)


def refuse(model):
    """Says what a model is that cannot be written, and what works."""
    name = kind(model)
    if known_kind(model, {"ClassifierMixin"}) or hasattr(model, "classes_"):
        raise Unsupported(
            f"{name} is a classifier, and classes and probabilities are not piecewise linear; "
            "fit MLPRegressor or a linear regressor to the classes as numbers, 0 and 1"
        )
    if any(word in name for word in ("Tree", "Forest", "GradientBoosting", "AdaBoost", "Neighbors", "KBins", "Binarizer")):
        raise Unsupported(f"{name} jumps, and networks of ReLU units do not; {FIT}")
    if "Encoder" in name:
        raise Unsupported(
            f"{name} takes categories; write them as columns of 0 and 1 yourself, pandas.get_dummies(X), and fit to those"
        )
    if hasattr(model, "transform") and not hasattr(model, "predict"):
        raise Unsupported(
            f"{name} is no step that is known as linear; use scalers, selectors, PCA or PolynomialFeatures(degree=1), "
            f"or {FIT}"
        )
    raise Unsupported(f"{name} is not known to be piecewise linear; use a linear regressor or MLPRegressor, or {FIT}")


def add_pipeline(builder, model, _):
    for _, step in model.steps:
        add(builder, step)


def add_search(builder, model, _):
    add(builder, fitted(model, "best_estimator_"))


def add_target(builder, model, _):
    """The regressor, then the inverse of what was done to the target."""
    add(builder, fitted(model, "regressor_"))
    transformer = model.transformer_
    if kind(transformer) == "FunctionTransformer":
        if transformer.func is not None or transformer.inverse_func is not None:
            raise Unsupported(
                "TransformedTargetRegressor with a function; only scalers are linear for certain: "
                "transform y before fitting, and the network gives the transformed y"
            )
    else:
        factor, shift = scaling(transformer)
        builder.scale(1.0 / np.asarray(factor), -np.asarray(shift) / np.asarray(factor))


def add_perceptron(builder, model, _):
    slopes = {"relu": 0.0, "identity": 1.0}
    if model.activation not in slopes:
        raise Unsupported(f'MLPRegressor(activation="{model.activation}") is not piecewise linear; train with "relu"')
    layers = fitted(model, "coefs_")
    if model.out_activation_ != "identity":
        raise Unsupported(
            f'the outputs pass through "{model.out_activation_}", which is not piecewise linear; '
            "fit MLPRegressor with its squared loss"
        )
    for index, (weights, bias) in enumerate(zip(layers, model.intercepts_)):
        builder.affine(weights.T, bias)
        if index < len(layers) - 1:
            builder.activate(slopes[model.activation])


def add_linear(builder, model, _):
    weights = np.atleast_2d(np.asarray(fitted(model, "coef_"), dtype=np.float64))
    builder.affine(weights, np.broadcast_to(np.asarray(model.intercept_).reshape(-1), (len(weights),)))


def add_kernel_machine(builder, model, name):
    if model.kernel != "linear":
        raise Unsupported(f'{name}(kernel="{model.kernel}") is smooth, not piecewise linear; use kernel="linear", or {FIT}')
    weights = fitted(model, "coef_")
    builder.affine(weights.toarray() if hasattr(weights, "toarray") else weights, model.intercept_)


def add_log_link(builder, model, name):
    """Generalised linear models: linear only with the identity as link."""
    fitted(model, "coef_")
    power, link = getattr(model, "power", None), getattr(model, "link", None)
    if name == "TweedieRegressor" and (link == "identity" or (link == "auto" and power <= 0)):
        return add_linear(builder, model, name)
    raise Unsupported(
        f"{name} predicts the exponential of a linear map, which is not piecewise linear; fit LinearRegression to the "
        "logarithm of the target, and the network gives the logarithm"
    )


def add_pls(builder, model, name):
    """Partial least squares: coef_ lies one way or the other, depending on the version, and inputs are centred."""
    count = model.n_features_in_
    outputs = int(np.size(fitted(model, "_y_mean" if hasattr(model, "_y_mean") else "coef_")))
    weights = np.asarray(model.coef_, dtype=np.float64)
    if not hasattr(model, "_y_mean"):
        outputs = weights.size // count
    if weights.shape != (outputs, count):
        weights = weights.T
    at_origin = np.asarray(model.predict(np.zeros((1, count))), dtype=np.float64).reshape(-1)
    builder.affine(weights, at_origin)


def add_ransac(builder, model, _):
    add(builder, fitted(model, "estimator_"))


def add_constant(builder, model, _):
    constant = np.asarray(fitted(model, "constant_"), dtype=np.float64).reshape(-1)
    builder.affine(np.zeros((len(constant), builder.size)), constant)


# Ensembles


def branch(builder, model, columns=None):
    """A builder for a model that takes some of the values there are."""
    part = Builder(builder.size)
    if columns is not None:
        part.affine(np.eye(builder.size)[columns])
    add(part, model)
    return part


def add_ensemble(builder, model, name):
    if name == "RegressorChain":
        return add_chain(builder, model)
    models = fitted(model, "estimators_")
    if name == "BaggingRegressor":
        parts = [branch(builder, part, columns) for part, columns in zip(models, model.estimators_features_)]
    else:
        parts = [branch(builder, part) for part in models]
    if name == "StackingRegressor" and model.passthrough:
        parts.append(branch(builder, None))
    builder.parallel(parts)
    if name == "StackingRegressor":
        add(builder, fitted(model, "final_estimator_"))
    elif name != "MultiOutputRegressor":
        weights = getattr(model, "_weights_not_none", None)
        shares = np.ones(len(models)) if weights is None else np.asarray(weights, dtype=np.float64)
        outputs = builder.size // len(models)
        builder.affine(np.kron(shares / shares.sum(), np.eye(outputs)))


def add_chain(builder, model):
    """Each model also takes what those before it say."""
    inputs = builder.size
    for part in fitted(model, "estimators_"):
        builder.parallel([branch(builder, None), branch(builder, part)])
    builder.affine(np.eye(builder.size)[inputs + np.argsort(model.order_)])


# Steps before a model


def add_scaler(builder, model, name):
    builder.scale(*scaling(model))
    if name == "MinMaxScaler" and model.clip:
        builder.clip(*map(float, model.feature_range))


def add_imputer(builder, model, name):
    """Nothing where values are numbers, but that columns without any value are left out."""
    missing = getattr(model, "missing_values", np.nan)
    if not (isinstance(missing, float) and np.isnan(missing)):
        raise Unsupported(
            f"{name}(missing_values={missing!r}) jumps where an input has this value; mark missing values as nan instead"
        )
    if name == "SimpleImputer" and not model.keep_empty_features:
        statistics = np.asarray(fitted(model, "statistics_"), dtype=np.float64)
        builder.affine(np.eye(builder.size)[~np.isnan(statistics)])
    indicators = getattr(model, "indicator_", None)
    if indicators is not None:
        size = builder.size
        count = len(indicators.features_)
        builder.affine(np.concatenate([np.eye(size), np.zeros((count, size))]))


def add_projection(builder, model, name):
    components = np.asarray(fitted(model, "components_"), dtype=np.float64)
    if name == "SparsePCA":
        raise Unsupported("SparsePCA solves a ridge regression for each row; use PCA")
    mean = getattr(model, "mean_", None)
    # Only independent components without whitening have no mean.
    shift = np.zeros(len(components)) if mean is None else -components @ np.asarray(mean, dtype=np.float64)
    builder.affine(components, shift)
    if getattr(model, "whiten", False) and name in ("PCA", "IncrementalPCA"):
        variance = np.maximum(model.explained_variance_, np.finfo(np.float64).eps)
        builder.scale(1.0 / np.sqrt(variance), 0.0)


def add_selector(builder, model, _):
    builder.affine(np.eye(builder.size)[model.get_support()])


def add_polynomial(builder, model, _):
    powers = np.asarray(model.powers_)
    if powers.sum(axis=1).max() > 1:
        raise Unsupported(f"PolynomialFeatures(degree={model.degree}) multiplies inputs; use degree=1, or {FIT}")
    builder.affine(powers.astype(np.float64), (powers.sum(axis=1) == 0).astype(np.float64))


def add_function(builder, model, _):
    if model.func is not None:
        raise Unsupported("FunctionTransformer with a function of its own; apply it to the data before fitting")


def add_columns(builder, model, _):
    """A ColumnTransformer: each step on its columns, side by side."""
    indices = getattr(model, "_transformer_to_input_indices", {})
    parts = []
    for name, step, columns in fitted(model, "transformers_"):
        if isinstance(step, str) and step == "drop":
            continue
        places = indices[name] if name in indices else column_places(model, columns)
        if len(places):
            parts.append(branch(builder, step, list(places)))
    builder.parallel(parts)


def column_places(model, columns):
    """The numbers of columns that are given by numbers, names, a mask or a slice."""
    names = list(getattr(model, "feature_names_in_", []))
    if isinstance(columns, str):
        columns = [columns]
    if isinstance(columns, slice):
        return list(range(model.n_features_in_))[columns]
    columns = np.atleast_1d(np.asarray(columns))
    if columns.dtype == bool:
        return np.flatnonzero(columns)
    return [names.index(column) if isinstance(column, str) else int(column) for column in columns]


def add_union(builder, model, _):
    weights = model.transformer_weights or {}
    parts = []
    for name, step in model.transformer_list:
        if isinstance(step, str) and step == "drop":
            continue
        part = branch(builder, step)
        part.scale(float(weights.get(name, 1.0)), 0.0)
        parts.append(part)
    builder.parallel(parts)


ADDERS = [
    ({"Pipeline"}, add_pipeline),
    (SEARCHES, add_search),
    ({"TransformedTargetRegressor"}, add_target),
    ({"MLPRegressor"}, add_perceptron),
    (LOG_LINK, add_log_link),
    (PLS, add_pls),
    ({"SVR", "NuSVR"}, add_kernel_machine),
    ({"RANSACRegressor"}, add_ransac),
    ({"DummyRegressor"}, add_constant),
    (ENSEMBLES, add_ensemble),
    (LINEAR, add_linear),
    (SCALERS, add_scaler),
    (IMPUTERS, add_imputer),
    (PROJECTIONS, add_projection),
    (SELECTORS, add_selector),
    ({"PolynomialFeatures"}, add_polynomial),
    ({"FunctionTransformer"}, add_function),
    ({"ColumnTransformer"}, add_columns),
    ({"FeatureUnion"}, add_union),
]


def input_count(model):
    """How many inputs a fitted model takes; None where it does not say."""
    if kind(model) == "Pipeline":
        counts = (input_count(step) for _, step in model.steps if not is_nothing(step))
        return next((count for count in counts if count is not None), None)
    if hasattr(model, "best_estimator_"):
        return input_count(model.best_estimator_)
    return getattr(model, "n_features_in_", None)


def sklearn_network(model):
    """The builder of a fitted scikit-learn model, and the names of its inputs, None where it has none."""
    if known_kind(model, SEARCHES) and not hasattr(model, "best_estimator_"):
        raise Unsupported(f"{kind(model)} is not fitted, or without refit=True: it has no best_estimator_")
    if not hasattr(model, "predict"):
        raise Unsupported(f"{kind(model)} has no predict; give a fitted regressor, or a Pipeline that ends in one")
    count = input_count(model)
    if count is None:
        raise Unsupported(f"{kind(model)} is not fitted, or no scikit-learn model that is known")
    builder = Builder(int(count))
    add(builder, model)
    return builder, getattr(model, "feature_names_in_", None)


def sklearn_predict(model, points):
    """What the model itself says."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        try:
            import pandas
        except ImportError:
            raise Unsupported("the model was fitted to a table of pandas; install pandas, so that it can be compared") from None
        points = pandas.DataFrame(points, columns=names)
    return np.asarray(model.predict(points), dtype=np.float64)


def sklearn_center(model):
    """Where the data lay that a model was fitted to, as centre and spread; zeros and ones where no step says it."""
    steps = [step for _, step in model.steps] if kind(model) == "Pipeline" else [model]
    count = int(input_count(model))
    for name in ("mean_", "center_", "data_min_"):
        center = getattr(steps[0], name, None)
        if center is not None and np.shape(center) == (count,):
            spread = getattr(steps[0], "data_range_" if name == "data_min_" else "scale_", None)
            return np.asarray(center), np.ones(count) if spread is None or np.ndim(spread) == 0 else np.asarray(spread)
    return np.zeros(count), np.ones(count)
