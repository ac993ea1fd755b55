#!/usr/bin/env python3
"""Checks certificates of Knotwork without Knotwork: Python's own whole numbers and fractions, and nothing else.

usage: check_certificate.py NETWORK.json CERTIFICATE    regions, as `knotwork count --certify` writes them
       check_certificate.py TABLE.csv CERTIFICATE       a fit, as `knotwork fit --exact --certify` writes them
       check_certificate.py NETWORK.json PROOF          a claim, as `knotwork verify --certify` writes them (check_claim.py)

The formats are described in Sources/KnotworkFormats/RegionProofText.swift and FitProofText.swift. Prints what is proved and exits
with 0 when the proof holds; prints the line that is wrong and exits with 1 when it does not. Much slower than `knotwork check`.
"""
import csv
import json
import math
import re
import sys
from fractions import Fraction

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
CELL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
HEXADECIMAL = re.compile(r"(-?)0x([0-9a-fA-F]+)p(-?[0-9]+)")
INDEX = re.compile(r"[1-9][0-9]{0,17}")
WHOLE = re.compile(r"-?[0-9]{1,18}")
LONGEST_LINE, MOST_DIGITS, LARGEST_POWER, LARGEST_SCALE = 1 << 22, 1 << 16, 1 << 20, 4096
MOST_BITS = 1 << 14


class Flaw(Exception):
    """What is wrong with a certificate."""


def require(condition, message):
    if not condition:
        raise Flaw(message)


def double(text):
    """The double nearest to a decimal number; the same texts are numbers for `knotwork check`."""
    require(DECIMAL.fullmatch(text), f'"{text[:40]}" is no number')
    value = float(text)
    require(math.isfinite(value), f'"{text[:40]}" is no number')
    return value


def number(text):
    """An exact number: a double, or a hexadecimal integer times a power of two."""
    found = HEXADECIMAL.fullmatch(text)
    if not found:
        return Fraction(double(text))
    sign, digits, power = found.groups()
    is_short = len(digits) <= MOST_DIGITS and len(power) <= 8 and abs(int(power)) <= LARGEST_POWER
    require(is_short, f'"{text[:40]}" is no number')
    return (-1 if sign else 1) * int(digits, 16) * Fraction(2) ** int(power)


def index(text):
    """A number from 1 on, as one from 0 on."""
    require(INDEX.fullmatch(text), f'"{text[:40]}" is no number from 1 on')
    return int(text) - 1


def whole(text):
    require(WHOLE.fullmatch(text), f'"{text[:40]}" is no whole number')
    return int(text)


# Regions of a network.


class Network:
    def __init__(self, path):
        self.layers = []
        with open(path, encoding="utf-8") as file:
            layers = json.load(file)["layers"]
        for layer in layers:
            rows = [[Fraction(float(w)) for w in row] for row in layer["weights"]]
            bias = [Fraction(float(b)) for b in layer.get("bias") or [0] * len(rows)]
            activation = layer["activation"]
            slope = layer.get("slope", 0)
            names = activation if isinstance(activation, list) else [activation] * len(rows)
            own = slope if isinstance(slope, list) else [slope] * len(rows)
            plain = {"relu": Fraction(0), "linear": Fraction(1)}
            slopes = [plain[name] if name in plain else Fraction(float(s)) for name, s in zip(names, own)]
            self.layers.append((rows, bias, slopes))
        self.input_count = len(self.layers[0][0][0])


class RegionChecker:
    """A form is d coefficients and the constant; a half-space is a form that is >= 0 in the cell."""

    def __init__(self, network, box, half_spaces):
        require(len(box) == network.input_count, f"{len(box)} intervals for {network.input_count} inputs")
        for half_space in half_spaces:
            require(len(half_space) == len(box) + 1, "a half-space of another dimension")
            require(any(half_space[:-1]), "a half-space with a normal of zeros")
        self.layers, self.box = network.layers, box
        self.half_spaces, self.domain = list(half_spaces), list(half_spaces)
        self.states = [[None if s != 1 else "passes" for s in slopes] for _, _, slopes in self.layers]
        self.trail, self.splits, self.regions, self.done, self.known = [], [], 0, False, {}

    def form(self, layer, unit):
        if (layer, unit) in self.known:
            return self.known[layer, unit]
        rows, bias, _ = self.layers[layer]
        form = [Fraction(0)] * len(self.box) + [bias[unit]]
        for source, weight in enumerate(rows[unit]):
            if layer == 0:
                form[source] = weight
                continue
            state, slope = self.states[layer - 1][source], self.layers[layer - 1][2][source]
            factor = weight * (slope if state == "inactive" else 1)
            if factor:
                form = [a + factor * b for a, b in zip(form, self.form(layer - 1, source))]
        self.known[layer, unit] = form
        return form

    def open_form(self, layer, unit):
        require(layer < len(self.states) and unit < len(self.states[layer]), "there is no such unit")
        require(self.states[layer][unit] is None, "the unit is not open")
        require(all(s is not None for states in self.states[:layer] for s in states), "units before are open")
        return self.form(layer, unit)

    def settle(self, layer, unit, state):
        self.states[layer][unit] = state
        self.trail.append((layer, unit))

    def split(self, layer, unit):
        form = self.open_form(layer, unit)
        self.splits.append((layer, unit, len(self.trail), len(self.half_spaces)))
        self.settle(layer, unit, "active")
        self.half_spaces.append(form)

    def settled(self, state, layer, unit, scale, multipliers):
        form = self.open_form(layer, unit)
        require(scale > 0, "a scale that is not positive")
        require(state == "inactive" or any(form), "zero in the whole cell, so inactive")
        rest = [(scale if state == "active" else -scale) * a for a in form]
        for place, factor in multipliers:
            require(factor >= 0, "a multiplier that is negative")
            require(place < len(self.half_spaces), "there is no such half-space")
            rest = [a - factor * b for a, b in zip(rest, self.half_spaces[place])]
        least = rest[-1] + sum(a * (low if a > 0 else high) for a, (low, high) in zip(rest, self.box))
        require(least >= 0, "the multipliers do not prove the sign")
        self.settle(layer, unit, state)

    def region(self, point):
        require(all(s is not None for states in self.states for s in states), "units are open")
        require(len(point) == len(self.box), "a point of another dimension")
        require(all(low < x < high for x, (low, high) in zip(point, self.box)), "outside the box")
        require(all(sum(a * x for a, x in zip(h, point)) + h[-1] > 0 for h in self.domain), "outside the domain")
        values = point
        for layer, (rows, bias, slopes) in enumerate(self.layers):
            z = [b + sum(w * x for w, x in zip(row, values) if w and x) for row, b in zip(rows, bias)]
            for unit, state in enumerate(self.states[layer]):
                is_right = {"passes": True, "active": z[unit] > 0, "inactive": z[unit] < 0}[state]
                is_flat = state == "inactive" and z[unit] == 0 and not any(self.form(layer, unit))
                require(is_right or is_flat, f"layer {layer + 1}, unit {unit + 1} has not the sign of the cell")
            values = [v if v > 0 else s * v for v, s in zip(z, slopes)]
        self.regions += 1
        self.other_side()

    def other_side(self):
        if not self.splits:
            self.done = True
            return
        layer, unit, settled, half_spaces = self.splits.pop()
        for place in self.trail[settled:]:
            self.states[place[0]][place[1]] = None
        del self.trail[settled:], self.half_spaces[half_spaces:]
        self.half_spaces.append([-a for a in self.form(layer, unit)])
        self.known = {place: form for place, form in self.known.items() if place[0] <= layer}
        self.settle(layer, unit, "inactive")


class RegionReader:
    """Lines of a certificate of regions."""

    def __init__(self, path):
        self.network = Network(path)
        self.checker, self.box, self.half_spaces, self.ended = None, None, [], False

    def line(self, words):
        if words[0] == "box" and self.box is None:
            self.box = [self.interval(word) for word in words[1:]]
            return
        if words[0] == "where" and self.box is not None and self.checker is None:
            require(len(words) > 3 and words[-2] == "<=", "expected coefficients, <= and a bound")
            normal = [-Fraction(double(word)) for word in words[1:-2]]
            self.half_spaces.append(normal + [Fraction(double(words[-1]))])
            return
        require(self.box is not None, "expected the line of the box first")
        self.checker = self.checker or RegionChecker(self.network, self.box, self.half_spaces)
        checker = self.checker
        if words[0] == "end":
            require(len(words) == 2 and INDEX.fullmatch(words[1]), "expected the number of regions")
            require(checker.done and int(words[1]) == checker.regions, "cells are left, or another number")
            self.ended = True
            return
        require(not checker.done, "a step after the last region")
        if words[0] == "split" and len(words) == 3:
            checker.split(index(words[1]), index(words[2]))
        elif words[0] == "region" and len(words) > 1:
            checker.region([number(word) for word in words[1:]])
        else:
            require(words[0] in ("active", "inactive") and len(words) > 3, "this is no step")
            multipliers = []
            for word in words[4:]:
                parts = word.split(":")
                require(len(parts) == 2, "expected half-space:factor")
                multipliers.append((index(parts[0]), number(parts[1])))
            checker.settled(words[0], index(words[1]), index(words[2]), number(words[3]), multipliers)

    @staticmethod
    def interval(word):
        parts = word.split(":")
        require(len(parts) == 2, "expected lower:upper")
        low, high = double(parts[0]), double(parts[1])
        require(low < high and math.isfinite(high - low), "an interval that is empty, or too long")
        return Fraction(low), Fraction(high)

    def summary(self):
        return f"{self.checker.regions} regions."


# Fits.


def dot(u, v):
    return sum(a * b for a, b in zip(u, v) if a and b)


def primitive(vector):
    """Whole numbers of the same direction without a common divisor."""
    scale = math.lcm(*(Fraction(a).denominator for a in vector)) if vector else 1
    numbers = [int(a * scale) for a in vector]
    divisor = math.gcd(*numbers) if numbers else 0
    return [a // divisor for a in numbers] if divisor else numbers


def determinant(matrix):
    """By elimination in fractions."""
    rows, result = [[Fraction(a) for a in row] for row in matrix], Fraction(1)
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            rows[k], rows[pivot], result = rows[pivot], rows[k], -result
        result *= rows[k][k]
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            if factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    return result


def solve(matrix, right):
    """The solution of equations with a matrix that is symmetric and positive definite; None where it is not."""
    count = len(right)
    rows = [[Fraction(a) for a in row] + [Fraction(b)] for row, b in zip(matrix, right)]
    for k in range(count):
        if rows[k][k] <= 0:
            return None
        for i in range(k + 1, count):
            factor = rows[i][k] / rows[k][k]
            if factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    solution = [Fraction(0)] * count
    for k in reversed(range(count)):
        rest = rows[k][count] - sum(rows[k][j] * solution[j] for j in range(k + 1, count))
        solution[k] = rest / rows[k][k]
    return solution


def is_combination(column, others):
    """Whether a column is a linear combination of others: elimination of all rows."""
    rows = [[Fraction(a) for a in row] for row in zip(*others, column)] if others else [[Fraction(a)] for a in column]
    used = 0
    for k in range(len(others)):
        pivot = next((i for i in range(used, len(rows)) if rows[i][k]), None)
        if pivot is None:
            continue
        rows[used], rows[pivot] = rows[pivot], rows[used]
        for i in range(used + 1, len(rows)):
            factor = rows[i][k] / rows[used][k]
            if factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[used])]
        used += 1
    return not any(row[-1] for row in rows[used:])


class Cell:
    """A cone of directions for each unit, which rows are open on it, and sums over the others by the units active on them."""

    def __init__(self, problem, cones, candidates, sums):
        self.problem, self.cones, self.open = problem, cones, []
        self.sums = {mask: list(own) for mask, own in sums.items()}
        for row in candidates:
            sides = [self.side(unit, row) for unit in range(len(cones))]
            if None in sides:
                self.open.append(row)
                continue
            mask = sum(1 << unit for unit, side in enumerate(sides) if side)
            own = self.sums.setdefault(mask, [0] * len(problem.moments[row]))
            for k, value in enumerate(problem.moments[row]):
                own[k] += value

    def side(self, unit, row):
        """Whether the unit is active on the row on all of its cone; None where it is so on a part."""
        values = [generator[1][row] for generator in self.cones[unit]]
        if max(values, default=0) <= 0:
            return False
        return True if min(values) >= 0 else None

    def halves(self, unit, first, second, middle):
        for place in (second, first):
            cones = [list(cone) for cone in self.cones]
            cones[unit][place] = middle
            yield Cell(self.problem, cones, self.open, self.sums)

    def bound(self, signs, support, terms):
        """A lower bound on residual sums on the cell, times the square of the rows' scale; None where there is none."""
        problem, d = self.problem, self.problem.dimension
        count = d * len(self.cones)

        def total(place, units):
            return sum(own[place] for mask, own in self.sums.items() if mask & units == units)

        gram = [[0] * count for _ in range(count)]
        right, heads = [0] * count, [0] * count
        for unit, cone in enumerate(self.cones):
            products = [total(d * d + k, 1 << unit) for k in range(d)]
            inputs = [total(d * d + d + k, 1 << unit) for k in range(d)]
            for j, (vector, _) in enumerate(cone):
                right[unit * d + j] = signs[unit] * dot(vector, products)
                heads[unit * d + j] = signs[unit] * dot(vector, inputs)
            for other, second in enumerate(self.cones):
                square = [total(k, 1 << unit | 1 << other) for k in range(d * d)]
                for k, (vector, _) in enumerate(second):
                    image = [dot(square[i * d:(i + 1) * d], vector) for i in range(d)]
                    for j, (own, _) in enumerate(cone):
                        gram[unit * d + j][other * d + k] = signs[unit] * signs[other] * dot(own, image)
        last = d * d + 2 * d
        weight, first, second = (total(last + k, 0) for k in range(3))
        for row, r, linear in terms:
            # A residual e is worth at least w (2 r e - r^2), whatever r is, and e is bounded by bounds on the output.
            weighted = problem.weights[row] * r
            first += weighted
            second += weighted * (2 * problem.targets[row] - r)
            for unit, cone in enumerate(self.cones):
                side = self.side(unit, row)
                if side is False:
                    continue
                is_upper = (r > 0) == (signs[unit] > 0)
                for j, (_, values) in enumerate(cone):
                    if side or (values[row] > 0 if is_upper else linear[unit]):
                        right[unit * d + j] += signs[unit] * weighted * values[row]
        factor = 1
        if problem.has_bias:
            if weight > 0:
                # The intercept is eliminated.
                factor = weight
                gram = [[weight * a - heads[j] * heads[k] for k, a in enumerate(row)] for j, row in enumerate(gram)]
                right = [weight * b - h * first for b, h in zip(right, heads)]
                second = weight * second - first * first
            elif first:
                return None
        # The derivative is 0 along the support, and must not be negative elsewhere.
        chosen = [j for j in range(count) if support[j]]
        lengths = solve([[gram[j][k] for k in chosen] for j in chosen], [right[j] for j in chosen])
        if lengths is None:
            return None
        for j in range(count):
            if not support[j] and sum(gram[j][k] * a for k, a in zip(chosen, lengths)) < right[j]:
                return None
        return (second - sum(right[k] * a for k, a in zip(chosen, lengths))) / factor


class FitProblem:
    """Rows in the coordinates of a certificate."""

    def __init__(self, header, inputs, targets, weights):
        exponents = header["scale"]
        self.has_bias, self.units = header["bias"], header["units"]
        rows = [row for row, w in enumerate(weights) if w > 0]
        columns = [[column[row] * Fraction(2) ** e for row in rows] for column, e in zip(inputs, exponents)]
        if self.has_bias:
            columns.append([Fraction(1)] * len(rows))
        kept, axes = header["keep"], header["axis"]
        require(all(place < len(columns) for place in kept), "coordinates that are kept do not exist")
        require(kept == sorted(set(kept)) and len(kept) * self.units <= 4, "coordinates that are kept do not ascend")
        for place, column in enumerate(columns):
            is_left = place in kept or is_combination(column, [columns[k] for k in kept])
            require(is_left, f"coordinate {place + 1} is left out, and is no combination of those that are kept")
        d = self.dimension = len(kept)
        is_square = len(axes) == d and all(len(axis) == d for axis in axes)
        require(is_square and determinant(axes) != 0, "the axes do not span all directions")
        self.points = [[columns[k][i] for k in kept] for i in range(len(rows))]
        self.targets = [targets[row] * Fraction(2) ** exponents[-2] for row in rows]
        self.weights = [weights[row] * Fraction(2) ** exponents[-1] for row in rows]
        self.limit = header["bound"] * Fraction(2) ** (2 * exponents[-2] + exponents[-1])
        self.moments = []
        for x, y, w in zip(self.points, self.targets, self.weights):
            square = [w * a * b for a in x for b in x]
            self.moments.append(square + [w * a * y for a in x] + [w * a for a in x] + [w, w * y, w * y * y])
        self.axes = axes

    def generator(self, vector):
        vector = primitive(vector)
        require(all(a.bit_length() <= MOST_BITS for a in vector), "a direction with too many digits")
        return vector, [dot(vector, x) for x in self.points]

    def roots(self):
        """Signs and cells, in the order of the steps: two units may change places."""
        d, rows = self.dimension, range(len(self.points))
        ends = [(self.generator(axis), self.generator([-a for a in axis])) for axis in self.axes]
        orthants = [[ends[k][mask >> k & 1] for k in range(d)] for mask in range(1 << d)]
        if self.units == 1:
            choices = [([sign], [o]) for sign in (1, -1) for o in range(1 << d)]
        else:
            choices = [
                (signs, [o, p]) for signs in ([1, 1], [1, -1], [-1, -1]) for o in range(1 << d)
                for p in range(o if signs[0] == signs[1] else 0, 1 << d)]
        return [(signs, Cell(self, [orthants[o] for o in chosen], rows, {})) for signs, chosen in choices]


class FitReader:
    """Lines of a certificate of a fit."""

    ORDER = ["target", "inputs", "weights", "units", "bias", "scale", "keep", "axis", "bound", "unit", "output"]

    def __init__(self, path):
        self.path, self.header, self.place, self.waiting = path, {"axis": [], "unit": []}, 0, None
        self.leaves, self.ended = 0, False

    def line(self, words):
        if words[0] in self.ORDER:
            self.head(words[0], words[1:])
            return
        if self.waiting is None:
            self.begin()
        if words[0] == "end":
            require(len(words) == 2 and WHOLE.fullmatch(words[1]), "expected the number of leaves")
            require(not self.waiting and int(words[1]) == self.leaves, "cells are left, or another number")
            self.ended = True
            return
        require(self.waiting, "a step after the last cell")
        signs, cell = self.waiting.pop()
        units, d = self.problem.units, self.problem.dimension
        if words[0] == "split" and len(words) == 6:
            unit, first, second = (index(word) for word in words[1:4])
            require(unit < units and max(first, second) < d and first != second, "there is no such edge")
            a, b = cell.cones[unit][first], cell.cones[unit][second]
            if words[4] == "row":
                row = index(words[5])
                require(row < len(self.problem.points), "there is no such row")
                require(a[1][row] * b[1][row] < 0, "the edge is not cut between its ends")
                p, q = abs(b[1][row]), abs(a[1][row])
            else:
                p, q = number(words[4]), number(words[5])
            require(p > 0 and q > 0, "the edge is not cut between its ends")
            middle = self.problem.generator([p * x + q * y for x, y in zip(a[0], b[0])])
            left, right = cell.halves(unit, first, second, middle)
            self.waiting += [(signs, right), (signs, left)]
            return
        require(words[0] == "leaf" and len(words) > 1, "this is no step")
        support = "" if words[1] == "-" else words[1]
        require(re.fullmatch(f"[01]{{{units * d}}}", support), "the support has not a digit for each generator")
        terms, before = [], -1
        for word in words[2:]:
            parts = word.split(":")
            require(len(parts) in (2, 3), "expected row:number, or row:number:digits")
            row, r = index(parts[0]), Fraction(double(parts[1]))
            digits = parts[2] if len(parts) == 3 else "0" * units
            require(re.fullmatch(f"[01]{{{units}}}", digits), "expected a digit for each unit")
            require(before < row < len(self.problem.points), "the terms' rows do not ascend")
            terms.append((row, r, [digit == "1" for digit in digits]))
            before = row
        is_open = set(cell.open)
        require(all(term[0] in is_open for term in terms), "a term of a row that is not open")
        bound = cell.bound(signs, [digit == "1" for digit in support], terms)
        require(bound is not None, "the support does not show the minimum on the cell")
        require(bound >= self.problem.limit, "the cell is bounded by less")
        self.leaves += 1

    def head(self, word, words):
        require(self.waiting is None, f"{word} after the first step")
        place = self.ORDER.index(word)
        repeats = word in ("axis", "unit") and place == self.place
        require(place > self.place or repeats or (place == 0 and not self.header.get("target")), f"{word} is out of order")
        self.place = place
        header = self.header
        if word in ("target", "weights"):
            require(len(words) == 1, "expected one name")
            header[word] = self.name(words[0])
        elif word == "inputs":
            require(words, "expected names")
            header[word] = [self.name(text) for text in words]
        elif word == "units":
            require(words in (["1"], ["2"]), "expected 1 or 2")
            header[word] = int(words[0])
        elif word == "bias":
            require(words in (["yes"], ["no"]), "expected yes or no")
            header[word] = words[0] == "yes"
        elif word == "scale":
            header[word] = [whole(text) for text in words]
            require(all(abs(e) <= LARGEST_SCALE for e in header[word]), "a scale that is too large")
        elif word == "keep":
            header[word] = [index(text) for text in words]
        elif word in ("axis", "unit"):
            header[word].append([number(text) for text in words])
        else:
            require(len(words) == 1, "expected one number")
            header[word] = number(words[0])

    @staticmethod
    def name(text):
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        require(isinstance(value, str), f'"{text[:40]}" is no name between quotation marks')
        return value

    def begin(self):
        header = self.header
        for word in ("target", "inputs", "units", "bias", "scale", "keep", "bound"):
            require(word in header, f"expected the line {word} first")
        inputs, targets, weights = self.table()
        d, has_bias = len(inputs), header["bias"]
        require(len(header["scale"]) == d + 2, "a scale for another number of inputs")
        require(len(header["unit"]) == header["units"], "expected a line for each unit")
        require(all(len(unit) == 1 + d + has_bias for unit in header["unit"]), "a unit with other weights than inputs")
        require(("output" in header) == has_bias, "the output's bias is missing, or too much")
        self.problem = FitProblem(header, inputs, targets, weights)
        self.waiting = self.problem.roots()[::-1] if header["bound"] > 0 else []
        self.optimum = Fraction(0)
        for row, (y, w) in enumerate(zip(targets, weights)):
            value = Fraction(header.get("output", 0))
            x = [column[row] for column in inputs] + [1] * has_bias
            for sign, *unit in header["unit"]:
                value += sign * max(Fraction(0), dot(unit, x))
            self.optimum += w * (y - value) ** 2
        require(self.optimum >= header["bound"], "the network's own residual sum is below the bound")

    def table(self):
        """Columns of the table as fractions."""
        with open(self.path, newline="", encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            sign = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
            lines = [row for row in csv.reader(file, delimiter=sign) if row]
        names = [name.strip() or f"x{field + 1}" for field, name in enumerate(lines[0])]
        require(len(set(names)) == len(names), "two columns of the table have the same name")
        header = self.header

        def place_of(name):
            require(name in names, f'the table has no column "{name}"')
            return names.index(name)

        def column(name):
            place = place_of(name)
            cells = [row[place].strip() if place < len(row) else "" for row in lines[1:]]
            for cell in cells:
                require(CELL.fullmatch(cell) and math.isfinite(float(cell)), f'the table\'s "{cell[:40]}" is no number')
            return [Fraction(float(cell)) for cell in cells]

        places = [place_of(name) for name in header["inputs"]]
        others = {place_of(header[word]) for word in ("target", "weights") if word in header}
        require(len(set(places)) == len(places) and not others & set(places), "a column that is asked for twice")
        inputs, targets = [column(name) for name in header["inputs"]], column(header["target"])
        weights = column(header["weights"]) if "weights" in header else [Fraction(1)] * len(targets)
        require(all(w >= 0 for w in weights), "a weight that is negative")
        return inputs, targets, weights

    def summary(self):
        kind = f"{self.header['units']} unit{'s' if self.header['units'] > 1 else ''}"
        return (
            f"no network of {kind} {'with' if self.header['bias'] else 'without'} bias has a residual sum below "
            f"{float(self.header['bound'])}, and one has {float(self.optimum)} ({self.leaves} cases).")


READERS = {"knotwork-certificate 1": RegionReader, "knotwork-fit-certificate 1": FitReader}


def check(path, certificate):
    """What is proved, in words."""
    with open(certificate, "rb") as file:
        data = file.read()
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    reader = None
    for count, line in enumerate(lines, 1):
        try:
            require(len(line) <= LONGEST_LINE, "a line that is too long")
            words = [word for word in line.decode("utf-8", "replace").split(" ") if word]
            require(words, "an empty line")
            if reader is None:
                kind = READERS.get(" ".join(words))
                require(kind, "this is no certificate")
                reader = kind(path)
                continue
            require(not reader.ended, "a line after the last one")
            reader.line(words)
        except Flaw as flaw:
            sys.exit(f"line {count}: {flaw}")
    if reader is None or not reader.ended:
        sys.exit("the certificate ends too early")
    return reader.summary()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], "rb") as beginning:
        if beginning.read(1) == b"{":
            import check_claim
            sys.exit(check_claim.main(sys.argv[1], sys.argv[2]))
    print(f"The proof holds: {check(sys.argv[1], sys.argv[2])}")
