"""Long runs on many machines: a plan, units of work, receipts, and what they come to; with Dask, or by hand.

A unit is done on one thread and gives the same receipt always and everywhere. So a unit may be done again, by somebody else, or
twice at once, and nothing is lost or counted twice; what the receipts come to is checked in the end.

    from dask.distributed import Client
    from knotwork.distributed import plan, run
    answer = run(Client("tcp://scheduler:8786"), plan(net, box=(-1, 1)), folder="run")
    answer.regions                      # as net.count(box=(-1, 1)).regions

``folder`` keeps units and receipts as files, as ``knotwork plan`` does: a driver that ends goes on from them.
"""

from __future__ import annotations

import json
import os
import pathlib
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Set, Union

from ._answer import Answer
from ._domain import Box, domain_of
from ._errors import InvalidData, InvalidRequest, KnotworkError
from ._library import _Bar
from ._network import Network
from ._questions import ask
from ._region_parts import region_columns, write_all, write_unit

__all__ = ["Ledger", "OpenWork", "Plan", "plan", "run", "work"]

Unit = Dict[str, Any]
Receipt = Dict[str, Any]


class OpenWork(KnotworkError):
    """Distributed work is not complete; ``answer`` says what is left."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(
            f"the work is not complete: {len(answer['missing'])} units have no receipt, {len(answer['left'])} cells are left"
        )
        self.answer = answer


class Plan:
    """What is asked of which network, in units of how many steps. ``document`` is its JSON."""

    def __init__(self, network: Network, document: Dict[str, Any]) -> None:
        self.network, self.document = network, dict(document)

    def __repr__(self) -> str:
        return f"knotwork.distributed.Plan({self.document['question']} over {self.document['place']['description']})"

    def first_unit(self) -> Unit:
        """The unit that all work starts with: it takes a few hundredths of a second, and leaves some twenty cells."""
        return dict(ask("deal", network=self.network, options={"plan": self.document})["units"][0])

    def deal(self, cells: Iterable[str], ways: Optional[int] = None, steps: Optional[int] = None) -> List[Unit]:
        """Deals cells into units: ``ways`` at most, of ``steps``; those of the plan for None."""
        chosen = list(cells)
        if not chosen:
            return []
        options = {"plan": self.document, "cells": chosen, "ways": ways, "steps": steps}
        return list(ask("deal", network=self.network, options=options)["units"])

    @property
    def least_steps(self) -> int:
        """The fewest steps that a unit may have."""
        layers = self.network.widths[1:]
        return 1024 + 4 * sum(width + 1 for width in layers)


def plan(
    network: Network,
    box: Optional[Box] = None,
    question: str = "count",
    *,
    domain: Optional[Dict[str, Any]] = None,
    steps: Optional[int] = None,
    first_steps: Optional[int] = None,
    ways: Optional[int] = None,
    claim: Optional[str] = None,
) -> Plan:
    """Plans a long run: ``question`` is count, regions (a table in parts), certificate (a proof in parts), range (where outputs are
    least and greatest), moments (their means), pieces (linear pieces and distinct maps) or claim, which ``claim`` states.

    ``steps`` is how many steps a unit takes at most; 10 million, which is the default, take some seconds.
    """
    if claim is not None and question == "count":
        question = "claim"
    options = {"for": question, "claim": claim, "steps": steps, "first_steps": first_steps, "ways": ways}
    where = domain_of(box, domain, network.n_inputs)
    return Plan(network, ask("plan", network=network, domain=where, options=options))


def work(unit: Unit, network: Network, parts: Optional[Union[str, "os.PathLike[str]"]] = None) -> Receipt:
    """Does a unit in this process, on one thread, and returns its receipt.

    The part of a table or certificate that it has found goes to a file in the folder ``parts``, under the unit's name.
    """
    done = ask("work", network=network, options={"unit": unit}, threads=1, progress=False)
    if done["text"] is not None:
        if parts is None:
            raise InvalidRequest("parts: this unit writes a file; expected a folder for it", field="parts")
        _write(pathlib.Path(parts) / f"{unit['id']}.{_ENDINGS[unit['question']]}", done["text"].encode())
    return dict(done["receipt"])


_ENDINGS = {"regions": "csv", "certificate": "cert"}


def _work(unit: Unit, network: Network, parts: Optional[str]) -> Receipt:
    return work(unit, network, parts)


class Ledger:
    """Keeps the accounts of a run: units, and a receipt for each.

    With a folder all of it is kept in files as well, which ``knotwork gather`` reads too, and a later ledger goes on from.
    """

    def __init__(self, plan: Plan, folder: Optional[Union[str, "os.PathLike[str]"]] = None) -> None:
        self.plan = plan
        self.units: Dict[str, Unit] = {}
        self.receipts: Dict[str, Receipt] = {}
        # How many units have a cell, and how often one was left: a unit that is done again leaves what others may have already.
        self._claimed: Dict[str, int] = {}
        self._opened: Dict[str, int] = {"": 1}
        self._refuted = False
        self.folder = None if folder is None else pathlib.Path(folder)
        if self.folder is not None:
            self._open(self.folder)

    def _open(self, folder: pathlib.Path) -> None:
        for name in ("units", "receipts", "parts"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        path = folder / "plan.json"
        if path.exists():
            there = json.loads(path.read_bytes())
            if there.get("checksum") != self.plan.document["checksum"]:
                raise InvalidData(f"{path} is of another plan; expected the same network, domain, question and steps, or another folder")
            for unit in sorted((folder / "units").glob("*.json")):
                self.add_unit(json.loads(unit.read_bytes()))
            for receipt in sorted((folder / "receipts").glob("*.json")):
                self.add(json.loads(receipt.read_bytes()))
        else:
            _write(folder / "network.json", self.plan.network.to_bytes())
            _write(path, _text(self.plan.document))

    def add_unit(self, unit: Unit) -> None:
        """Adds a unit, before it is done."""
        if unit["id"] not in self.units:
            self.units[unit["id"]] = unit
            for cell in unit["cells"]:
                self._claimed[cell] = self._claimed.get(cell, 0) + 1
            if self.folder is not None:
                self._keep("units", unit["id"], unit)

    def add(self, receipt: Receipt) -> List[str]:
        """Adds a receipt, and returns the cells that it leaves and that no unit has yet; one that is there already leaves none."""
        name = receipt["unit"]
        if name not in self.units:
            raise InvalidData(f"a receipt of {name}, which is no unit of this plan")
        if name in self.receipts:
            if self.receipts[name] != receipt:
                raise InvalidData(f"two receipts of the unit {name} say different things")
            return []
        self.receipts[name] = receipt
        if self.folder is not None:
            self._keep("receipts", name, receipt)
        found = []
        for entry in receipt["cells"]:
            if (entry.get("found") or {}).get("counterexample") is not None:
                self._refuted = True
            for cell in entry["left"]:
                self._opened[cell] = self._opened.get(cell, 0) + 1
                if self._opened[cell] > self._claimed.get(cell, 0):
                    found.append(cell)
        return found

    def _keep(self, kind: str, name: str, document: Dict[str, Any]) -> None:
        assert self.folder is not None
        path = self.folder / kind / f"{name}.json"
        if not path.exists():
            _write(path, _text(document))

    @property
    def is_refuted(self) -> bool:
        """Whether a receipt tells inputs at which the claim fails: nothing else has to be done then."""
        return self._refuted

    @property
    def regions(self) -> int:
        """How many regions were found so far; of a claim how many boxes were proved."""
        return sum(entry["regions"] for receipt in self.receipts.values() for entry in receipt["cells"])

    def gather(self) -> Answer:
        """What the receipts come to: the answer, or what is left; ``InvalidData`` where they do not fit together."""
        options = {
            "plan": self.plan.document,
            "units": list(self.units.values()),
            "receipts": list(self.receipts.values()),
        }
        return ask("gather", network=self.plan.network, options=options, progress=False)

    def close(self) -> Answer:
        """The answer of work that is complete, or of a claim that fails; ``OpenWork`` where it is not."""
        answer = self.gather()
        if answer["schema"] == "knotwork.open_work":
            raise OpenWork(answer)
        return answer

    def parquet(self, target: Union[str, "os.PathLike[str]"], client: Any = None) -> int:
        """A table in parts as Parquet, its regions numbered as in a single run; returns how many there are.

        ``target`` is a file called ``….parquet``, which has them in order, or a folder, which gets a file for each unit: a data set as
        Spark, Dask and pandas read it. With a ``client`` of ``dask.distributed`` its workers, which have to reach both folders, write
        these. Files appear when they are complete.
        """
        if self.folder is None or self.plan.document["question"] != "regions":
            raise InvalidRequest("the ledger has no table: expected a plan for regions, and a folder", field="folder")
        self.close()
        files, target = self.folder.resolve() / "parts", pathlib.Path(target).resolve()
        columns = region_columns(self.plan.network)
        if target.suffix == ".parquet":
            return write_all(files, target, self.parts(), self.receipts, columns)
        target.mkdir(parents=True, exist_ok=True)
        places: Dict[str, List[Any]] = {}
        for unit, index, number in self.parts():
            places.setdefault(unit, []).append((index, number))
        tasks = [(files, target, self.receipts[unit], found, columns) for unit, found in places.items()]
        if client is None:
            return sum(write_unit(*task) for task in tasks)
        return sum(client.gather([client.submit(write_unit, *task, pure=False) for task in tasks]))

    def parts(self) -> List[Any]:
        """For a table or certificate in parts: (unit, number of the cell in it, number of its first region), in the order of a
        single run."""
        done = {
            entry["cell"]: (name, index, entry)
            for name, receipt in self.receipts.items()
            for index, entry in enumerate(receipt["cells"])
            if entry["left"] != [entry["cell"]]
        }
        found, stack, number = [], [""], 0
        while stack:
            name, index, entry = done[stack.pop()]
            found.append((name, index, number))
            number += entry["regions"]
            stack.extend(reversed(entry["left"]))
        return found


def run(
    client: Any,
    plan: Plan,
    folder: Optional[Union[str, "os.PathLike[str]"]] = None,
    *,
    progress: Optional[bool] = None,
    on_receipt: Optional[Callable[[Ledger], None]] = None,
    time_limit: Optional[float] = None,
    retries: int = 5,
) -> Answer:
    """Does all units on the workers of a ``dask.distributed.Client``, and returns the answer, the same as that of a single run.

    Cells that units leave stay one unit as long as there are two for every thread of the workers, and are dealt out otherwise. Units are
    short at first, and longer as the run goes on, up to the plan's steps. ``folder`` has to be one that the workers reach too for tables and certificates in
    parts. ``on_receipt`` is called with the ledger after each receipt. Ctrl-C, or ``time_limit`` in seconds, cancels what is
    left (``OpenWork``); with a folder the next run goes on from there.
    """
    from dask.distributed import as_completed

    start = time.monotonic()
    ledger = Ledger(plan, folder)
    parts = None if folder is None else str((pathlib.Path(folder) / "parts").resolve())
    if plan.document["question"] in _ENDINGS and parts is None:
        raise InvalidRequest("folder: units of this plan write files; expected a folder that all workers reach", field="folder")
    bar = _Bar("knotwork", progress)
    if not ledger.units:
        first = plan.first_unit()
        ledger.add_unit(first)
        ledger.add(work(first, plan.network, parts))
    state = ledger.gather()
    if state["schema"] != "knotwork.open_work":
        return state
    missing: List[Unit] = [ledger.units[name] for name in state["missing"]]
    network = client.scatter(plan.network, broadcast=True, hash=False)
    open_cells: Dict[str, Set[str]] = {}
    todo = as_completed(with_results=True, raise_errors=True)
    waiting: Dict[str, Any] = {}
    attempts: Dict[str, int] = {}

    def submit(units: List[Unit]) -> None:
        for unit in units:
            ledger.add_unit(unit)
            open_cells[unit["id"]] = set(unit["cells"])
            attempts[unit["id"]] = attempt = attempts.get(unit["id"], 0) + 1
            key = f"knotwork-{unit['id']}-{attempt}"
            future = client.submit(_work, unit, network, parts, key=key, retries=retries)
            waiting[unit["id"]] = future
            todo.add(future)

    def deal(cells: List[str]) -> List[Unit]:
        threads = max(1, sum(client.nthreads().values())) if len(waiting) < limits["threads"] * 2 else limits["threads"]
        limits["threads"] = threads
        if len(waiting) >= 2 * threads:
            return plan.deal(cells, ways=1, steps=steps())
        return plan.deal(cells, ways=min(8, max(2, 2 * threads - len(waiting))), steps=steps() if waiting else least)

    def steps() -> int:
        """About a sixteenth of what a worker has done so far, so that the last unit does not take long beside the whole run."""
        return min(most, max(least, limits["done"] // (16 * limits["threads"])))

    most: int = plan.document["steps"]
    least: int = max(plan.least_steps, most // 256)
    limits: Dict[str, int] = {"threads": max(1, sum(client.nthreads().values())), "done": 0}
    try:
        submit(missing)
        if state["left"]:
            threads = limits["threads"]
            submit(plan.deal(state["left"], ways=max(plan.document["ways"], 2 * threads), steps=steps()))
        for future, receipt in todo:
            if isinstance(receipt, BaseException):
                # Its worker ended between the end of the unit and the way of its result: it is done again.
                unit = next(unit for unit, other in waiting.items() if other.key == future.key)
                if attempts[unit] > retries:
                    raise receipt
                submit([ledger.units[unit]])
                continue
            # The result is here: nobody has to make it again when the worker that has made it ends.
            waiting.pop(receipt["unit"], None)
            open_cells.pop(receipt["unit"], None)
            future.release()
            limits["done"] += ledger.units[receipt["unit"]]["steps"]
            left = ledger.add(receipt)
            if left:
                submit(deal(left))
            bar.show(1 - sum(0.5 ** len(cell) for cells in open_cells.values() for cell in cells))
            if on_receipt is not None:
                on_receipt(ledger)
            if ledger.is_refuted:
                break
            if time_limit is not None and time.monotonic() - start > time_limit:
                break
    finally:
        if waiting:
            client.cancel(list(waiting.values()), force=True)
        bar.close()
    return ledger.close()


def _text(document: Dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1) + "\n").encode()


def _write(path: pathlib.Path, content: bytes) -> None:
    """Writes a file that appears when it is complete."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.partial")
    with open(scratch, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
