#!/usr/bin/env python3
"""Checks a certificate of `knotwork count --certify` without Knotwork: Python's own fractions, and nothing else.

usage: check_certificate.py NETWORK.json CERTIFICATE

The certificate's format is described in Sources/KnotworkFormats/RegionProofText.swift. Prints the number of regions and exits
with 0 when the proof holds; prints the line that is wrong and exits with 1 when it does not. Much slower than `knotwork check`.
"""
import json
import sys
from fractions import Fraction


def number(text):
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if digits.startswith("0x"):
        mantissa, exponent = digits[2:].split("p")
        return sign * int(mantissa, 16) * Fraction(2) ** int(exponent)
    return Fraction(float(text))


class Network:
    def __init__(self, path):
        self.layers = []
        for layer in json.load(open(path))["layers"]:
            rows = [[Fraction(float(w)) for w in row] for row in layer["weights"]]
            bias = [Fraction(float(b)) for b in layer.get("bias") or [0] * len(rows)]
            activation = layer["activation"]
            slope = layer.get("slope", 0)
            names = activation if isinstance(activation, list) else [activation] * len(rows)
            own = slope if isinstance(slope, list) else [slope] * len(rows)
            plain = {"relu": Fraction(0), "linear": Fraction(1)}
            slopes = [plain[name] if name in plain else Fraction(float(s)) for name, s in zip(names, own)]
            self.layers.append((rows, bias, slopes))


class Checker:
    """A form is d coefficients and the constant; a half-space is a form that is >= 0 in the cell."""

    def __init__(self, network, box, half_spaces):
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
        assert layer >= 0 and unit >= 0 and self.states[layer][unit] is None, "the unit is not open"
        assert all(s is not None for states in self.states[:layer] for s in states), "units before are open"
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
        assert scale > 0, "a scale that is not positive"
        assert state == "inactive" or any(form), "zero in the whole cell, so inactive"
        rest = [(scale if state == "active" else -scale) * a for a in form]
        for index, factor in multipliers:
            assert factor >= 0 and index >= 0, "a multiplier that is negative"
            rest = [a - factor * b for a, b in zip(rest, self.half_spaces[index])]
        least = rest[-1] + sum(a * (low if a > 0 else high) for a, (low, high) in zip(rest, self.box))
        assert least >= 0, "the multipliers do not prove the sign"
        self.settle(layer, unit, state)

    def region(self, point):
        assert all(s is not None for states in self.states for s in states), "units are open"
        assert len(point) == len(self.box), "a point of another dimension"
        assert all(low < x < high for x, (low, high) in zip(point, self.box)), "outside the box"
        assert all(sum(a * x for a, x in zip(h, point)) + h[-1] > 0 for h in self.domain), "outside the domain"
        values = point
        for layer, (rows, bias, slopes) in enumerate(self.layers):
            z = [b + sum(w * x for w, x in zip(row, values) if w and x) for row, b in zip(rows, bias)]
            for unit, state in enumerate(self.states[layer]):
                is_right = {"passes": True, "active": z[unit] > 0, "inactive": z[unit] < 0}[state]
                is_flat = state == "inactive" and z[unit] == 0 and not any(self.form(layer, unit))
                assert is_right or is_flat, f"layer {layer + 1}, unit {unit + 1} has not the sign of the cell"
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


def check(network, lines):
    checker, box, half_spaces, ended = None, [], [], False
    for count, line in enumerate(lines, 1):
        words = line.split()
        try:
            assert not ended, "a line after the last one"
            if count == 1:
                assert words == ["knotwork-certificate", "1"], "this is no certificate"
            elif words[0] == "box" and not box:
                box = [tuple(Fraction(float(x)) for x in word.split(":")) for word in words[1:]]
            elif words[0] == "where" and checker is None:
                *normal, sign, bound = words[1:]
                assert sign == "<=", "expected <="
                half_spaces.append([-Fraction(float(a)) for a in normal] + [Fraction(float(bound))])
            else:
                checker = checker or Checker(network, box, half_spaces)
                if words[0] == "end":
                    assert checker.done and int(words[1]) == checker.regions, "cells are left"
                    ended = True
                    continue
                assert not checker.done, "a step after the last region"
                if words[0] == "split":
                    checker.split(int(words[1]) - 1, int(words[2]) - 1)
                elif words[0] == "region":
                    checker.region([number(word) for word in words[1:]])
                else:
                    assert words[0] in ("active", "inactive"), "this is no step"
                    pairs = [word.split(":") for word in words[4:]]
                    multipliers = [(int(index) - 1, number(factor)) for index, factor in pairs]
                    checker.settled(
                        words[0], int(words[1]) - 1, int(words[2]) - 1, number(words[3]), multipliers)
        except (AssertionError, ValueError, IndexError, KeyError) as error:
            sys.exit(f"line {count}: {error}")
    if not ended:
        sys.exit("the certificate ends too early")
    return checker.regions


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(f"The proof holds: {check(Network(sys.argv[1]), open(sys.argv[2]))} regions.")
