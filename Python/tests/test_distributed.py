"""Long runs in units: by hand, in files that the tool reads too, and on two worker processes of Dask."""

import json
import os
import pathlib
import pickle
import signal
import subprocess

import numpy as np
import pytest

import knotwork
from knotwork import distributed


@pytest.fixture(scope="module")
def network():
    generator = np.random.default_rng(5)
    widths = (4, 24, 24, 1)
    weights = [generator.normal(size=(n, m)) / np.sqrt(m) for m, n in zip(widths, widths[1:])]
    bias = [generator.normal(size=n) * 0.3 for n in widths[1:]]
    return knotwork.Network.from_arrays(weights, bias)


@pytest.fixture(scope="module")
def single(network):
    return network.count(box=(-1, 1))


def short(network, question="count", **options):
    return distributed.plan(network, (-1, 1), question, steps=1600, first_steps=1400, ways=8, **options)


def by_hand(plan, folder=None):
    ledger = distributed.Ledger(plan, folder)
    units = [plan.first_unit()]
    while units and not ledger.is_refuted:
        unit = units.pop()
        ledger.add_unit(unit)
        units += plan.deal(ledger.add(distributed.work(unit, plan.network, ledger.folder and ledger.folder / "parts")))
    return ledger


def test_units_by_hand(network, single):
    ledger = by_hand(short(network))
    assert len(ledger.units) > 8
    assert ledger.close() == single
    assert ledger.regions == single.regions


def test_receipts_again_and_lost(network, single):
    ledger = by_hand(short(network))
    for receipt in list(ledger.receipts.values()):
        assert ledger.add(json.loads(json.dumps(receipt))) == []
    assert ledger.close() == single
    name = sorted(ledger.receipts)[2]
    lost = ledger.receipts.pop(name)
    with pytest.raises(distributed.OpenWork) as caught:
        ledger.close()
    assert caught.value.answer["missing"] == [name]
    wrong = json.loads(json.dumps(lost))
    wrong["cells"][0]["regions"] += 1
    ledger.add(wrong)
    with pytest.raises(knotwork.InvalidData, match="damaged"):
        ledger.close()
    with pytest.raises(knotwork.InvalidData, match="different things"):
        ledger.add(lost)


def test_files_are_those_of_the_tool(network, single, tmp_path):
    tool = os.environ.get("KNOTWORK_TOOL")
    if not tool:
        pytest.skip("KNOTWORK_TOOL does not name the tool")
    by_hand(short(network), tmp_path / "run")
    found = subprocess.run([tool, "gather", tmp_path / "run", "--json"], capture_output=True, check=True)
    assert json.loads(found.stdout) == single
    # What the tool has begun is gone on with here.
    network.save(tmp_path / "net.json")
    subprocess.run(
        [tool, "plan", tmp_path / "net.json", "--box=-1:1", "--steps=1600", "--first-steps=1400", "--ways=8", "-o", tmp_path / "other"],
        check=True,
    )
    ledger = distributed.Ledger(short(network), tmp_path / "other")
    assert ledger.gather()["missing"]


def test_another_plan_is_refused(network, tmp_path):
    by_hand(short(network), tmp_path)
    with pytest.raises(knotwork.InvalidData, match="another plan"):
        distributed.Ledger(distributed.plan(network, (-2, 1), steps=4000), tmp_path)


def test_a_table_in_parts(network, tmp_path):
    import csv

    ledger = by_hand(distributed.plan(network, (-0.3, 0.3), "regions", steps=1600, first_steps=1400, ways=8), tmp_path)
    dissection = network.dissect(box=(-0.3, 0.3))
    patterns = []
    for unit, index, number in ledger.parts():
        assert number == len(patterns)
        entries = ledger.receipts[unit]["cells"]
        start = sum(entry["bytes"] for entry in entries[:index])
        text = (tmp_path / "parts" / f"{unit}.csv").read_bytes()[start : start + entries[index]["bytes"]].decode()
        patterns += [row[1].replace(" ", "") for row in csv.reader(text.splitlines())]
    assert patterns == ["".join(map(str, row)) for row in np.asarray(dissection.patterns, dtype=int)]


def test_a_table_as_parquet(network, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    ledger = by_hand(distributed.plan(network, (-0.3, 0.3), "regions", steps=1600, first_steps=1400, ways=8), tmp_path)
    count = ledger.parquet(tmp_path / "regions.parquet")
    whole = parquet.read_table(tmp_path / "regions.parquet")
    assert whole.column("region").to_pylist() == list(range(count)) and count == ledger.regions
    dissection = network.dissect(box=(-0.3, 0.3))
    patterns = ["".join(map(str, row)) for row in np.asarray(dissection.patterns, dtype=int)]
    assert [text.replace(" ", "") for text in whole.column("pattern").to_pylist()] == patterns
    assert whole.column("volume").null_count == count  # Four inputs: no volumes.
    # A file for each unit, which together are the same rows.
    assert ledger.parquet(tmp_path / "set") == count
    several = parquet.read_table(tmp_path / "set")
    assert len(list((tmp_path / "set").iterdir())) > 4
    assert several.sort_by("region").equals(whole)
    # A part that has changed is refused.
    part = max((tmp_path / "parts").iterdir(), key=lambda path: path.stat().st_size)
    part.write_bytes(part.read_bytes().replace(b"1", b"0", 1))
    with pytest.raises(knotwork.InvalidData, match="not as its receipt says"):
        ledger.parquet(tmp_path / "other.parquet")
    assert not (tmp_path / "other.parquet").exists()


def test_ranges_moments_and_pieces(network):
    box = (-0.25, 0.25)
    summary = network.ask("dissect", box, summary=True)
    options = dict(steps=1600, first_steps=1400, ways=8)
    range_ = by_hand(distributed.plan(network, box, "range", **options)).close()
    assert range_["outputs"][0]["minimum"]["value"] == summary["outputs"][0]["minimum"]
    assert range_["outputs"][0]["maximum"]["at"] == summary["outputs"][0]["maximum_at"]
    moments = by_hand(distributed.plan(network, box, "moments", **options)).close()
    assert moments["outputs"][0]["mean"] == summary["outputs"][0]["mean"]
    assert moments["volume"] == pytest.approx(0.5**4, rel=1e-14)
    pieces = by_hand(distributed.plan(network, box, "pieces", **options)).close()
    assert (pieces["linear_pieces"], pieces["affine_maps"]) == (summary["linear_pieces"], summary["affine_maps"])


def test_claims(network):
    box = (-0.25, 0.25)
    ends = network.range(box)["outputs"][0]
    name, width = network.output_names[0], ends["maximum"]["value"] - ends["minimum"]["value"]
    options = dict(steps=6000, first_steps=1400, ways=8)
    held = by_hand(distributed.plan(network, box, claim=f"{name} <= {ends['maximum']['value'] + 0.1 * width:.3f}", **options))
    assert held.close()["verdict"] == "holds" and len(held.units) > 3
    failing = distributed.plan(network, box, claim=f"{name} <= {ends['maximum']['value'] - 0.1 * width:.3f}", **options)
    assert by_hand(failing).close()["verdict"] == "fails"


@pytest.fixture(scope="module")
def cluster():
    dask = pytest.importorskip("dask.distributed", reason="dask.distributed is not installed")
    with dask.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster, dask.Client(cluster) as client:
        yield client


def test_two_workers_of_dask(cluster, network, single, tmp_path):
    seen = []
    found = distributed.run(cluster, short(network), on_receipt=lambda ledger: seen.append(ledger.regions))
    assert found == single
    assert len(seen) > 8
    # With a folder, which another run finds complete.
    assert distributed.run(cluster, short(network), tmp_path) == single
    assert distributed.run(cluster, short(network), tmp_path) == single


def test_what_was_begun_is_gone_on_with(cluster, network, single, tmp_path):
    with pytest.raises(distributed.OpenWork):
        distributed.run(cluster, short(network), tmp_path, time_limit=0)
    done = len(list((tmp_path / "receipts").iterdir()))
    assert done > 0
    for path in sorted((tmp_path / "receipts").iterdir())[:1]:
        path.unlink()
    assert distributed.run(cluster, short(network), tmp_path) == single


def test_a_worker_that_is_killed(cluster, network, single):
    pids = list(cluster.run(os.getpid).values())

    killed = []

    def kill(ledger):
        if len(ledger.receipts) > 4 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    assert distributed.run(cluster, short(network), on_receipt=kill) == single
    assert killed


def test_errors_of_workers(cluster, network):
    plan = short(network)
    unit = plan.deal(["01" * 200])[0]
    with pytest.raises(knotwork.InvalidData):
        cluster.submit(distributed.work, unit, network).result()


def test_networks_can_be_pickled_cheaply(network):
    assert pickle.loads(pickle.dumps(network)) == network


def test_a_claim_that_fails_ends_the_run(cluster, network):
    top = network.range((-0.25, 0.25))["outputs"][0]["maximum"]["value"]
    name = network.output_names[0]
    plan = distributed.plan(network, (-0.25, 0.25), claim=f"{name} <= {top - 0.01:.3f}", steps=6000, first_steps=1400)
    assert distributed.run(cluster, plan)["verdict"] == "fails"


def test_a_table_of_dask_writes_files(cluster, network, tmp_path):
    plan = distributed.plan(network, (-0.3, 0.3), "regions", steps=4000, first_steps=2000)
    with pytest.raises(knotwork.InvalidRequest):
        distributed.run(cluster, plan)
    found = distributed.run(cluster, plan, tmp_path)
    assert found.regions == network.count(box=(-0.3, 0.3)).regions
    assert sum(path.read_bytes().count(b"\n") for path in pathlib.Path(tmp_path / "parts").iterdir()) == found.regions
