#!/usr/bin/env python3
"""Checks the proof of a claim, as `knotwork verify --certify` writes it: check_claim.py NETWORK.json PROOF

Whole numbers only. The proof is a tree of bisections of the claim's box; the checker bounds the network on every leaf by itself, in
multiples of 2**-scale that are rounded outwards, and wants the violation to be impossible there. It prints what is proved and exits with
0, or prints what is wrong and exits with 1. Documentation/Claims.md describes format and bounds.
"""
import hashlib
import json
import math
import struct
import sys
from fractions import Fraction
from operator import mul

DIGITS, LARGEST = "0123456789abcdefghijklmnopqrstuvwxyz", 1 << 56


class Flaw(Exception):
    """What is wrong with a proof."""


def require(condition, message):
    if not condition:
        raise Flaw(message)


def members(pairs):
    require(len(dict(pairs)) == len(pairs), "a key occurs twice")
    return dict(pairs)


def read(text):
    def refuse(name):
        raise Flaw(f"{name} is no number")
    return json.loads(text, object_pairs_hook=members, parse_constant=refuse, parse_int=float)


def double(value):
    require(isinstance(value, float) and math.isfinite(value), f"{value!r} is no finite number")
    return value + 0.0


def whole(value, most):
    require(double(value) == int(value) and 0 <= value < most, f"{value!r} is no number from 0 to {most - 1}")
    return int(value)


class Layer:
    """Numbers as multiples of 2**-scale, rounded down, and where that changed them."""

    def __init__(self, rows, bias, slopes, scale):
        def floors(values):
            return [math.floor(Fraction(value) * 2**scale) for value in values]

        def inexact(values):
            return [(Fraction(value) * 2**scale).denominator > 1 for value in values]
        self.rows, self.bias, self.slopes = [floors(row) for row in rows], floors(bias), floors(slopes)
        self.inexact_columns = [any(column) for column in zip(*map(inexact, rows))]
        self.inexact_bias, self.inexact_slopes = inexact(bias), inexact(slopes)
        require(all(abs(w) < 1 << 52 for row in self.rows + [self.slopes] for w in row), "a weight is too large for the scale")


def read_network(text):
    """Weights, biases and slopes of each layer, and the hash of them all."""
    layers, digest = [], hashlib.sha256(b"knotwork network 1\n")
    for layer in read(text)["layers"]:
        rows = [[double(w) for w in row] for row in layer["weights"]]
        bias = [double(b) for b in layer.get("bias", [0.0] * len(rows))]
        names, slopes = layer["activation"], layer.get("slope")
        names = names if isinstance(names, list) else [names] * len(rows)
        slopes = slopes if isinstance(slopes, list) else [slopes] * len(rows)
        known = {"relu": lambda slope: 0.0, "linear": lambda slope: 1.0, "leaky_relu": double}
        slopes = [known[name](slope) for name, slope in zip(names, slopes)]
        for size in (len(rows), len(rows[0])):
            digest.update(struct.pack(">Q", size))
        for row, b, slope in zip(rows, bias, slopes):
            digest.update(struct.pack(f">{len(row) + 2}d", *row, b, slope))
        layers.append((rows, bias, slopes))
    return layers, digest.hexdigest()


class Leaf:
    """Bounds of all units on a box, whose sides are multiples of 2**-scale."""

    def __init__(self, layers, scale, lower, upper):
        self.layers, self.scale, self.lower, self.upper = layers, scale, lower, upper
        one, self.lines, self.sizes = 1 << scale, [], [[max(-l, u) for l, u in zip(lower, upper)]]
        # A value is centre + the sum of generators times numbers in [-1, 1] + at most error; only units that are not 0 are kept.
        alive = list(range(len(lower)))
        centre = [(l + u) >> 1 for l, u in zip(lower, upper)]
        generators = [[u - c if k == j else 0 for k in alive] for j, (u, c) in enumerate(zip(upper, centre))]
        error = [0] * len(alive)
        for layer in layers:
            rounded = sum(self.sizes[-1][k] for k in alive if layer.inexact_columns[k])
            columns, lines, sizes, alive_next, new = [], [], [], [], []
            count = len(generators)
            for i, row in enumerate(layer.rows):
                weights = [row[k] for k in alive]
                c = (sum(map(mul, weights, centre)) >> scale) + layer.bias[i]
                g = [sum(map(mul, weights, column)) >> scale for column in generators]
                e = ((sum(map(mul, map(abs, weights), error)) + rounded) >> scale) + count + 3
                radius = sum(map(abs, g)) + e
                l, u, a, half = c - radius, c + radius, layer.slopes[i], 0
                size = max(-l, u)
                require(size < LARGEST, "numbers are too large for the scale")
                slack = (size >> scale) + 1 if layer.inexact_slopes[i] else 0
                if l >= 0 or (a == one and not slack):
                    line = ((one, 0), (one, 0))
                elif u <= 0:
                    line = ((a, -slack), (a, slack))
                    c, g, e = (c * a) >> scale, [(x * a) >> scale for x in g], ((e * abs(a)) >> scale) + slack + count + 3
                    e = e if a or slack else 0
                else:
                    chord = ((u << scale) - a * l) // (u - l)
                    ends = (0, (a - chord) * l, (one - chord) * u)
                    least, most = (min(ends) >> scale) - slack, -(-max(ends) >> scale) + slack
                    steep = one if u > -l else a
                    line = ((steep, -slack), (chord, most)) if a <= one else ((chord, least), (steep, slack))
                    middle = (least + most) >> 1
                    c, half = ((c * chord) >> scale) + middle, most - middle
                    g, e = [(x * chord) >> scale for x in g], ((e * abs(chord)) >> scale) + count + 3
                lines.append((line, size))
                sizes.append(max(u, ((max(-l, 0) * abs(a)) >> scale) + slack + 1 if a or slack else 0))
                if c or e or half or any(g):
                    alive_next.append(i)
                    columns.append((c, g, e))
                    new.append(half)
            centre, error = [c for c, _, _ in columns], [e for _, _, e in columns]
            generators = [[g[j] for _, g, _ in columns] for j in range(count)]
            generators += [[half if k == j else 0 for k in range(len(new))] for j, half in enumerate(new) if half]
            alive = alive_next
            self.lines.append(lines)
            self.sizes.append(sizes)

    def least(self, inputs, outputs):
        """A lower bound of the sum of factor * input and factor * output, in multiples of 2**(-2 * scale)."""
        scale, total, error = self.scale, 0, 0
        width = len(self.layers[-1].rows)
        factors = [0] * width
        for number, factor in outputs:
            factors[number] = math.floor(Fraction(factor) * 2**scale)
            error += self.sizes[-1][number]
        for layer, lines, sizes in zip(self.layers[::-1], self.lines[::-1], self.sizes[-2::-1]):
            after = []
            for factor, (line, size) in zip(factors, lines):
                slope, constant = line[0] if factor >= 0 else line[1]
                total += factor * constant
                after.append((factor * slope) >> scale)
                error += size if factor else 0
            total += sum(map(mul, after, layer.bias))
            magnitude = sum(map(abs, after))
            error += magnitude if any(layer.inexact_bias) else 0
            used = [(factor, row) for factor, row in zip(after, layer.rows) if factor]
            factors = [0] * len(sizes)
            for k, size in enumerate(sizes):
                if size:
                    factors[k] = sum(factor * row[k] for factor, row in used) >> scale
                    error += size + ((size * magnitude >> scale) + 1 if layer.inexact_columns[k] else 0)
        for number, factor in inputs:
            factors[number] += math.floor(Fraction(factor) * 2**scale)
            error += self.sizes[0][number]
        return total - error + sum(f * (l if f >= 0 else u) for f, l, u in zip(factors, self.lower, self.upper))

    def refutes(self, condition):
        if "all" in condition:
            return any(self.refutes(part) for part in condition["all"])
        if "any" in condition:
            return all(self.refutes(part) for part in condition["any"])
        return self.least(condition["inputs"], condition["outputs"]) > condition["bound"]


def read_condition(value, inputs, outputs, scale):
    require(isinstance(value, dict), "a condition is no object")
    for key in ("all", "any"):
        if set(value) == {key}:
            return {key: [read_condition(part, inputs, outputs, scale) for part in value[key]]}
    require(set(value) == {"at_most", "inputs", "outputs"}, "a condition has other keys than it may")
    result = {key: [(whole(number, count), double(factor)) for number, factor in value[key]]
              for key, count in (("inputs", inputs), ("outputs", outputs))}
    for key in result:
        require(len({number for number, _ in result[key]}) == len(result[key]), "a variable occurs twice")
        require(all(abs(factor) * 2.0**scale < 2.0**52 and factor for _, factor in result[key]), "a factor is 0 or too large")
    return result | {"bound": math.ceil(Fraction(double(value["at_most"])) * 4**scale)}


def check(network_text, proof_text):
    layers, digest = read_network(network_text)
    proof = read(proof_text)
    require(proof.get("schema") == "knotwork.proof" and proof.get("version") == 1, "no proof of a claim, version 1")
    require(proof["network"] == digest, "the proof is about another network")
    require(proof["method"] == "bisect" and isinstance(proof["tree"], str), "the method is not known")
    scale = whole(proof["scale"], 53)
    lower, upper = [double(x) for x in proof["lower"]], [double(x) for x in proof["upper"]]
    require(len(lower) == len(upper) == len(layers[0][0][0]), "the box has another number of inputs than the network")
    require(all(l <= u for l, u in zip(lower, upper)), "the box is empty")
    condition = read_condition(proof["violation"], len(lower), len(layers[-1][0]), scale)
    layers = [Layer(*layer, scale) for layer in layers]
    stack = [([math.floor(Fraction(x) * 2**scale) for x in lower], [math.ceil(Fraction(x) * 2**scale) for x in upper])]
    leaves = 0
    for token in proof["tree"]:
        require(stack, "the tree goes on after its end")
        lower, upper = stack.pop()
        if token == ".":
            leaves += 1
            require(Leaf(layers, scale, lower, upper).refutes(condition), f"leaf {leaves} is not proved")
            continue
        axis = DIGITS.find(token)
        require(0 <= axis < len(lower), f'"{token}" is no input')
        middle = (lower[axis] + upper[axis]) >> 1
        stack.append((lower[:axis] + [middle] + lower[axis + 1:], upper))
        stack.append((lower, upper[:axis] + [middle] + upper[axis + 1:]))
    require(not stack, f"the tree ends before its end, after {leaves} leaves")
    return leaves


def main(network_path, proof_path):
    try:
        with open(network_path, encoding="utf-8") as network, open(proof_path, encoding="utf-8") as proof:
            leaves = check(network.read(), proof.read())
    except Flaw as flaw:
        return f"The proof does not hold: {flaw}."
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        return f"The proof does not hold: it cannot be read ({error!r})."
    print(f"The proof holds: the violation is impossible on all {leaves} parts of the box.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
