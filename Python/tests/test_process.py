"""What Knotwork does to the process: imports, interrupts, threads, forks."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import knotwork


def test_import_is_quick_and_needs_numpy_only():
    program = (
        "import sys, time; import numpy; start = time.process_time(); import knotwork; took = time.process_time() - start;"
        "assert not {'pandas', 'sklearn', 'polars', 'torch', 'tqdm'} & set(sys.modules), sorted(sys.modules);"
        "print(took)"
    )
    times = [float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(3)]
    assert min(times) < (0.2 if os.environ.get("KNOTWORK_SPEEDS") == "1" else 2), times


def large_network(inputs=5, units=96):
    generator = np.random.default_rng(0)
    sizes = (inputs, units, units, units, 1)
    return knotwork.Network.from_arrays([generator.normal(size=(n, m)) for m, n in zip(sizes, sizes[1:])])


def small_network():
    generator = np.random.default_rng(0)
    sizes = (3, 12, 12, 1)
    return knotwork.Network.from_arrays([generator.normal(size=(n, m)) for m, n in zip(sizes, sizes[1:])])


def long_work():
    """Work that takes some seconds at least, of every kind."""
    net = large_network()
    x = np.linspace(0, 10, 20_000)
    X = np.random.default_rng(0).normal(size=(20_000, 8))
    many = np.linspace(0, 10, 1_000_000)
    return {
        "dissect": lambda: net.dissect((-1, 1), threads=2, progress=False),
        "count": lambda: net.count((-1, 1)),
        "knots": lambda: knotwork.BrokenLineRegressor(max_knots=50).fit(x.reshape(-1, 1), np.sin(9 * x)),
        "approximate": lambda: knotwork.approximate("sin(50*x)", on=[[0, 100]], error=1e-8, max_pieces=1_000_000),
        "fit": lambda: knotwork.ReLURegressor(hidden=[64, 64]).fit(X, np.abs(X).sum(axis=1)),
        "many knots": lambda: knotwork.BrokenLineRegressor().fit(many.reshape(-1, 1), np.abs(many - 4) + np.sin(many)),
        "additive": lambda: knotwork.BrokenLineRegressor().fit(
            np.tile(X, (2 + 100_000 // len(X), 1)), np.tile(np.abs(X).sum(axis=1), 2 + 100_000 // len(X))
        ),
        "effect": lambda: net.effect(X[:, :5], "x1"),
        "plot": lambda: large_network(2, 1200).plot((-1, 1)),
    }


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    "kind", ["dissect", "count", "knots", "approximate", "fit", "many knots", "additive", "effect", "plot"]
)
def test_an_interrupt_stops_the_work_at_once(kind):
    work = long_work()[kind]
    sent = []

    def interrupt():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.5, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            work()
    finally:
        # An interrupt that comes too late is none of another test.
        timer.cancel()
    assert time.monotonic() - sent[0] < (0.2 if os.environ.get("KNOTWORK_SPEEDS") == "1" else 5)
    timer.join()
    # The interpreter and the library go on, and the work ends soon.
    net = large_network()
    assert net([[0.0] * 5]).shape == (1, 1)
    until = time.monotonic() + 60
    while [thread for thread in threading.enumerate() if thread.name == "knotwork"]:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_work_that_is_left_behind_frees_what_it_comes_to():
    """What does not end at an interrupt goes on by itself, with all that it uses."""
    from knotwork._library import library, run

    freed, tasks = [], []
    rows = np.ones(1000)

    def work(task, rows=rows):
        tasks.append(task)
        time.sleep(1.0)
        return rows.sum()

    del rows
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(work, drop=freed.append)
    assert time.monotonic() - start < 0.9 and freed == []
    time.sleep(1.2)
    assert freed == [1000.0] and library.task_regions(library.task_create()) == 0


def test_threads_of_a_pool():
    net = small_network()
    rows = np.random.default_rng(1).normal(size=(2_000, 3))
    expected = net(rows)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _: (net(rows), len(net.dissect((-1, 1), threads=2))), range(40)):
            np.testing.assert_array_equal(found[0], expected)
            assert found[1] > 0


def work_in_child(queue):
    net = small_network()
    rows = np.zeros((20_000, 3))
    queue.put((float(net(rows).sum()), len(net.dissect((-1, 1), threads=2))))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_of_a_process_that_has_used_threads(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    net = small_network()
    expected = (float(net(np.zeros((20_000, 3)), threads=2).sum()), len(net.dissect((-1, 1), threads=2)))
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    child = context.Process(target=work_in_child, args=(queue,))
    child.start()
    found = queue.get(timeout=60)
    child.join(60)
    assert child.exitcode == 0 and found == expected


def test_joblib():
    joblib = pytest.importorskip("joblib")
    net = small_network()
    found = joblib.Parallel(n_jobs=2)(joblib.delayed(net.predict)(np.zeros((3, 3))) for _ in range(4))
    np.testing.assert_array_equal(found, [net.predict(np.zeros((3, 3)))] * 4)


def test_errors_are_what_python_expects():
    import pickle

    with pytest.raises(ValueError) as caught:
        knotwork.Network(b"no network")
    error = caught.value
    assert isinstance(error, knotwork.KnotworkError) and error.code == 65
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error) and again.code == 65
    assert issubclass(knotwork.LimitReached, RuntimeError)
