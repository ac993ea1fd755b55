// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let sharedJs = #"""
// What several panels use: what the server was started with, and a file that was dropped.

/// The weights of the question: w11, w12, w21, w22, v1, v2.
export const WEIGHTS = [1.5, -0.7, 0.4, 2.1, 1.25, -0.6];

/// The network and the table at hand.
export const shared = { start: null, network: null, table: null, name: null };

/// A network file from rows of weights; layers are [weights, bias].
export function networkFile(layers, { inputs, outputs, ranges, activation = "relu", slope } = {}) {
  return {
    format: "knotwork-network", version: 1,
    ...(inputs && { inputs }), ...(outputs && { outputs }), ...(ranges && { ranges }),
    layers: layers.map(([weights, bias], k) => {
      const last = k === layers.length - 1;
      return { weights, ...(bias && { bias }), activation: last ? "linear" : activation, ...(!last && slope && { slope }) };
    }),
  };
}

/// The inputs' names of a network file.
export const inputNames = (network) =>
  network.inputs ?? Array.from({ length: network.layers[0].weights[0].length }, (_, k) => `x${k + 1}`);

/// The outputs' names of a network file.
export function outputNames(network) {
  const count = network.layers.at(-1).weights.length;
  return network.outputs ?? (count === 1 ? ["y"] : Array.from({ length: count }, (_, k) => `y${k + 1}`));
}

/// Units of each layer: 2-8-8-1.
export const sizes = (network) => [network.layers[0].weights[0].length, ...network.layers.map((layer) => layer.weights.length)];

/// A random number generator between 0 and 1 (mulberry32): the same seed, the same numbers.
export function random(seed) {
  let value = seed >>> 0;
  return () => {
    value = (value + 0x6d2b79f5) | 0;
    let t = Math.imul(value ^ (value >>> 15), 1 | value);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/// Normally distributed numbers from uniform ones.
export function normal(uniform) {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/// A network with random weights (He) and biases.
export function randomNetwork(inputs, hidden, seed) {
  const next = normal(random(seed));
  const widths = [inputs, ...hidden, 1];
  const round = (x) => Number(x.toFixed(4));
  const layers = widths.slice(1).map((units, k) => [
    Array.from({ length: units }, () => Array.from({ length: widths[k] }, () => round(next() * Math.sqrt(2 / widths[k])))),
    Array.from({ length: units }, () => (k === widths.length - 2 ? 0 : round(next() * 0.6))),
  ]);
  return networkFile(layers);
}

"""#
}
