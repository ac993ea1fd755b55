#!/usr/bin/env python3
"""Times whole questions about claims, in one run, and prints tables.

    python Benchmarks/Python/claims.py TOOL --pairs ACAS [--names 1_1,2_5] [--boxes 3,4] [--copies bfloat16,float16,pruned,permuted] [--largest]
    python Benchmarks/Python/claims.py TOOL --copies-of NETWORK.json… [--copies bfloat16]
    python Benchmarks/Python/claims.py TOOL --ranges NETWORK.json… [--limit 60]
    python Benchmarks/Python/claims.py TOOL --sets FOLDER… [--limit 20]
    python Benchmarks/Python/claims.py TOOL --monotone NETWORK.json… [--limit 4] [--slopes] [--threads 1]

TOOL is the command. Sets are folders of a verification competition with instances.csv and truth.csv, each claim a process of its own whose start counts. Pairs are a network of the folder of ACAS Xu (as the verification competitions have it) and a copy, over the boxes of
properties; copies of other networks are compared over [0, 1] in each input. Ranges are compared with HiGHS on the model that
`convert` writes, in the Python that KNOTWORK_PEER_PYTHON names. Whether the output rises is asked about each input of networks over [0, 1], in cubes of
radius 0.02 to 0.2 around 0.3, 0.5 and 0.75 and over the whole box; with --slopes both ends are found to 1 % instead. train_networks.py makes such networks. Times are by the clock: --timing of the tool, without its start, and
of HiGHS the call of run().
"""
import argparse
import csv
import json
import os
import pathlib
import random
import statistics
import struct
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("tool")
parser.add_argument("--pairs", type=pathlib.Path)
parser.add_argument("--copies-of", nargs="*", default=[])
parser.add_argument("--ranges", nargs="*", default=[])
parser.add_argument("--sets", nargs="*", type=pathlib.Path, default=[])
parser.add_argument("--monotone", nargs="*", default=[])
parser.add_argument("--slopes", action="store_true", help="with --monotone: how steep it is, to 1 %%")
parser.add_argument("--names", default="1_1,2_5,3_3,4_2,5_3,1_9")
parser.add_argument("--boxes", default="3,4")
parser.add_argument("--copies", default="bfloat16,float16,pruned,permuted")
parser.add_argument("--largest", action="store_true", help="the largest difference of all outputs, not that of each")
parser.add_argument("--limit", type=float, default=60)
parser.add_argument("--threads", type=int, default=2)
given = parser.parse_args()
folder = pathlib.Path(tempfile.mkdtemp())
PEER = """
import highspy, sys, time
h = highspy.Highs()
h.silent()
h.setOptionValue("threads", int(sys.argv[3]))
h.setOptionValue("time_limit", float(sys.argv[2]))
h.setOptionValue("mip_rel_gap", 1e-6)
h.readModel(sys.argv[1])
start = time.perf_counter()
h.run()
print(time.perf_counter() - start, h.getInfo().objective_function_value, h.modelStatusToString(h.getModelStatus()))
"""


def tool(*arguments):
    """The document, and seconds."""
    command = [given.tool, *map(str, arguments), "--json", "--timing", "--threads", str(given.threads), "--time-limit", str(given.limit)]
    run = subprocess.run(command, capture_output=True, text=True)
    if not run.stdout:
        raise SystemExit(f"{' '.join(command)}: {run.stderr}")
    document = json.loads(run.stdout)
    return document, document["seconds"]


def bfloat16(x):
    """To the nearest, ties to even, as converters do."""
    bits = struct.unpack(">I", struct.pack(">f", x))[0]
    bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
    return struct.unpack(">f", struct.pack(">I", bits))[0]


def float16(x):
    return struct.unpack(">e", struct.pack(">e", x))[0]


def copy_of(network, kind):
    made = json.loads(json.dumps(network))
    layers = made["layers"]
    if kind in ("bfloat16", "float16"):
        rounded = bfloat16 if kind == "bfloat16" else float16
        for layer in layers:
            layer["weights"] = [[rounded(w) for w in row] for row in layer["weights"]]
            layer["bias"] = [rounded(b) for b in layer.get("bias", [0.0] * len(layer["weights"]))]
    elif kind == "pruned":
        # The 5 % of each layer's weights that are smallest become 0.
        for layer in layers:
            sizes = sorted(abs(w) for row in layer["weights"] for w in row)
            least = sizes[len(sizes) // 20]
            layer["weights"] = [[0.0 if abs(w) < least else w for w in row] for row in layer["weights"]]
    else:
        # bfloat16, with the units of every hidden layer in another order.
        made = copy_of(network, "bfloat16")
        layers, generator = made["layers"], random.Random(1)
        for layer, following in zip(layers, layers[1:]):
            order = list(range(len(layer["weights"])))
            generator.shuffle(order)
            for key in ("weights", "bias", "activation", "slope"):
                if isinstance(layer.get(key), list):
                    layer[key] = [layer[key][k] for k in order]
            following["weights"] = [[row[k] for k in order] for row in following["weights"]]
    return made


def write(network, name):
    path = folder / name
    path.write_text(json.dumps(network))
    return path


def compare(name, network, box, label):
    times, original = [], write(network, "original.json")
    for kind in given.copies.split(","):
        copy, which = write(copy_of(network, kind), "copy.json"), ["--largest"] if given.largest else []
        document, seconds = tool("compare", original, copy, f"--box={box}", *which)
        worst = document["largest"]
        bound = worst["bound"]
        gap = "" if bound is None else f"{(bound - worst['value']) / (worst['value'] or 1):.1e}"
        times.append(seconds)
        print(f"| {name} | {kind} | {label} | {worst['value']:.5g} | {gap} | {seconds:.2f} |", flush=True)
    return times


def box_of(claim):
    """The intervals of a claim in VNN-LIB that is a box."""
    bounds = {}
    for line in claim.read_text().splitlines():
        words = line.replace("(", " ").replace(")", " ").split()
        if len(words) == 4 and words[0] == "assert" and words[2].startswith("X_"):
            bounds.setdefault(int(words[2][2:]), {})[words[1]] = words[3]
    ends = [(float(bounds[k][">="]), float(bounds[k]["<="])) for k in sorted(bounds)]
    # Inputs that are held fixed get a little room: a box has none without.
    return ",".join(f"{low}:{high if high > low else low + 1e-9}" for low, high in ends)


times = []
if given.pairs or given.copies_of:
    print("| network | copy | box | largest difference | gap | s |\n|---|---|---|---|---|---|")
if given.pairs:
    for name in given.names.split(","):
        onnx = next(given.pairs.glob(f"onnx/*_{name}_*.onnx"))
        subprocess.run([given.tool, "convert", onnx, "-o", folder / "net.json", "--force"], check=True, capture_output=True)
        network = json.loads((folder / "net.json").read_text())
        for number in given.boxes.split(","):
            times += compare(name, network, box_of(given.pairs / f"vnnlib/prop_{number}.vnnlib"), f"property {number}")
for path in given.copies_of:
    network = json.loads(pathlib.Path(path).read_text())
    inputs = len(network["layers"][0]["weights"][0])
    times += compare(pathlib.Path(path).stem, network, ",".join(["0:1"] * inputs), "[0, 1]")
if times:
    print(f"\n{len(times)} pairs: median {statistics.median(times):.2f} s, most {max(times):.2f} s")
if given.ranges:
    print("| network | sense | value | s | HiGHS | s |\n|---|---|---|---|---|---|")
for path in given.ranges:
    document, seconds = tool("range", path)
    ends = document["outputs"][0]
    for sense, key in (("least", "minimum"), ("greatest", "maximum")):
        peer = ""
        if python := os.environ.get("KNOTWORK_PEER_PYTHON"):
            option = "--minimize" if sense == "least" else "--maximize"
            box = ",".join(f"{low}:{high}" for low, high in document["domain"]["box"])
            made = [given.tool, "convert", path, option, ends["name"], f"--box={box}", "-o", folder / "model.lp", "--force"]
            subprocess.run(made, check=True, capture_output=True)
            run = [python, "-c", PEER, folder / "model.lp", str(given.limit), str(given.threads)]
            words = subprocess.run(run, capture_output=True, text=True).stdout.strip().splitlines()[-1].split(maxsplit=2)
            peer = f"{float(words[1]):.9g} ({words[2].strip()}) | {float(words[0]):.2f}"
        value = ends[key] or {"value": float("nan"), "exact": False}
        print(f"| {pathlib.Path(path).stem} | {sense} | {value['value']:.9g}{' exactly' if value['exact'] else ''} | "
              f"{seconds:.2f} for both | {peer} |", flush=True)
if given.monotone:
    print("| network | radius | questions | open | mean s | most s |\n|---|---|---|---|---|---|")
    everywhere = []
for path in given.monotone:
    inputs = len(json.loads(pathlib.Path(path).read_text())["layers"][0]["weights"][0])
    for radius in (0.02, 0.05, 0.1, 0.2, None):
        times, left = [], 0
        for centre in (0.3, 0.5, 0.75) if radius else (None,):
            box = f"{centre - radius}:{centre + radius}" if radius else "0:1"
            for number in range(1, inputs + 1):
                document, seconds = tool(
                    "monotone", path, f"--box={box}", "--input", f"x{number}", *([] if given.slopes else ["--rising"]))
                row = document["slopes"][0]
                left += row["reason"] is not None if given.slopes else row["holds"] is None
                times.append(seconds)
        everywhere += times
        print(f"| {pathlib.Path(path).stem} | {radius or 'whole box'} | {len(times)} | {left} | {statistics.mean(times):.4f} | {max(times):.3f} |", flush=True)
if given.monotone:
    print(f"\n{len(everywhere)} questions: mean {statistics.mean(everywhere):.4f} s, most {max(everywhere):.3f} s")
if given.sets:
    print("| set | solved | wrong | mean s | median s | most s |\n|---|---|---|---|---|---|")
for folder_of_set in given.sets:
    with open(folder_of_set / "truth.csv") as file:
        truth = {(row[0], row[1]): row[3] for row in csv.reader(file) if len(row) > 3}
    with open(folder_of_set / "instances.csv") as file:
        instances = [row[:2] for row in csv.reader(file) if len(row) > 1]
    times, wrong, open_ones = [], 0, 0
    for network, claim in instances:
        command = [given.tool, "verify", folder_of_set / network, folder_of_set / claim]
        start = time.perf_counter()
        run = subprocess.run([*command, "--time-limit", str(given.limit), "--threads", str(given.threads)], capture_output=True)
        seconds = time.perf_counter() - start
        verdict = {0: "unsat", 1: "sat"}.get(run.returncode)
        if verdict is None:
            open_ones += 1
            continue
        wrong += truth.get((network, claim)) in ("sat", "unsat") and truth[network, claim] != verdict
        times.append(seconds)
    solved = len(instances) - open_ones - wrong
    print(f"| {folder_of_set.name} | {solved} of {len(instances)} | {wrong} | {statistics.mean(times):.4f} | {statistics.median(times):.4f} | {max(times):.3f} |", flush=True)
