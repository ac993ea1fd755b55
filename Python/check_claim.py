#!/usr/bin/env python3
"""Checks the proof of a claim, as `knotwork verify --certify` writes it: check_claim.py NETWORK.json PROOF

Whole numbers only. The proof is a tree of bisections of the claim's box, and on parts of cases of units; the checker bounds each
part by itself, in multiples of 2**-scale rounded outwards, and wants the violation to be impossible (Documentation/Claims.md).
"""
import hashlib, json, math, struct, sys
from fractions import Fraction
from itertools import product
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

def evaluate(layers, values):
    """The network's outputs without rounding."""
    for rows, bias, slopes in layers:
        sums = [sum(map(mul, map(Fraction, row), values), Fraction(b)) for row, b in zip(rows, bias)]
        values = [z if z > 0 else Fraction(a) * z for z, a in zip(sums, slopes)]
    return list(map(float, values))

class Leaf:
    """Bounds of all units on a box, whose sides are multiples of 2**-scale; the network's numbers are of 2**-fine, exactly."""

    def __init__(self, layers, fine, scale, lower, upper):
        self.layers, self.fine, self.scale, self.lower, self.upper = layers, fine, scale, lower, upper
        one, self.units, self.sizes = 1 << fine, [], [[max(-l, u) for l, u in zip(lower, upper)]]
        # A value is centre + the sum of generators times numbers in [-1, 1] + at most error; only units that are not 0 are kept.
        alive, error = list(range(len(lower))), [0] * len(lower)
        centre = [(l + u) >> 1 for l, u in zip(lower, upper)]
        generators = [[u - c if k == j else 0 for k in alive] for j, (u, c) in enumerate(zip(upper, centre))]
        for rows, (bias,), (slopes,) in layers:
            kept, units, sizes, count = [], [], [], len(generators)
            for i, (row, b, a) in enumerate(zip(rows, bias, slopes)):
                weights = [row[k] for k in alive]
                c = (sum(map(mul, weights, centre)) + (b << scale)) >> fine
                g, half = [sum(map(mul, weights, column)) >> fine for column in generators], 0
                e = (sum(map(mul, map(abs, weights), error)) >> fine) + count + 3
                radius = sum(map(abs, g)) + e
                l, u = c - radius, c + radius
                require(max(-l, u) < LARGEST, "numbers are too large for the scale")
                units.append((l, u, a))
                if l < 0 and a != one:
                    chord = a if u <= 0 else ((u << fine) - a * l) // (u - l)
                    ends = (0,) if u <= 0 else (0, (a - chord) * l, (one - chord) * u)
                    least, most = min(ends) >> fine, -(-max(ends) >> fine)
                    middle = (least + most) >> 1
                    c, half = ((c * chord) >> fine) + middle, most - middle
                    g, e = [(x * chord) >> fine for x in g], ((e * abs(chord)) >> fine) + count + 3 if chord else 0
                sizes.append(max(u, (max(-l, 0) * abs(a) >> fine) + 1))
                if c or e or half or any(g):
                    kept.append((i, c, e, half, g))
            alive, centre, error, new, parts = map(list, zip(*kept)) if kept else ([], [], [], [], [])
            generators = [[g[j] for g in parts] for j in range(count)]
            generators += [[half if k == j else 0 for k in range(len(new))] for j, half in enumerate(new) if half]
            live = set(alive)
            self.units, self.sizes = self.units + [units], self.sizes + [[s if i in live else 0 for i, s in enumerate(sizes)]]
        self.count = sum(map(len, self.units))
    def step(self, factor, unit, active, own):
        """The factor on a unit's pre-activation, and by how much at least factor * output is more than that."""
        (l, u, a), fine = unit, self.fine
        below, on, off = (factor * a) >> fine, active is not False and u > 0, active is not True and l < 0
        after = (below + own if own is not None else factor if not off else below if not on else
                 factor * (((u << fine) - a * l) // (u - l)) >> fine if (factor >= 0) != (a <= 1 << fine) else
                 factor if u > -l else below)
        return after, min([0] + [(factor - after) * u] * on + [(-(-factor * a >> fine) - after) * l] * off)
    def least(self, inputs, outputs, held, own):
        """A lower bound of the sum of factor * input and factor * output, in multiples of 2**(-2 * scale)."""
        fine, scale, total, number = self.fine, self.scale, 0, self.count
        factors = [math.floor(outputs.get(k, 0) * 2**scale) for k in range(len(self.units[-1]))]
        error = sum(self.sizes[-1][k] for k in outputs) + sum(self.sizes[0][k] for k in inputs) + sum(map(sum, self.sizes[:-1]))
        for (rows, (bias,), _), units, sizes in zip(self.layers[::-1], self.units[::-1], self.sizes[-2::-1]):
            number -= len(units)
            after, more = zip(*(self.step(factor, unit, held.get(i), own.get(i))
                                for i, (factor, unit) in enumerate(zip(factors, units), number)))
            total += sum(more) + (sum(map(mul, after, bias)) << scale >> fine)
            used = [(factor, row) for factor, row in zip(after, rows) if factor]
            factors = [sum(factor * row[k] for factor, row in used) >> fine if size else 0 for k, size in enumerate(sizes)]
            require(max(map(abs, [*after, *factors])) < LARGEST, "numbers are too large for the scale")
        factors = [factor + math.floor(inputs.get(k, 0) * 2**scale) for k, factor in enumerate(factors)]
        return total - error + sum(f * (l if f >= 0 else u) for f, l, u in zip(factors, self.lower, self.upper))
    def refutes(self, condition):
        if "all" in condition:
            return any(map(self.refutes, condition["all"]))
        if "any" in condition:
            return all(map(self.refutes, condition["any"]))
        return self.closes([condition], [1], [], {})
    def closes(self, parts, weights, own, held):
        """Whether bounds on the sum of constraints times weights show that not all are met."""
        sums = {"inputs": {}, "outputs": {}}
        require(len(weights) == len(parts) and min(weights) >= 0, "weights are not as many as constraints, or negative")
        for (weight, part), key in product(zip(map(Fraction, weights), parts), sums):
            for k, factor in part[key].items():
                sums[key][k] = sums[key].get(k, 0) + weight * factor
        bound = math.ceil(sum(Fraction(w) * part["at_most"] for w, part in zip(weights, parts)) * 4**self.scale)
        own = {whole(k, self.count): math.floor(Fraction(double(factor)) * 2**self.scale) for k, factor in own}
        return self.least(sums["inputs"], sums["outputs"], held, own) > bound
    def closes_by_cases(self, parts, steps):
        stack = [{}]
        for step in steps:
            require(stack, "the cases go on after their end")
            held = stack.pop()
            if isinstance(step, float):
                require(whole(step, self.count) not in held, "a unit is split twice")
                stack += [held | {int(step): False}, held | {int(step): True}]
            elif not self.closes(parts, list(map(double, step[0])), step[1], held):
                return False
        require(not stack or not steps, "the cases end before their end")
        return bool(steps) or any(map(self.refutes, parts))

def alternatives(condition):
    """The constraints of each way in which a condition may be met."""
    if "any" in condition:
        return sum(map(alternatives, condition["any"]), [])
    return [sum(parts, []) for parts in product(*map(alternatives, condition["all"]))] if "all" in condition else [[condition]]

def read_condition(value, counts):
    for key in ("all", "any"):
        if set(value) == {key}:
            return {key: [read_condition(part, counts) for part in value[key]]}
    require(set(value) == {"at_most", *counts}, "a condition has other keys than it may")
    result = {key: {whole(number, counts[key]): Fraction(double(factor)) for number, factor in value[key]} for key in counts}
    require(all(len(result[key]) == len(value[key]) for key in counts), "a variable occurs twice")
    return result | {"at_most": Fraction(double(value["at_most"]))}

def check(network_text, proof_text):
    (layers, digest), proof = read_network(network_text), read(proof_text)
    require(proof["schema"] == "knotwork.proof" and proof["version"] == 1, "no proof of a claim, version 1")
    require(proof["network"] == digest, "the proof is about another network")
    require(proof["method"] in ("bisect", "cases") and isinstance(proof["tree"], str), "the method is not known")
    scale, lower, upper = whole(proof["scale"], 53), list(map(double, proof["lower"])), list(map(double, proof["upper"]))
    require(len(lower) == len(upper) == len(layers[0][0][0]), "the box has another number of inputs than the network")
    require(scale > 0 and all(l <= u for l, u in zip(lower, upper)), "the box is empty, or the scale 0")
    condition = read_condition(proof["violation"], {"inputs": len(lower), "outputs": len(layers[-1][0])})
    points, cases, leaves = proof.get("points", []), iter(proof["cases"] if proof["method"] == "cases" else []), 0
    require(all(l <= double(x) <= u for p in points for l, x, u in zip(lower, p, upper, strict=True)), "a point is not in the box")
    found = [(point, evaluate(layers, list(map(Fraction, point)))) for point in points]
    numbers = [x for rows, bias, slopes in layers for x in sum(rows, []) + bias + slopes]
    fine = max(scale, *(Fraction(x).denominator.bit_length() - 1 for x in numbers))
    layers = [[[[int(Fraction(x) * 2**fine) for x in row] for row in part] for part in (rows, [bias], [slopes])]
              for rows, bias, slopes in layers]
    stack = [([math.floor(Fraction(x) * 2**scale) for x in lower], [math.ceil(Fraction(x) * 2**scale) for x in upper])]
    for token in proof["tree"]:
        require(stack, "the tree goes on after its end")
        lower, upper = stack.pop()
        if token in ".*":
            leaves, leaf = leaves + 1, Leaf(layers, fine, scale, lower, upper)
            holds = leaf.refutes(condition) if token == "." else all(
                leaf.closes_by_cases(*pair) for pair in zip(alternatives(condition), next(cases, []), strict=True))
            require(holds, f"part {leaves} is not proved")
            continue
        axis = DIGITS.find(token)
        require(0 <= axis < len(lower), f'"{token}" is no input')
        middle = (lower[axis] + upper[axis]) >> 1
        stack += [(lower[:axis] + [middle] + lower[axis + 1:], upper), (lower, upper[:axis] + [middle] + upper[axis + 1:])]
    require(not stack and next(cases, None) is None, f"the tree ends before its end, after {leaves} parts")
    return leaves, found

def main(network_path, proof_path):
    try:
        with open(network_path, encoding="utf-8") as network, open(proof_path, encoding="utf-8") as proof:
            leaves, found = check(network.read(), proof.read())
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError) as error:
        return f"The proof does not hold: {error if type(error) is ValueError else f'it cannot be read ({error!r})'}."
    lines = [f"At {point} the outputs are {values}." for point, values in found]
    print(f"The proof holds: the violation is impossible on all {leaves} parts of the box.", *lines, sep="\n")
    return 0

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) == 3 else __doc__)
