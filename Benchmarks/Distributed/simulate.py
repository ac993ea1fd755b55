#!/usr/bin/env python3
"""How well long runs keep many workers busy: a simulation of knotwork.distributed.run, with recorded trees of splits.

    simulate.py                                  the table of Documentation/Distributed.md
    simulate.py --record FOLDER NAME             adds the splits of a complete run of knotwork plan and work to trees.json

A cell of n regions is split into two whose share is drawn from the recorded ones; a task takes cells from its stack, depth first,
until its time is used up, and what is on the stack is left. The scheduler hands out one task after another. Not simulated: networks
between machines, workers of different speed, faults.
"""

from __future__ import annotations

import argparse
import heapq
import json
import pathlib
import random
from typing import Any, Dict, List, Tuple

TREES = pathlib.Path(__file__).with_name("trees.json")
#: Seconds for each region of a cell.
REGION = 2e-6
#: Seconds that a scheduler takes for a task: measured for Dask, and for Ray.
SCHEDULERS = {"Dask": 3e-3, "Ray": 0.6e-3}
#: Seconds that a task takes besides its regions: the way into its cells, and its receipt.
TASK = 2e-3


class Tree:
    """Sizes of cells below a cell, drawn from recorded shares."""

    def __init__(self, shares: List[float], seed: int) -> None:
        self.shares, self.random = shares, random.Random(seed)

    def work(self, cells: List[float], budget: float) -> Tuple[float, List[float]]:
        """Does cells, given by their sizes, the first one last in the list, until the budget is used up: what was done, and what
        is left."""
        stack, left = list(cells), budget
        while stack and left > 0:
            cell = stack.pop()
            if cell <= left:
                left -= cell
            elif cell < 64:
                stack.append(cell - left)
                left = 0
            else:
                share = self.random.choice(self.shares) * cell
                parts = [share, cell - share]
                self.random.shuffle(parts)
                stack += parts
        return budget - max(0, left), stack


def simulate(regions: float, workers: int, seconds: float, dispatch: float, shares: List[float], seed: int) -> Dict[str, Any]:
    """A run: its efficiency, the ideal time over the time that it takes, and its number of tasks."""
    tree = Tree(shares, seed)
    budget = seconds / REGION
    first, cells = tree.work([regions], 0.02 / REGION)
    clock, tasks, done = first * REGION, 1, first
    queue: List[Tuple[List[float], float]] = []
    running: List[Tuple[float, int, float, List[float]]] = []
    free, scheduler = workers, clock

    def deal(cells: List[float], ways: int, budget: float) -> None:
        ways = min(ways, len(cells))
        hands: List[List[float]] = [[] for _ in range(ways)]
        # Cells near the bottom of a stack are those of the shortest paths.
        for index, cell in enumerate(cells):
            hands[index % ways].append(cell)
        queue.extend((hand, budget) for hand in hands)

    deal(cells, max(20, 2 * workers), budget)
    while queue or running:
        while queue and free:
            hand, limit = queue.pop(0)
            scheduler = max(scheduler, clock) + dispatch
            found, left = tree.work(hand, limit)
            done += found
            tasks += 1
            free -= 1
            heapq.heappush(running, (scheduler + TASK + found * REGION, tasks, found, left))
        clock, _, _, left = heapq.heappop(running)
        free += 1
        if left:
            waiting = len(queue) + len(running)
            if waiting >= 2 * workers:
                deal(left, 1, budget)
            else:
                deal(left, min(8, max(2, 2 * workers - waiting)), budget / 16 if waiting < workers else budget)
    assert abs(done - regions) < 1e-6 * regions
    return {"efficiency": regions * REGION / workers / clock, "tasks": tasks, "time": clock}


def record(folder: str, name: str, most: int) -> None:
    """Adds the shares of splits that units of a run have left open: what lies on the other side of the split was done by others."""
    entries: Dict[str, Any] = {}
    for path in sorted((pathlib.Path(folder) / "receipts").glob("*.json")):
        for entry in json.loads(path.read_text())["cells"]:
            if entry["left"] != [entry["cell"]]:
                entries[entry["cell"]] = entry
    sizes: Dict[str, int] = {}
    for cell in sorted(entries, key=len, reverse=True):
        sizes[cell] = entries[cell]["regions"] + sum(sizes[other] for other in entries[cell]["left"])
    shares: List[float] = []
    for entry in entries.values():
        active = entry["regions"]
        for other in entry["left"]:
            # What was done in the cell lies before the split, or on its active side: it hardly counts, or this split is left out.
            whole = active + sizes[other]
            if other != entry["cell"] and whole > 200 and entry["regions"] < 0.05 * whole:
                shares.append(min(active, sizes[other]) / whole)
            active = whole
    random.Random(1).shuffle(shares)
    trees = json.loads(TREES.read_text()) if TREES.exists() else {}
    trees[name] = [round(share, 6) for share in shares[:most]]
    TREES.write_text(json.dumps(trees, sort_keys=True) + "\n")
    print(f"{name}: {len(shares)} splits, {len(trees[name])} of them kept; {sizes['']} regions")


def table() -> None:
    trees = json.loads(TREES.read_text())
    shares = [share for tree in trees.values() for share in tree]
    print(f"{len(shares)} splits of {', '.join(trees)}; the worse of two runs")
    print("| scheduler | workers | regions | ideal time | seconds a unit | efficiency | units |")
    print("|---|---|---|---|---|---|---|")
    for name, workers, regions, lengths in [
        ("Dask", 2, 3e8, (1, 3, 10)), ("Dask", 16, 2e9, (0.3, 1, 3)), ("Dask", 128, 2e10, (1, 3, 10)),
        ("Dask", 1000, 1e12, (10, 30, 60)), ("Ray", 1000, 2e11, (3, 10)),
    ]:
        for seconds in lengths:
            runs = [simulate(regions, workers, seconds, SCHEDULERS[name], shares, seed) for seed in (1, 2)]
            worst = min(runs, key=lambda run: run["efficiency"])
            ideal = regions * REGION / workers
            print(
                f"| {name} | {workers} | {regions:.0e} | {ideal:.0f} s | {seconds:g} | {worst['efficiency']:.3f} | "
                f"{worst['tasks']:,} |", flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", nargs=2, metavar=("FOLDER", "NAME"))
    parser.add_argument("--most", type=int, default=400, help="how many splits are recorded of a network")
    arguments = parser.parse_args()
    if arguments.record:
        record(*arguments.record, arguments.most)
    else:
        table()


if __name__ == "__main__":
    main()
