"""Rows in Spark on two threads: outputs, patterns, maps and explanations, and as fast as one process of the tool."""

import os
import subprocess
import time

import numpy as np
import pandas
import pytest
from pyspark.sql import SparkSession

import knotwork
from knotwork import spark


@pytest.fixture(scope="module")
def session():
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100000")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def network():
    generator = np.random.default_rng(5)
    widths = (8, 16, 16, 1)
    weights = [generator.normal(size=(n, m)) / np.sqrt(m) for m, n in zip(widths, widths[1:])]
    return knotwork.Network.from_arrays(weights, [generator.normal(size=n) * 0.3 for n in widths[1:]])


def table(network, count):
    values = np.random.default_rng(1).normal(size=(count, network.n_inputs))
    return values, pandas.DataFrame(values, columns=list(network.input_names))


def test_rows(session, network):
    values, frame = table(network, 1000)
    # More partitions than rows fill: some have none.
    df = session.createDataFrame(frame).repartition(7).filter(f"{network.input_names[0]} > -10")
    found = spark.score(df, network).toPandas()
    assert np.array_equal(found[network.output_names[0]], network(found[list(network.input_names)].to_numpy()))
    patterns = spark.locate(df, network).toPandas()
    assert patterns["pattern"].str.replace(" ", "").str.len().eq(32).all()
    maps = spark.maps(df, network).toPandas()
    total = maps[f"intercept_{network.output_names[0]}"] + sum(
        maps[f"slope_{network.output_names[0]}_{name}"] * maps[name] for name in network.input_names
    )
    assert np.allclose(total, network(maps[list(network.input_names)].to_numpy()))
    explained = spark.explain(df.limit(20), network, values[:10]).toPandas()
    parts = explained["base_value"] + sum(explained[f"shapley_{name}"] for name in network.input_names)
    assert np.allclose(parts, network(explained[list(network.input_names)].to_numpy()))


def test_no_slower_than_one_process(session, network, tmp_path):
    _, frame = table(network, 2_000_000)
    frame.to_parquet(tmp_path / "rows.parquet")
    frame.to_csv(tmp_path / "rows.csv", index=False)
    network.save(tmp_path / "net.json")
    df = session.read.parquet(str(tmp_path / "rows.parquet"))
    times = []
    for _ in range(2):
        start = time.monotonic()
        spark.score(df, network, keep=False).write.mode("overwrite").parquet(str(tmp_path / "out"))
        times.append(time.monotonic() - start)
    start = time.monotonic()
    with open(tmp_path / "single.csv", "wb") as file:
        subprocess.run([os.environ["KNOTWORK_TOOL"], "eval", tmp_path / "net.json", tmp_path / "rows.csv"], stdout=file, check=True)
    single = time.monotonic() - start
    print(f"2,000,000 rows: Spark {times[0]:.1f} s and then {times[1]:.1f} s, one knotwork eval {single:.1f} s")
    total = session.read.parquet(str(tmp_path / "out")).toPandas()[network.output_names[0]]
    assert len(total) == 2_000_000
    assert np.isclose(total.sum(), network(frame.to_numpy()).sum())
    assert times[1] <= single
