"""Models of PyTorch: the modules and functions that a model calls, in the order of the calls."""

import copy

import numpy as np

from .builder import Builder, Unsupported, kind, known_kind

NOTHING = {"Identity", "Dropout", "AlphaDropout", "FeatureAlphaDropout", "Dropout1d", "Flatten"}
KNOWN = NOTHING | {"Linear", "ReLU", "LeakyReLU", "PReLU", "RReLU", "ReLU6", "Hardtanh", "BatchNorm1d"}


def onnx(inputs):
    """How a model is written that is no chain of known modules."""
    return f'write it as ONNX with torch.onnx.export(model, torch.zeros(1, {inputs}), "model.onnx"), which knotwork reads'


def numbers(tensor):
    """A tensor of PyTorch as an array of doubles."""
    return tensor.detach().cpu().double().numpy()


class Walk:
    """Follows the calls of a model, which must form a chain."""

    def __init__(self, model):
        import torch

        self.torch = torch
        # Evaluated as predictions are made, in double precision.
        self.model = copy.deepcopy(model).cpu().double().eval()
        self.builder = None

    @property
    def onnx(self):
        return onnx(self.builder.inputs if self.builder else "N")

    def run(self):
        if kind(self.model) in KNOWN:
            self.module(self.model, kind(self.model))
        else:
            self.graph()
        if self.builder is None:
            raise Unsupported(f"{kind(self.model)} has no Linear layer; {onnx('N')}")
        return self.builder

    def graph(self):
        """The calls in their order; a module that is called twice comes twice."""
        try:
            nodes = list(self.torch.fx.Tracer().trace(self.model).nodes)
        except Exception as error:
            reason = str(error).splitlines()[0] if str(error) else kind(error)
            raise Unsupported(f"the calls of {kind(self.model)} cannot be followed ({reason}); {self.onnx}") from None
        constants = {}
        last = None
        for node in nodes:
            if node.op == "placeholder":
                if last is not None and node.users:
                    raise Unsupported(f"the model takes several inputs; {self.onnx}")
                last = last or node
            elif node.op == "get_attr":
                constants[node] = attribute(self.model, node.target)
            elif node.op == "output":
                if node.args[0] is not last:
                    raise Unsupported(f"the model gives several results, or an earlier one; {self.onnx}")
            else:
                if not any(argument is last for argument in node.args):
                    raise Unsupported(f"{node}: the calls are no chain, each on what the one before it gave; {self.onnx}")
                self.call(node, last, constants)
                last = node

    def call(self, node, last, constants):
        arguments = [constants.get(a, a) if hasattr(a, "op") and a is not last else a for a in node.args]
        options = {name: constants.get(a, a) if hasattr(a, "op") else a for name, a in node.kwargs.items()}
        if node.op == "call_module":
            self.module(self.model.get_submodule(node.target), node.target)
        else:
            name = node.target if node.op == "call_method" else getattr(node.target, "__name__", str(node.target))
            self.function(name, arguments, arguments.index(last), options)

    def start(self, inputs):
        if self.builder is None:
            self.builder = Builder(int(inputs))
        return self.builder

    def started(self, place):
        if self.builder is None:
            raise Unsupported(f"{place} comes before any Linear layer, so that the number of inputs is not known; {self.onnx}")
        return self.builder

    def module(self, module, place):
        name = known_kind(module, KNOWN)
        if name == "Linear":
            self.start(module.in_features).affine(
                numbers(module.weight), None if module.bias is None else numbers(module.bias)
            )
        elif name == "BatchNorm1d":
            self.normalise(module)
        elif name == "ReLU":
            self.started(place).activate(0.0)
        elif name == "LeakyReLU":
            self.started(place).activate(float(module.negative_slope))
        elif name == "RReLU":
            self.started(place).activate((float(module.lower) + float(module.upper)) / 2)
        elif name == "PReLU":
            self.started(place).activate(numbers(module.weight))
        elif name in ("ReLU6", "Hardtanh"):
            self.started(place).clip(float(module.min_val), float(module.max_val))
        elif name is None:
            raise Unsupported(f"module {place}, {kind(module)}, is not known as piecewise linear; use ReLU, or {self.onnx}")

    def normalise(self, module):
        if module.running_mean is None:
            raise Unsupported("BatchNorm1d without running statistics depends on the batch; use track_running_stats=True")
        scale = 1.0 / np.sqrt(numbers(module.running_var) + module.eps)
        if module.affine:
            scale = scale * numbers(module.weight)
        shift = -numbers(module.running_mean) * scale
        self.start(module.num_features).scale(scale, shift + numbers(module.bias) if module.affine else shift)

    def function(self, name, arguments, place, options):
        """A function or method: what it is called in PyTorch, its arguments, and which of them is the chain's value."""
        rest = [argument for index, argument in enumerate(arguments) if index != place]
        if name == "linear" and place == 0:
            weight = rest[0] if rest else options["weight"]
            bias = rest[1] if len(rest) > 1 else options.get("bias")
            self.start(weight.shape[1]).affine(numbers(weight), None if bias is None else numbers(bias))
        elif name in ("relu", "relu_"):
            self.started(name).activate(0.0)
        elif name == "leaky_relu":
            self.started(name).activate(float(rest[0] if rest else options.get("negative_slope", 0.01)))
        elif name == "relu6":
            self.started(name).clip(0.0, 6.0)
        elif name == "hardtanh":
            low, high = (list(rest) + [-1.0, 1.0][len(rest) :])[:2]
            self.started(name).clip(float(options.get("min_val", low)), float(options.get("max_val", high)))
        elif name in ("clamp", "clip"):
            low, high = (list(rest) + [None, None])[:2]
            self.clamp(options.get("min", low), options.get("max", high))
        elif name in ("dropout", "alpha_dropout", "float", "double", "contiguous", "flatten"):
            pass
        elif name in ("view", "reshape") and is_flat(rest):
            pass
        elif name == "neg":
            self.started(name).scale(-1.0, 0.0)
        elif name in ("add", "sub", "mul", "truediv", "div") and len(rest) == 1 and not options:
            self.arithmetic(name, rest[0], isleft=place == 0)
        else:
            raise Unsupported(f"the function {name} is not known as piecewise linear; use torch.relu, or {self.onnx}")

    def clamp(self, low, high):
        builder = self.started("clamp")
        if low is not None and high is not None:
            builder.clip(float(low), float(high))
        elif low is not None:
            builder.scale(1.0, -float(low))
            builder.activate(0.0)
            builder.scale(1.0, float(low))
        elif high is not None:
            builder.scale(-1.0, float(high))
            builder.activate(0.0)
            builder.scale(-1.0, float(high))

    def arithmetic(self, name, value, isleft):
        builder = self.started(name)
        if not isinstance(value, (int, float)) and not hasattr(value, "detach"):
            raise Unsupported(f"{name} joins two results of the model, which are no chain; {self.onnx}")
        value = numbers(value).reshape(-1) if hasattr(value, "detach") else float(value)
        if np.size(value) not in (1, builder.size):
            raise Unsupported(f"{name} changes the number of values; {self.onnx}")
        if name == "add":
            builder.scale(1.0, value)
        elif name == "sub":
            builder.scale(1.0 if isleft else -1.0, -value if isleft else value)
        elif name == "mul":
            builder.scale(value, 0.0)
        elif isleft:
            builder.scale(1.0 / np.asarray(value), 0.0)
        else:
            raise Unsupported(f"{name} divides by a result of the model, which is not piecewise linear; {self.onnx}")


def is_flat(shape):
    """Whether a shape is that of a batch of vectors."""
    sizes = list(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else list(shape)
    return len(sizes) == 2 and (sizes[1] == -1 or isinstance(sizes[1], int))


def attribute(model, path):
    """A parameter or buffer by its path."""
    for name in path.split("."):
        model = getattr(model, name)
    return model


def torch_network(model):
    """The builder of a PyTorch model."""
    return Walk(model).run()


def torch_predict(model, points):
    """What the model itself says, in double precision."""
    import torch

    model = copy.deepcopy(model).cpu().double().eval()
    with torch.no_grad():
        return model(torch.tensor(points, dtype=torch.float64)).cpu().numpy()
