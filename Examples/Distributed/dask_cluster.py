#!/usr/bin/env python3
"""Counts the regions of a network on a cluster of Dask: dask_cluster.py NET.json [SCHEDULER] [FOLDER]

Without the address of a scheduler two processes on this machine do the work. With a folder, which all workers reach, a run that is
stopped is gone on with by calling it again.
"""

import sys

from dask.distributed import Client

import knotwork
from knotwork.distributed import plan, run


def main() -> None:
    network = knotwork.Network.load(sys.argv[1])
    address = sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] != "-" else None
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    options = {} if address else {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with Client(address, **options) as client:
        print(run(client, plan(network, box=(-1, 1)), folder).regions)


if __name__ == "__main__":
    main()
