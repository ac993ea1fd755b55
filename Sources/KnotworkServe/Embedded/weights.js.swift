// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let weightsJs = #"""
// Sliders and number fields for the weights of the question's network.
import { h } from "./dom.js";
import { state } from "./state.js";
import { WEIGHTS } from "./shared.js";

const ROWS = [["w", 0, "w11"], ["w", 1, "w12"], ["w", 2, "w21"], ["w", 3, "w22"], ["w", 4, "v1"], ["w", 5, "v2"]];
const BIASES = [["b", 0, "b1"], ["b", 1, "b2"], ["b", 2, "c"]];

const presets = {
  "The question": { w: WEIGHTS, bias: false },
  "Opposite units: bent or not?": { w: [2, -1, -2, 1, 1.5, -1.5], bias: false },
  "An absolute value": { w: [1, 0, -1, 0, 1, 1], bias: false },
  "A ridge and a valley": { w: [1, 0.6, -0.5, 1, -1, 1], bias: false },
  "A step of a staircase, with bias": { w: [2, 0, 2, 0, 1, -1], b: [0.7, -0.7, -0.7], bias: true },
};

function control([key, index, name]) {
  const id = `weight-${name}`;
  const change = (value) => {
    if (!Number.isFinite(value)) return;
    const next = [...state.get(key)];
    next[index] = value;
    state.set({ [key]: next }, `${key}${index}`);
  };
  const slider = h("input", { type: "range", min: -3, max: 3, step: 0.05, "aria-label": `${name}, slider`,
    oninput: (event) => change(Number(event.target.value)) });
  const field = h("input", { type: "number", step: 0.05, id,
    oninput: (event) => event.target.value !== "" && change(Number(event.target.value)) });
  return { key, index, slider, field, element: h("div", { class: "weight" }, h("label", { for: id }, name), slider, field) };
}

/// The controls, and how they follow the state.
export function weights() {
  const rows = ROWS.map(control);
  const biases = BIASES.map(control);
  const box = h("div", { class: "weights" }, biases.map((row) => row.element));
  const bias = h("input", { type: "checkbox", id: "bias", onchange: (event) => state.set({ bias: event.target.checked }) });
  const preset = h("select", { "aria-label": "Examples of weights",
    onchange: (event) => { if (event.target.value) state.set(structuredClone(presets[event.target.value])); event.target.value = "";
    } },
    h("option", { value: "" }, "Examples…"), Object.keys(presets).map((name) => h("option", {}, name)));
  const element = h("div", { class: "stack" },
    h("div", { class: "row", style: "justify-content:space-between" }, h("h2", {}, "Weights"), preset),
    h("div", { class: "weights" }, rows.map((row) => row.element)),
    h("div", { class: "row" }, h("label", {}, bias, "With biases: the creases leave the origin")),
    box);
  const update = () => {
    for (const { key, index, slider, field } of [...rows, ...biases]) {
      const value = Number(state.get(key)[index].toFixed(4));
      slider.value = value;
      if (document.activeElement !== field || Number(field.value) !== value) field.value = value;
    }
    bias.checked = state.get("bias");
    box.hidden = !state.get("bias");
  };
  return { element, update };
}

"""#
}
