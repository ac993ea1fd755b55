#!/usr/bin/env python3
"""A count by `count --threads 2` and by `knotwork.distributed.run` on two Dask workers, in turn: seconds of the clock and of the processor.

    python Benchmarks/Distributed/dask_pairs.py TOOL NETWORK BOX ROUNDS [STEPS]

BOX is one interval for all inputs, as in -1:1. Needs the package and dask[distributed]. Both have to find the same number of regions.
"""
import json
import os
import resource
import subprocess
import sys
import time

from dask.distributed import Client, LocalCluster

import knotwork
from knotwork.distributed import plan, run


def processor(pids):
    """The processor time that processes have taken so far."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def main():
    tool, path, box, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    options = {"steps": int(sys.argv[5])} if len(sys.argv) > 5 else {}
    lower, upper = map(float, box.split(":"))
    net = knotwork.Network.load(path)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
        for _ in range(rounds):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            command = [tool, "count", path, f"--box={box}", "--threads", "2", "--json"]
            regions = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["regions"]
            single, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            single_work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            receipts = []
            work, own, start = processor(pids), time.process_time(), time.monotonic()
            found = run(client, plan(net, (lower, upper), **options), on_receipt=lambda ledger: receipts.append(1))
            dask, work, own = time.monotonic() - start, processor(pids) - work, time.process_time() - own
            assert found.regions == regions, (found.regions, regions)
            print(
                f"{regions:,} regions: --threads 2 {single:.1f} s, {single_work:.1f} s of the processor; two Dask workers {dask:.1f} s, "
                f"{work:.1f} s of the processor, {own:.1f} s of the scheduler and the driver, {len(receipts)} units; ratio {single / dask:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
