"""Evaluates models with onnxruntime, point by point.

The job file, JSON, is a list of {"model", "points", "count", "results", "check"}: the points and results are raw doubles, a
point is all inputs of the model one after the other, a result all outputs. With "check" the model must also satisfy ONNX's
own checker, types and shapes included.
"""

import json
import sys

import numpy
import onnx
import onnxruntime

TYPES = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(int64)": numpy.int64}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    for job in jobs:
        if job["check"]:
            onnx.checker.check_model(job["model"], full_check=True)
        points = numpy.fromfile(job["points"]).reshape(job["count"], -1)
        session = onnxruntime.InferenceSession(job["model"], options, providers=["CPUExecutionProvider"])
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
