// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let dataJs = #"""
// Tables to train on: the regression sets of TensorFlow Playground, and shapes that show what creases are for.
import { normal, random } from "./shared.js";

const bump = (x, y, a, b) => Math.max(0, 1 - Math.hypot(x - a, y - b) / 3);

/// name: [title, number of inputs, y as a function of the inputs]
export const SETS = {
  plane: ["plane", 2, ([x, y]) => (x + y) / 6],
  gauss: ["bumps up and down", 2,
    ([x, y]) => bump(x, y, -3, 3) + bump(x, y, 3, -3) + bump(x, y, 0, 0) - bump(x, y, 3, 3) - bump(x, y, -3, -3)],
  tent: ["tent", 2, ([x, y]) => Math.max(0, 1.5 - (Math.abs(x) + Math.abs(y)) / 4)],
  saddle: ["saddle", 2, ([x, y]) => (x * y) / 12],
  spiral: ["spiral", 2, ([x, y]) => Math.cos(Math.atan2(y, x) - Math.hypot(x, y) * 0.9)],
  question: ["the question’s network", 2,
    ([x, y]) => (1.25 * Math.max(0, 1.5 * x - 0.7 * y) - 0.6 * Math.max(0, 0.4 * x + 2.1 * y)) / 3],
  hinge: ["hinge (one input)", 1, ([x]) => 0.5 * x - 1.4 * Math.max(0, x - 0.5)],
  step: ["step (one input)", 1, ([x]) => (x < 0 ? -1 : 1)],
  wave: ["wave (one input)", 1, ([x]) => Math.sin(1.4 * x)],
};

/// A table of a set: the same name, noise, rows and seed give the same rows.
export function makeTable(name, { noise = 0, rows = 200, seed = 1 }) {
  const [, inputs, value] = SETS[name];
  const uniform = random(seed * 7919 + 17);
  const spread = normal(random(seed * 104729 + 5));
  const names = [...(inputs === 1 ? ["x"] : ["x1", "x2"]), "y"];
  const columns = names.map(() => []);
  for (let k = 0; k < rows; k += 1) {
    const p = Array.from({ length: inputs }, () => Number((10 * uniform() - 5).toFixed(3)));
    p.forEach((x, j) => columns[j].push(x));
    columns[inputs].push(Number((value(p) + noise * spread()).toFixed(4)));
  }
  return { names, columns, target: "y" };
}

"""#
}
