"""Networks of ReLU units."""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union, overload

import numpy as np

from . import _arrays, _html
from ._answer import Answer, Picture
from ._dissection import Dissection
from ._domain import Box, box_bounds, domain_of
from ._errors import InvalidData, KnotworkError
from ._library import call, check, library, made, run, taken_bytes, thread_count

__all__ = ["Layer", "Network"]

#: Rows times weights that take about a tenth of a second: work that is longer can be cancelled.
_LONG = 20_000_000


class Layer:
    """A dense layer: activation(weights · x + bias).

    ``weights`` has shape (units, inputs), ``bias`` (units,), zeros where ``has_bias`` is false, and ``slopes`` (units,): the factor
    of each unit where its pre-activation is not positive, 0 for ReLU and 1 for a linear unit. All are read-only.
    """

    __slots__ = ("weights", "bias", "has_bias", "slopes")

    def __init__(self, weights: np.ndarray, bias: np.ndarray, has_bias: bool, slopes: np.ndarray) -> None:
        for array in (weights, bias, slopes):
            array.flags.writeable = False
        self.weights, self.bias, self.has_bias, self.slopes = weights, bias, has_bias, slopes

    def __repr__(self) -> str:
        units, inputs = self.weights.shape
        kinds = {0.0: "relu", 1.0: "linear"}
        kind = {kinds.get(slope, "leaky_relu") for slope in self.slopes.tolist()}
        return f"Layer({inputs} → {units}, {kind.pop() if len(kind) == 1 else 'mixed'})"


def _predictions(model: Any, rows: Any) -> Any:
    """What a model of another package predicts for rows."""
    if hasattr(model, "predict"):
        return model.predict(rows)
    if not hasattr(model, "parameters"):
        return model(rows)
    import torch

    kind = next((weights.dtype for weights in model.parameters()), torch.float64)
    with torch.no_grad():
        return model(torch.as_tensor(np.asarray(rows, dtype=np.float64), dtype=kind)).double().numpy()


class Network:
    """A network of dense layers with ReLU, leaky ReLU or linear units: an exact piecewise-linear function.

    Networks do not change. Threads may share one. ``Network(path or bytes)`` reads a file of any format that Knotwork reads, as
    ``Network.load`` does.

    >>> net = Network.from_arrays([[[1.0, -1.0], [0.5, 2.0]], [[1.0, -2.0]]])
    >>> net
    Network(2 → 2 → 1, inputs x1, x2, output y)
    >>> net([[1.0, 0.5], [-1.0, 2.0]])
    array([[-2.5],
           [-7. ]])
    >>> net.count(box=(-1, 1)).regions
    4
    """

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes, Dict[str, Any]], name: str = "") -> None:
        if isinstance(source, dict):
            content, name = json.dumps(source, allow_nan=False).encode(), name or "network.json"
        elif isinstance(source, (bytes, bytearray, memoryview)):
            content = bytes(source)
        else:
            name = name or os.path.basename(os.fspath(source))
            with open(source, "rb") as file:
                content = file.read()
        self._take(made(library.network_read, content, len(content), name.encode()))

    def _take(self, handle: Any) -> None:
        self._handle: int = handle.value
        weakref.finalize(self, library.network_free, self._handle)
        self._n_inputs = int(library.network_inputs(self._handle))
        self._n_outputs = int(library.network_outputs(self._handle))
        self._document: Optional[bytes] = None
        self._layers: Optional[Tuple[Layer, ...]] = None
        self._names: Optional[Tuple[Tuple[str, ...], Tuple[str, ...]]] = None
        self._weight_count = 0

    # Where networks come from.

    @classmethod
    def load(cls, source: Union[str, "os.PathLike[str]", bytes], name: str = "") -> "Network":
        """Reads a network from a path or from the bytes of a file: network JSON, ONNX, NNet, NumPy or safetensors."""
        return cls(source, name)

    @classmethod
    def from_arrays(
        cls,
        weights: Sequence[Any],
        bias: Optional[Sequence[Any]] = None,
        slopes: Optional[Sequence[Any]] = None,
        input_names: Optional[Sequence[str]] = None,
        output_names: Optional[Sequence[str]] = None,
    ) -> "Network":
        """A network from its arrays.

        ``weights`` has one array of shape (units, inputs) per layer, ``bias`` one of shape (units,) or None per layer, and
        ``slopes`` likewise the factors where units are inactive: 0 for ReLU, 1 for linear. Unless given, the last layer is linear
        and all others are ReLU.

        >>> Network.from_arrays([[[2.0]], [[3.0]]], bias=[[-1.0], None])([1.0])
        array([3.])
        """
        matrices = [np.ascontiguousarray(layer, dtype=np.float64) for layer in weights]
        for index, array in enumerate(matrices):
            if array.ndim != 2 or 0 in array.shape:
                raise InvalidData(f"layer {index + 1}: weights of shape {array.shape}; expected (units, inputs)")
            if index and array.shape[1] != matrices[index - 1].shape[0]:
                raise InvalidData(
                    f"layer {index + 1}: weights of shape {array.shape}; expected {matrices[index - 1].shape[0]} columns, "
                    f"one for each unit of layer {index}"
                )
        count = len(matrices)
        if not count:
            raise InvalidData("no layers; expected at least one")

        def parts(given: Optional[Sequence[Any]], what: str) -> Tuple[Any, List[Optional[np.ndarray]]]:
            if given is None:
                return None, []
            if len(given) != count:
                raise InvalidData(f"{what} of {len(given)} layers; expected {count}, one for each")
            arrays: List[Optional[np.ndarray]] = []
            for index, numbers in enumerate(given):
                units = matrices[index].shape[0]
                if numbers is None:
                    arrays.append(None)
                elif np.ndim(numbers) == 0 and what == "slopes":
                    arrays.append(np.full(units, float(numbers)))
                else:
                    arrays.append(_arrays.vector(numbers, units, f"layer {index + 1}, {what}"))
            return (ctypes.c_void_p * count)(*(a.ctypes.data if a is not None else None for a in arrays)), arrays

        def names(given: Optional[Sequence[str]], expected: int, what: str) -> Any:
            if given is None:
                return None
            if len(given) != expected:
                raise InvalidData(f"{len(given)} {what} names; expected {expected}")
            return (ctypes.c_char_p * expected)(*(str(name).encode() for name in given))

        widths = (ctypes.c_int64 * (count + 1))(matrices[0].shape[1], *(array.shape[0] for array in matrices))
        rows = (ctypes.c_void_p * count)(*(array.ctypes.data for array in matrices))
        biases, kept_biases = parts(bias, "bias")
        factors, kept_factors = parts(slopes, "slopes")
        network = cls.__new__(cls)
        network._take(
            made(
                library.network_create,
                count,
                widths,
                rows,
                biases,
                factors,
                names(input_names, matrices[0].shape[1], "input"),
                names(output_names, matrices[-1].shape[0], "output"),
            )
        )
        del kept_biases, kept_factors
        return network

    @classmethod
    def from_model(cls, model: Any) -> "Network":
        """The network of a trained model of scikit-learn, PyTorch or Keras, compared with the model's own predictions.

        Raises ``InvalidData``, naming the part and what works instead, for what is not a network of dense layers with
        piecewise-linear units.
        """
        found = getattr(model, "network_", None)
        if isinstance(found, Network):
            return found
        from ._export import Unsupported, network

        try:
            return cls(network(model))
        except Unsupported as error:
            raise InvalidData(str(error)) from error

    from_sklearn = from_model
    from_torch = from_model
    from_keras = from_model

    # What it is.

    @property
    def n_inputs(self) -> int:
        """The number of inputs."""
        return self._n_inputs

    @property
    def n_outputs(self) -> int:
        """The number of outputs."""
        return self._n_outputs

    def _all_names(self) -> Tuple[Tuple[str, ...], Tuple[str, ...]]:
        if self._names is None:
            self._names = (
                tuple(library.network_input_name(self._handle, i).decode() for i in range(self._n_inputs)),
                tuple(library.network_output_name(self._handle, i).decode() for i in range(self._n_outputs)),
            )
        return self._names

    @property
    def input_names(self) -> Tuple[str, ...]:
        """One name per input."""
        return self._all_names()[0]

    @property
    def output_names(self) -> Tuple[str, ...]:
        """One name per output."""
        return self._all_names()[1]

    @property
    def notes(self) -> Tuple[str, ...]:
        """What was assumed, folded or left out when the network was read."""
        notes: List[str] = []
        while (note := library.network_note(self._handle, len(notes))) is not None:
            notes.append(note.decode())
        return tuple(notes)

    @property
    def ranges(self) -> Optional[np.ndarray]:
        """The ranges of the inputs in the data that the network was made for, of shape (inputs, 2); None where they are not known."""
        bounds = np.empty((2, self._n_inputs))
        known = library.network_ranges(self._handle, bounds[0].ctypes.data, bounds[1].ctypes.data)
        return bounds.T.copy() if known else None

    @property
    def layers(self) -> Tuple[Layer, ...]:
        """The layers with their arrays."""
        if self._layers is None:
            self._layers = tuple(self._layer(index) for index in range(library.network_layers(self._handle)))
        return self._layers

    def _layer(self, index: int) -> Layer:
        units, inputs = ctypes.c_int64(), ctypes.c_int64()
        pointers = [ctypes.c_void_p() for _ in range(3)]
        call(
            library.network_layer,
            self._handle,
            index,
            ctypes.byref(units),
            ctypes.byref(inputs),
            *(ctypes.byref(pointer) for pointer in pointers),
        )

        def array(pointer: ctypes.c_void_p, *shape: int) -> np.ndarray:
            if pointer.value is None:
                return np.zeros(shape)
            numbers = (ctypes.c_double * int(np.prod(shape))).from_address(pointer.value)
            return np.array(numbers).reshape(shape)

        weights, bias, slopes = pointers
        return Layer(
            array(weights, units.value, inputs.value),
            array(bias, units.value),
            bias.value is not None,
            array(slopes, units.value),
        )

    @property
    def bending_units_per_layer(self) -> Tuple[int, ...]:
        """How many units of each layer bend: the parts of a pattern."""
        return tuple(int((layer.slopes != 1).sum()) for layer in self.layers)

    @property
    def widths(self) -> Tuple[int, ...]:
        """The number of inputs, and then of the units of each layer."""
        return (self._n_inputs, *(layer.weights.shape[0] for layer in self.layers))

    def __repr__(self) -> str:
        def listed(noun: str, names: Sequence[str]) -> str:
            if len(names) > 6:
                return f"{len(names)} {noun}s"
            return f"{noun if len(names) == 1 else noun + 's'} {', '.join(names)}"

        widths = " → ".join(map(str, self.widths))
        return f"Network({widths}, {listed('input', self.input_names)}, {listed('output', self.output_names)})"

    def _json(self) -> bytes:
        if self._document is None:
            self._document = self.to_bytes("json")
        return self._document

    def __eq__(self, other: object) -> bool:
        return self._json() == other._json() if isinstance(other, Network) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._json())

    def __reduce__(self) -> Tuple[Any, ...]:
        return (type(self), (self._json(), "network.json"))

    def __copy__(self) -> "Network":
        return self

    def __deepcopy__(self, memo: Dict[int, Any]) -> "Network":
        return self

    # Where it goes to.

    def to_bytes(self, format: str = "json") -> bytes:
        """The network in a format: json, onnx, nnet, npz, c, python, sql, excel, lp or mps."""
        return taken_bytes(made(library.network_write, self._handle, format.encode()))

    def to_dict(self) -> Dict[str, Any]:
        """The network JSON as a dictionary."""
        return dict(json.loads(self._json()))

    def save(self, path: Union[str, "os.PathLike[str]"], format: Optional[str] = None) -> None:
        """Writes the network to a file, in the format that the name of the file says unless one is given."""
        endings = {"py": "python", "txt": "excel"}
        ending = os.path.splitext(os.fspath(path))[1].lstrip(".").lower()
        content = self.to_bytes(format or endings.get(ending, ending) or "json")
        with open(path, "wb") as file:
            file.write(content)

    # Rows.

    def __call__(self, rows: Any, threads: Optional[int] = None) -> np.ndarray:
        """The outputs for rows of inputs: shape (rows, inputs) to (rows, outputs), and (inputs,) to (outputs,).

        Rows are an array, or a table of pandas, polars or pyarrow, whose columns are taken by the names of the inputs where it has
        them. Arrays of float32 are evaluated in single precision, which is several times as fast; everything else in double.
        """
        if isinstance(rows, np.ndarray) and rows.dtype == np.float32:
            return self._single(rows, threads)
        if type(rows) is np.ndarray and rows.dtype == np.float64 and rows.ndim == 2 and rows.shape[1] == self._n_inputs:
            array, alone = rows, False
        elif _arrays.column_names(rows) is not None:
            return self._columns(_arrays.given(rows, self._n_inputs, self.input_names), threads)
        else:
            array, alone = _arrays.matrix(rows, self._n_inputs, self.input_names)
        if not array.flags.c_contiguous:
            addresses, stride, array = _arrays.columns(array)
            return self._columns(_arrays.Given(addresses, stride, array.shape[0], alone, array), threads)
        count = array.shape[0]
        outputs = np.empty((count, self._n_outputs))
        if count < 4096:
            error = ctypes.c_void_p()
            check(
                library.evaluate_rows(
                    self._handle, array.ctypes.data, count, outputs.ctypes.data, 1, None, ctypes.byref(error)
                ),
                error,
            )
        else:
            self._long(
                count,
                lambda task: call(
                    library.evaluate_rows,
                    self._handle,
                    array.ctypes.data,
                    count,
                    outputs.ctypes.data,
                    thread_count(threads),
                    task,
                ),
            )
        return outputs[0] if alone else outputs

    def _columns(self, given: _arrays.Given, threads: Optional[int]) -> np.ndarray:
        outputs = np.empty((given.count, self._n_outputs))
        results, output_stride, _ = _arrays.columns(outputs)
        results._keeper = outputs  # Interrupted, the work may write for a while.
        self._long(
            given.count,
            lambda task: call(
                library.evaluate,
                self._handle,
                given.addresses,
                given.stride,
                given.count,
                results,
                output_stride,
                thread_count(threads if given.count >= 4096 else 1),
                task,
            ),
        )
        return outputs[0] if given.alone else outputs

    def _single(self, rows: np.ndarray, threads: Optional[int]) -> np.ndarray:
        alone = rows.ndim == 1 and rows.shape[0] == self._n_inputs
        array = np.ascontiguousarray(rows).reshape(1, -1) if alone else np.ascontiguousarray(rows)
        if array.ndim != 2 or array.shape[1] != self._n_inputs:
            raise InvalidData(f"an array of shape {rows.shape}; expected (rows, {self._n_inputs})")
        outputs = np.empty((len(array), self._n_outputs), dtype=np.float32)
        call(
            library.evaluate_single,
            self._handle,
            array.ctypes.data,
            len(array),
            outputs.ctypes.data,
            thread_count(threads if len(array) >= 16384 else 1),
        )
        return outputs[0] if alone else outputs

    def _long(self, rows: int, work: Any) -> None:
        """Does work on rows, which Ctrl-C cancels where it is long."""
        if self._weight_count == 0:
            self._weight_count = sum(layer.weights.size for layer in self.layers)
        if rows * self._weight_count < _LONG:
            work(None)
        else:
            run(work, progress=False)

    def predict(self, rows: Any, threads: Optional[int] = None) -> np.ndarray:
        """The outputs for rows of inputs, of shape (rows,) for a network of one output and (rows, outputs) for others."""
        outputs = self(rows, threads)
        return outputs[..., 0] if self._n_outputs == 1 else outputs

    def patterns(self, rows: Any, threads: Optional[int] = None) -> np.ndarray:
        """Which units are active at each row, without rounding: booleans of shape (rows, units that bend), layer by layer.

        >>> Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]]).patterns([[2.0], [0.0]]).tolist()
        [[True, False], [False, False]]
        """
        given = _arrays.given(rows, self._n_inputs, self.input_names)
        found = np.empty((given.count, library.network_bending_units(self._handle)), dtype=np.bool_)
        self._long(
            20 * given.count,
            lambda task: call(
                library.patterns,
                self._handle,
                given.addresses,
                given.stride,
                given.count,
                found.ctypes.data,
                thread_count(threads if given.count >= 512 else 1),
                task,
            ),
        )
        return found[0] if given.alone else found

    def maps(self, rows: Any, threads: Optional[int] = None) -> Tuple[np.ndarray, np.ndarray]:
        """The affine map y = U x + c that the network is around each row: U of shape (rows, outputs, inputs), c of (rows, outputs).

        >>> slopes, intercepts = Network.from_arrays([[[2.0]], [[3.0]]], bias=[[-1.0], None]).maps([[1.0], [0.0]])
        >>> slopes.ravel().tolist(), intercepts.ravel().tolist()
        ([6.0, 0.0], [-3.0, 0.0])
        """
        given = _arrays.given(rows, self._n_inputs, self.input_names)
        slopes = np.empty((given.count, self._n_outputs, self._n_inputs))
        intercepts = np.empty((given.count, self._n_outputs))
        self._long(
            20 * given.count * self._n_inputs,
            lambda task: call(
                library.maps,
                self._handle,
                given.addresses,
                given.stride,
                given.count,
                slopes.ctypes.data,
                intercepts.ctypes.data,
                thread_count(threads if given.count >= 512 else 1),
                task,
            ),
        )
        return (slopes[0], intercepts[0]) if given.alone else (slopes, intercepts)

    @overload
    def verify(self, subject: Union[str, Sequence[str]], box: Optional[Box] = None, **options: Any) -> Answer: ...

    @overload
    def verify(self, subject: Any, rows: Any, tolerance: float = 1e-6) -> float: ...

    def verify(self, subject: Any, *arguments: Any, **options: Any) -> Any:
        """Do claims hold? Or is it the network of a model?

        ``verify("y <= 5", box)`` decides a claim, or several, over a box, as the tool does; ``.claims`` says for each what was found:
        proved, refuted with inputs that show it, or undecided; with ``certify=True`` also the text of a proof for ``knotwork check``.

        ``verify(model, rows)`` compares with the predictions of the model that the network was made of, and returns the largest
        difference. Raises InvalidData, with the row, where outputs differ by more than ``tolerance`` times the largest output.

        >>> net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
        >>> [claim["verdict"] for claim in net.verify(["y <= 2", "y <= 0.5"], (-1, 1)).claims]
        ['holds', 'fails']
        """
        claims = [subject] if isinstance(subject, str) else subject
        if isinstance(claims, (list, tuple)) and all(isinstance(claim, str) for claim in claims):
            return self.ask("verify", *arguments, claims=list(claims), **options)
        return self._compared(subject, *arguments, **options)

    def _compared(self, subject: Any, rows: Any, tolerance: float = 1e-6) -> float:
        theirs = np.asarray(_predictions(subject, rows), dtype=np.float64)
        ours = self(rows)
        theirs = theirs.reshape(ours.shape)
        difference = np.abs(ours - theirs).max(axis=-1)
        if difference.size == 0:
            return 0.0
        row = int(difference.argmax())
        if not difference[row] <= tolerance * max(1.0, float(np.abs(theirs).max())):
            raise InvalidData(f"row {row + 1}: the network gives {ours[row].tolist()}, the model {theirs[row].tolist()}")
        return float(difference[row])

    # Questions.

    def dissect(
        self,
        box: Optional[Box] = None,
        *,
        vertices: bool = False,
        volumes: bool = True,
        threads: Optional[int] = None,
        max_regions: Optional[int] = None,
        time_limit: Optional[float] = None,
        progress: Optional[bool] = None,
    ) -> Dissection:
        """Takes the network apart over a box: all its regions and creases.

        ``box`` is one interval for all inputs or one for each; unless given, it is the ranges of the network's file, or [-1, 1].
        ``vertices`` keeps the vertices of regions in three and more dimensions, ``volumes`` their volumes up to five.

        >>> net = Network.from_arrays([[[1.0, -1.0], [0.5, 2.0]], [[1.0, -2.0]]])
        >>> dissection = net.dissect(box=[(-1, 1), (0, 1)])
        >>> dissection.n_regions, round(float(dissection.volumes.sum()), 9)
        (3, 2.0)
        """
        if box is None:
            lower = upper = None
        else:
            bounds = box_bounds(box, self._n_inputs)
            lower, upper = np.ascontiguousarray(bounds[:, 0]), np.ascontiguousarray(bounds[:, 1])
        detail = (1 if vertices else 0) | (2 if volumes and self._n_inputs <= 5 else 0)
        count = thread_count(threads)
        handle = run(
            lambda task: made(
                library.dissect,
                self._handle,
                None if lower is None else lower.ctypes.data,
                None if upper is None else upper.ctypes.data,
                detail,
                count,
                max_regions or 0,
                time_limit or 0.0,
                task,
            ),
            progress,
            "dissect",
            library.dissection_free,
        )
        return Dissection(self, handle.value)

    def ask(
        self,
        question: str,
        box: Optional[Box] = None,
        *,
        domain: Optional[Dict[str, Any]] = None,
        table: Optional[Dict[str, Any]] = None,
        hull_pairs: Union[None, str, Sequence[Sequence[str]]] = None,
        threads: Optional[int] = None,
        max_regions: Optional[int] = None,
        time_limit: Optional[float] = None,
        progress: Optional[bool] = None,
        **options: Any,
    ) -> Answer:
        """Any question of the tool, by the name of its verb and with the words of its options; the answer is its JSON document.

        With ``table`` and ``hull_pairs``, ``"all"`` or pairs of names, only where these pairs of inputs lie in the convex hull of the rows.
        """
        from ._questions import ask

        return ask(
            question,
            network=self,
            domain=domain_of(box, domain, self._n_inputs, hull_pairs),
            table=table,
            options=options,
            threads=threads,
            max_regions=max_regions,
            time_limit=time_limit,
            progress=progress,
        )

    def count(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """How many regions are there? ``.regions`` says."""
        return self.ask("count", box, **options)

    def linear(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Is it linear there? ``.linear`` says, with the map or a witness.

        >>> net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, -1.0]]])
        >>> net.linear(box=(-1, 1)).linear
        True
        """
        return self.ask("linear", box, **options)

    def is_linear(self, box: Optional[Box] = None, **options: Any) -> bool:
        """Whether the network is one affine map on a box; decided exactly."""
        return bool(self.linear(box, **options)["linear"])

    def cases(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Which cases does a network with one hidden layer have, and which patterns cannot occur?"""
        return self.ask("cases", box, **options)

    def profile(self, **options: Any) -> Answer:
        """Which broken line does it draw along a segment? Takes the options of the tool's verb."""
        return self.ask("profile", **options)

    def locate(self, **options: Any) -> Answer:
        """In which region does a point lie, and where is its nearest crease? Takes the options of the tool's verb."""
        return self.ask("locate", **options)

    def walk(self, **options: Any) -> Answer:
        """Which regions lie around a point, or along a path? Takes the options of the tool's verb."""
        return self.ask("walk", **options)

    def shape(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Is it convex, rising, additive, symmetric there; how far from it, and where does it bend? ``.outputs`` says, exactly.

        >>> net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
        >>> output = net.shape(box=(-1, 1)).outputs[0]
        >>> output["convex"], output["even"], output["rising"]
        (True, True, [False])
        """
        return self.ask("shape", box, **options)

    def equation(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Which formula is it? ``.text``, ``.latex``; with ``digits`` or ``error`` rounded, and ``.change`` says by how much.

        With ``rules=True`` a list of rules that is proved equal to the network; ``.rules`` has them.

        >>> net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
        >>> net.equation(box=(-1, 1), rules=True).text
        'if x1 >= 0 then y = x1\\nelse y = -x1'
        """
        return self.ask("equation", box, **options)

    def variance(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Which share of its variance over a box does each input explain? ``.inputs`` says (Sobol's indices)."""
        return self.ask("variance", box, **options)

    def range(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Which values do outputs take over a box? ``.outputs`` has the least and the greatest of each, with proof and with where.

        With ``certify=True``, for one output (``output_name``), ``.certificate`` is the text of a proof for ``knotwork check``.
        """
        return self.ask("range", box, **options)

    def monotone(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """Do outputs rise or fall with each input over a box, and how steeply? With proof, or with two points that refute it."""
        return self.ask("monotone", box, **options)

    def robust(self, claim: str, point: Sequence[float], box: Optional[Box] = None, **options: Any) -> Answer:
        """How far around a point does a claim hold? ``norm`` is ``"infinity"``, ``"1"`` or ``"2"``."""
        return self.ask("robust", box, claim=claim, point=[float(value) for value in point], **options)

    def compare(self, other: "Network", box: Optional[Box] = None, **options: Any) -> Answer:
        """Is it the same function as another network there? ``.equal`` says, and ``.largest`` how far they are apart, and where.

        With ``largest=True`` only the largest difference of all outputs is looked for, which is faster where there are many regions.
        """
        return self.ask("compare", box, other=other.to_dict(), **options)

    def simplify(self, box: Optional[Box] = None, error: Any = None, rows: Any = None, y: Any = None, **options: Any) -> Answer:
        """Which smaller network is the same there, or with ``error`` (a number, or ``"2%"`` of the range) the same to within it?

        ``.network`` is that network as in a file, which ``Network`` takes, ``.result`` says how small it is and what was proved, ``.curve`` has the
        proved error for other sizes; in two inputs ``.merged_pieces`` has few pieces, an affine function on each, that keep the error. With
        ``plot=True`` notebooks show the curve. ``round`` rounds its weights: ``"digits"``, a number of digits, ``"float32"``, ``"bfloat16"``, ``"int8"``.

        >>> net = Network.from_arrays([[[1.0], [-1.0], [2.0]], [[1.0, 1.0, 0.5]]])
        >>> small = net.simplify(box=(-1, 1))
        >>> small.result["units"], small.proved_error, small.pieces_after
        (2, 0.0, 2)
        >>> float(Network(small.network).predict([[0.5]])[0]) == float(net.predict([[0.5]])[0])
        True
        """
        table = None if rows is None else self._table(rows, y)
        return self.ask("simplify", box, table=table, error=error, **options)

    def _table(self, rows: Any, y: Any = None) -> Dict[str, Any]:
        """Rows of inputs as a question takes them, with what was measured."""
        columns = np.asarray(rows, dtype=float).reshape(-1, self._n_inputs).T.tolist()
        if y is None:
            return {"names": list(self.input_names), "columns": columns}
        target = "measured" if "measured" not in self.input_names else "measured value"
        return {
            "names": [*self.input_names, target],
            "columns": [*columns, np.asarray(y, dtype=float).reshape(-1).tolist()],
            "target": target,
        }

    def explain(self, rows: Any, background: Any = None, **options: Any) -> Answer:
        """Why does it give what it gives for these rows? Shapley values beside a background (the rows themselves unless given), and with
        ``against`` integrated gradients: ``.rows`` has them. With ``row``, counted from 1, one row in full.

        >>> net = Network.from_arrays([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0]]])
        >>> net.explain([[2.0, 3.0]], background=[[0.0, 1.0]]).rows[0]["shapley"]
        [2.0, 2.0]
        """
        if background is not None:
            options["background"] = np.asarray(background, dtype=float).reshape(-1, self._n_inputs)
        return self.ask("explain", table=self._table(rows), **options)

    def effect(self, rows: Any, input: Optional[str] = None, **options: Any) -> Answer:
        """What does it do as one input varies, beside these rows? ``.partial_dependence`` with all knots, ``.short`` in few pieces."""
        return self.ask("effect", table=self._table(rows), input=input, **options)

    def slopes(self, rows: Any, y: Any = None, **options: Any) -> Answer:
        """How much does it change with each input, over the rows and over their box, beside linear regression (of ``y``, where given)?"""
        return self.ask("slopes", table=self._table(rows, y), **options)

    def pieces(self, rows: Any, y: Any = None, **options: Any) -> Answer:
        """Which pieces do these rows use, and how well does each fit ``y``? ``.piece`` has them."""
        return self.ask("pieces", table=self._table(rows, y), **options)

    def inspect(self, **options: Any) -> Answer:
        """Layers, units and sizes."""
        return self.ask("inspect", **options)

    def extremes(self, box: Optional[Box] = None, **options: Any) -> Answer:
        """What are the least and the greatest value of each output, where, and how steep is it? Exact; ``.outputs`` says.

        >>> net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
        >>> output = net.extremes(box=(-1, 2)).outputs[0]
        >>> output["minimum"], output["maximum"], output["maximum_at"]
        (0.0, 2.0, [2.0])
        """
        answer = self.ask("dissect", box, summary=True, **options)
        return Answer({key: value for key, value in answer.items() if key not in ("region", "crease")})

    def plot(self, box: Optional[Box] = None, *, ax: Any = None, **options: Any) -> Any:
        """What does it look like? A picture; takes the options of the tool's verb: ``view="regions"``, ``color_by="slope"``, and so on.

        With ``ax``, an axis of matplotlib, the regions of one or two inputs are drawn there, and the axis is returned; see
        ``Dissection.plot``.

        >>> net = Network.from_arrays([[[1.0, -1.0], [0.5, 2.0]], [[1.0, -2.0]]])
        >>> net.plot(box=(-1, 1)).svg.startswith("<svg")
        True
        """
        if ax is not None:
            return self.dissect(box).plot(ax, **options)
        if self._n_inputs == 1 and "domain" not in options and (box is not None or self.ranges is None):
            # Curves are drawn over the ranges of a network.
            ranges = box_bounds((-1, 1) if box is None else box, 1).tolist()
            return Network({**self.to_dict(), "ranges": ranges}).plot(**options)
        answer = self.ask("plot", box, **options)
        return Picture(answer["svg"], answer["title"], answer["description"])

    def _repr_html_(self) -> str:
        rows = [
            [number, layer.weights.shape[1], layer.weights.shape[0], repr(layer).rsplit(", ", 1)[1][:-1]]
            for number, layer in enumerate(self.layers, start=1)
        ]
        shown = ""
        if self._n_inputs <= 2 and sum(self.bending_units_per_layer) <= 300:
            try:
                drawn = self.plot(time_limit=1.0, max_regions=3000, progress=False)
                shown = _html.picture(drawn.svg, drawn.description)
            except KnotworkError:
                pass
        return _html.page(repr(self), shown, _html.table(["layer", "inputs", "units", "kind"], rows, len(rows)))
