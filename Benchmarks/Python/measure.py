#!/usr/bin/env python3
"""Measures what Documentation/Python.md says of speed, in one run, and prints it as a table.

    python Benchmarks/Python/measure.py TOOL [THREADS]

TOOL is the command, whose own throughput is that of `predict` on the same rows less that on one row of them. Needs the package and
onnxruntime, onnx, pandas. Each number is the best of several; where two are compared they take turns.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
import pandas

import knotwork

tool, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else len(os.sched_getaffinity(0))


def network(*widths, seed=0):
    """A network of He-initialised weights."""
    generator = np.random.default_rng(seed)
    weights = [generator.normal(size=(n, m)) * np.sqrt(2 / m) for m, n in zip(widths, widths[1:])]
    return knotwork.Network.from_arrays(weights, [generator.normal(size=n) * 0.3 for n in widths[1:]])


def in_turns(*works, times=7, clock=time.perf_counter):
    """The shortest time of each, where they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(times):
        for index, work in enumerate(works):
            start = clock()
            work()
            best[index] = min(best[index], clock() - start)
    return best


def line(what, value, wanted):
    print(f"| {what} | {value} | {wanted} |")


def of_onnx(net, kind):
    """The same network for onnxruntime, in single or double precision."""
    model = onnx.load_from_string(net.to_bytes("onnx"))
    current = {"f": onnx.TensorProto.FLOAT, "d": onnx.TensorProto.DOUBLE}
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        if array.dtype.kind == "f":
            tensor.CopyFrom(onnx.numpy_helper.from_array(array.astype(kind), tensor.name))
    for value in [*model.graph.input, *model.graph.output, *model.graph.value_info]:
        value.type.tensor_type.elem_type = current[np.dtype(kind).char]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda rows: session.run(None, {name: rows})[0]


print(f"{threads} threads, NumPy {np.__version__}, onnxruntime {onnxruntime.__version__}, pandas {pandas.__version__}\n")
print("| what | measured | wanted |\n|---|---|---|")

net = network(8, 64, 64, 1)
rows = np.random.default_rng(1).normal(size=(1_000_000, 8))
single = rows.astype(np.float32)
for kind, given in (("f8", rows), ("f4", single)):
    theirs = of_onnx(net, kind)
    assert np.allclose(theirs(given[:100]), net(given[:100]), rtol=1e-3, atol=1e-3)
    ours, other = in_turns(lambda: net(given, threads=threads), lambda: theirs(given))
    line(f"net(X), a million rows of 8-64-64-1, {'double' if kind == 'f8' else 'single'} precision: million rows a second",
         f"{1 / ours:.2f}; onnxruntime {1 / other:.2f}, ratio {other / ours:.2f}", "≥ 1")

with tempfile.TemporaryDirectory() as folder:
    place = pathlib.Path(folder)
    net.save(place / "net.json")
    for count in (1, 100_000):
        pandas.DataFrame(rows[:count], columns=net.input_names).to_csv(place / f"{count}.csv", index=False)
    def predict(count):
        subprocess.run([tool, "eval", place / "net.json", place / f"{count}.csv", "-o", place / "out.csv", "--force"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ours, whole, start = in_turns(lambda: net(rows[:100_000], threads=threads), lambda: predict(100_000), lambda: predict(1), times=3)
        line("the tool on a table of the same rows, with reading and writing: million rows a second",
             f"{0.1 / (whole - start):.2f}; net(X) is {(whole - start) / ours:.1f} times as fast", "≥ 0.95")
    except subprocess.CalledProcessError as error:
        line("the tool on a table of the same rows", f"failed: {error}", "≥ 0.95")

row = rows[:1].copy()
alone = min(in_turns(lambda: [net(row) for _ in range(2000)], times=15, clock=time.process_time)) / 2000
line("net(X) of one row of 8-64-64-1, processor time", f"{1e6 * alone:.1f} µs", "< 10 µs")

for widths in ((2, 160, 160, 160, 1), (3, 44, 44, 1)):
    plane = network(*widths)
    count = len(plane.dissect((-1, 1), threads=threads))
    bare, framed, whole = in_turns(
        lambda: plane.dissect((-1, 1), threads=threads),
        lambda: plane.dissect((-1, 1), threads=threads).to_pandas(volumes=False),
        lambda: plane.dissect((-1, 1), threads=threads).to_pandas())
    for what, took in (("", whole), (" without volumes", framed)):
        line(f"dissect of {'-'.join(map(str, widths))}, {count:,} regions, with their DataFrame{what}",
             f"{1e3 * took:.0f} ms; alone {1e3 * bare:.0f} ms, ratio {took / bare:.2f}", "< 2")

program = "import numpy, time; start = time.process_time(); import knotwork; print(time.process_time() - start)"
took = min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(7))
line("import knotwork, NumPy being there", f"{1e3 * took:.0f} ms", "< 200 ms")
