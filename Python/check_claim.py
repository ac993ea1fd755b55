#!/usr/bin/env python3
"""Checks the proof of a claim, as `knotwork verify --certify` writes it: check_claim.py NETWORK.json PROOF

Whole numbers only. The proof is a tree of bisections of the claim's box; the checker bounds the network on every part by itself, in
multiples of 2**-scale rounded outwards, and wants the violation to be impossible there (Documentation/Claims.md). Exit code 0 or 1.
"""
import hashlib, json, math, struct, sys
from fractions import Fraction
from operator import mul

DIGITS, LARGEST = "0123456789abcdefghijklmnopqrstuvwxyz", 1 << 56


def require(condition, flaw):
    if not condition:
        raise ValueError(flaw)


def read(text):
    def members(pairs):
        require(len(dict(pairs)) == len(pairs), "a key occurs twice")
        return dict(pairs)
    return json.loads(text, object_pairs_hook=members, parse_int=float)


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
        self.rows, self.bias, self.slopes = list(map(floors, rows)), floors(bias), floors(slopes)
        self.inexact_columns = [any(column) for column in zip(*map(inexact, rows))]
        self.inexact_bias, self.inexact_slopes = inexact(bias), inexact(slopes)
        small = [w for row in self.rows + [self.slopes] for w in row]
        require(max(map(abs, small)) < 1 << 52 and max(map(abs, self.bias)) < LARGEST, "numbers are too large for the scale")


def read_network(text):
    """Weights, biases and slopes of each layer, and the hash of them all."""
    layers, digest = [], hashlib.sha256(b"knotwork network 1\n")
    for layer in read(text)["layers"]:
        rows = [[double(w) for w in row] for row in layer["weights"]]
        bias = [double(b) for b in layer.get("bias", [0.0] * len(rows))]
        names, slopes = (x if isinstance(x, list) else [x] * len(rows) for x in (layer["activation"], layer.get("slope")))
        slopes = [{"relu": 0.0, "linear": 1.0}[name] if name != "leaky_relu" else double(a) for name, a in zip(names, slopes)]
        digest.update(struct.pack(">2Q", len(rows), len(rows[0])))
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
            kept, lines, sizes, count = [], [], [], len(generators)
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
                    c, g = (c * a) >> scale, [(x * a) >> scale for x in g]
                    e = ((e * abs(a)) >> scale) + slack + count + 3 if a or slack else 0
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
                    kept.append((i, c, e, half, g))
            alive, centre, error, new, parts = map(list, zip(*kept)) if kept else ([], [], [], [], [])
            generators = [[g[j] for g in parts] for j in range(count)]
            generators += [[half if k == j else 0 for k in range(len(new))] for j, half in enumerate(new) if half]
            self.lines, self.sizes = self.lines + [lines], self.sizes + [sizes]

    def least(self, inputs, outputs):
        """A lower bound of the sum of factor * input and factor * output, in multiples of 2**(-2 * scale)."""
        scale, total, error, factors = self.scale, 0, 0, [0] * len(self.layers[-1].rows)
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
            total, magnitude = total + sum(map(mul, after, layer.bias)), sum(map(abs, after))
            error += magnitude if any(layer.inexact_bias) else 0
            used = [(factor, row) for factor, row in zip(after, layer.rows) if factor]
            factors = [0] * len(sizes)
            for k, size in enumerate(sizes):
                if size > 0:
                    factors[k] = sum(factor * row[k] for factor, row in used) >> scale
                    error += size + ((size * magnitude >> scale) + 1 if layer.inexact_columns[k] else 0)
            require(max(map(abs, after + factors)) < LARGEST, "numbers are too large for the scale")
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
    for key in ("all", "any"):
        if set(value) == {key}:
            return {key: [read_condition(part, inputs, outputs, scale) for part in value[key]]}
    require(set(value) == {"at_most", "inputs", "outputs"}, "a condition has other keys than it may")
    result = {key: [(whole(number, count), double(factor)) for number, factor in value[key]]
              for key, count in (("inputs", inputs), ("outputs", outputs))}
    for pairs in result.values():
        require(len(dict(pairs)) == len(pairs), "a variable occurs twice")
        require(all(0 < abs(factor) < 2.0**(52 - scale) for _, factor in pairs), "a factor is 0, or too large for the scale")
    return result | {"bound": math.ceil(Fraction(double(value["at_most"])) * 4**scale)}


def check(network_text, proof_text):
    (layers, digest), proof = read_network(network_text), read(proof_text)
    require(proof["schema"] == "knotwork.proof" and proof["version"] == 1, "no proof of a claim, version 1")
    require(proof["network"] == digest, "the proof is about another network")
    require(proof["method"] == "bisect" and isinstance(proof["tree"], str), "the method is not known")
    scale, lower, upper = whole(proof["scale"], 53), list(map(double, proof["lower"])), list(map(double, proof["upper"]))
    require(len(lower) == len(upper) == len(layers[0][0][0]), "the box has another number of inputs than the network")
    require(scale > 0 and all(l <= u for l, u in zip(lower, upper)), "the box is empty, or the scale 0")
    condition = read_condition(proof["violation"], len(lower), len(layers[-1][0]), scale)
    layers = [Layer(*layer, scale) for layer in layers]
    stack = [([math.floor(Fraction(x) * 2**scale) for x in lower], [math.ceil(Fraction(x) * 2**scale) for x in upper])]
    leaves = 0
    for token in proof["tree"]:
        require(stack, "the tree goes on after its end")
        lower, upper = stack.pop()
        if token == ".":
            leaves += 1
            require(Leaf(layers, scale, lower, upper).refutes(condition), f"part {leaves} is not proved")
            continue
        axis = DIGITS.find(token)
        require(0 <= axis < len(lower), f'"{token}" is no input')
        middle = (lower[axis] + upper[axis]) >> 1
        stack += [(lower[:axis] + [middle] + lower[axis + 1:], upper), (lower, upper[:axis] + [middle] + upper[axis + 1:])]
    require(not stack, f"the tree ends before its end, after {leaves} parts")
    return leaves


def main(network_path, proof_path):
    try:
        with open(network_path, encoding="utf-8") as network, open(proof_path, encoding="utf-8") as proof:
            leaves = check(network.read(), proof.read())
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        return f"The proof does not hold: {error if type(error) is ValueError else f'it cannot be read ({error!r})'}."
    print(f"The proof holds: the violation is impossible on all {leaves} parts of the box.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
