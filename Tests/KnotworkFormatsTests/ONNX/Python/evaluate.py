"""Evaluates models with onnxruntime, point by point.

The job file, JSON, is a list of {"model", "points", "count", "results", "check", "double"}: the points and results are raw doubles, a
point is all inputs of the model one after the other, a result all outputs. With "check" the model must also satisfy ONNX's
own checker, types and shapes included. With "double" the model is evaluated in double, whatever type it has; where
onnxruntime has no kernels for that, the results are empty.
"""

import json
import sys

import numpy
import onnx
import onnxruntime

FLOAT, DOUBLE = onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE
TYPES = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(int64)": numpy.int64}


def widened(path):
    """The model with every float made a double."""
    model = onnx.load(path)
    graph = model.graph
    tensors = list(graph.initializer)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                tensors.append(attribute.t)
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == FLOAT:
                attribute.i = DOUBLE
    for tensor in tensors:
        if tensor.data_type == FLOAT:
            numbers = onnx.numpy_helper.to_array(tensor).astype(numpy.float64)
            tensor.CopyFrom(onnx.numpy_helper.from_array(numbers, tensor.name))
    del graph.value_info[:]
    for port in list(graph.input) + list(graph.output):
        if port.type.tensor_type.elem_type == FLOAT:
            port.type.tensor_type.elem_type = DOUBLE
    return model.SerializeToString()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    # Optimised, integer weights also round the activations before them.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    for job in jobs:
        if job["check"]:
            onnx.checker.check_model(job["model"], full_check=True)
        points = numpy.fromfile(job["points"]).reshape(job["count"], -1)
        model = widened(job["model"]) if job["double"] else job["model"]
        try:
            session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception:
            if not job["double"]:
                raise
            numpy.array([]).tofile(job["results"])
            continue
        results = []
        for point in points:
            feeds = {}
            first = 0
            for port in session.get_inputs():
                shape = [size if isinstance(size, int) and size > 0 else 1 for size in port.shape]
                count = int(numpy.prod(shape))
                feeds[port.name] = point[first : first + count].astype(TYPES[port.type]).reshape(shape)
                first += count
            results.append(numpy.concatenate([numpy.ravel(part) for part in session.run(None, feeds)]))
        numpy.array(results, dtype=numpy.float64).tofile(job["results"])


main()
