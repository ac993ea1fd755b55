"""Sequential models of Keras."""

import math

import numpy as np

from .builder import Builder, Unsupported, kind

ONNX = 'convert it to ONNX (tf2onnx, or model.export("model.onnx", format="onnx") in Keras 3), which knotwork reads'


def keras_activation(builder, activation, place):
    """Adds an activation by its function's name."""
    name = getattr(activation, "__name__", kind(activation)).lower()
    if name == "relu":
        builder.activate(0.0)
    elif name == "relu6":
        builder.clip(0.0, 6.0)
    elif name == "leaky_relu":
        builder.activate(0.2)
    elif name != "linear":
        raise Unsupported(f'{place}: the activation "{name}" is not piecewise linear')


def keras_network(model):
    """The builder of a Keras model."""
    if not any(base.__name__ == "Sequential" for base in type(model).__mro__):
        raise Unsupported(f"a Keras {kind(model)} model; only Sequential models are known; {ONNX}")
    shape = model.input_shape
    builder = Builder(int(math.prod(shape[1:])))
    for layer in model.layers:
        name, place = kind(layer), f"layer {layer.name}"
        arrays = [np.asarray(a, dtype=np.float64) for a in layer.get_weights()]
        if name == "Dense":
            builder.affine(arrays[0].T, arrays[1] if layer.use_bias else None)
            keras_activation(builder, layer.activation, place)
        elif name == "Activation":
            keras_activation(builder, layer.activation, place)
        elif name == "ReLU":
            if layer.threshold != 0:
                raise Unsupported(f"{place}: a threshold other than 0")
            if layer.max_value is not None:
                if layer.negative_slope != 0:
                    raise Unsupported(f"{place}: a slope and a maximum together")
                builder.clip(0.0, float(layer.max_value))
            else:
                builder.activate(float(layer.negative_slope))
        elif name == "LeakyReLU":
            builder.activate(float(layer.negative_slope if hasattr(layer, "negative_slope") else layer.alpha))
        elif name == "Normalization":
            scale = 1.0 / np.maximum(np.sqrt(np.asarray(layer.variance, dtype=np.float64)), 1e-7)
            mean = np.asarray(layer.mean, dtype=np.float64)
            if getattr(layer, "invert", False):
                builder.scale(1.0 / scale, mean)
            else:
                builder.scale(scale, -mean * scale)
        elif name == "Rescaling":
            builder.scale(layer.scale, layer.offset)
        elif name == "BatchNormalization":
            rest = list(arrays)
            gamma = rest.pop(0) if layer.scale else 1.0
            beta = rest.pop(0) if layer.center else 0.0
            mean, variance = rest
            scale = gamma / np.sqrt(variance + layer.epsilon)
            builder.scale(scale, beta - mean * scale)
        elif name not in ("InputLayer", "Dropout", "Flatten", "GaussianNoise", "GaussianDropout"):
            raise Unsupported(f"{place}, {name}, is not known; {ONNX}")
    return builder


def keras_predict(model, points):
    """What the model itself says; in single precision, as it is."""
    shape = (len(points), *model.input_shape[1:])
    outputs = model(points.astype("float32").reshape(shape))
    # Tensors of PyTorch know how they came about, and become arrays without that only.
    outputs = outputs.detach().cpu().numpy() if hasattr(outputs, "detach") else outputs
    return np.asarray(outputs, dtype=np.float64)
