// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let onemoveJs = #"""
// One weight of a network, moved by a slider.
import { h, put } from "./dom.js";
import { inputNames } from "./shared.js";

/// A chooser of one weight: `tell([layer, unit, from, value], moving)` hears what it is set to; from 0 is the bias.
export function oneMove(tell) {
  let network = null;
  const layer = h("select", { id: "move-layer", onchange: () => choose() });
  const unit = h("select", { id: "move-unit", onchange: () => choose() });
  const from = h("select", { id: "move-from", onchange: () => follow() });
  const slider = h("input", { type: "range", min: -3, max: 3, step: 0.01, id: "move-slider", "aria-label": "The weight, slider",
    oninput: () => set(Number(slider.value), true), onchange: () => set(Number(slider.value), false) });
  const field = h("input", { type: "number", step: 0.05, "aria-label": "The weight", id: "move-field",
    onchange: () => field.value !== "" && set(Number(field.value), false) });
  const element = h("details", {}, h("summary", {}, "Move one weight"),
    h("div", { class: "tight" },
      h("div", { class: "fields" }, h("label", {}, "Layer", layer), h("label", {}, "Unit", unit),
        h("label", {}, "Weight of", from)),
      h("div", { class: "row", style: "flex-wrap:nowrap" }, slider, field)));

  const place = () => [layer, unit, from].map((select) => Number(select.value));
  const set = (value, moving) => { show(value); tell([...place(), value], moving); };
  const show = (value) => { slider.value = value; field.value = Number(value.toFixed(4)); };
  const follow = () => show(weight(network, place()));
  const options = (select, names, first) => {
    const before = select.value;
    put(select, names.map((name, k) => h("option", { value: k + first }, name)));
    if ([...select.options].some((option) => option.value === before)) select.value = before;
  };
  const choose = () => {
    const l = Number(layer.value) - 1;
    const { weights } = network.layers[l];
    options(unit, weights.map((_, k) => `${k + 1}`), 1);
    const names = l === 0 ? inputNames(network) : weights[0].map((_, k) => `unit ${k + 1}`);
    options(from, ["bias", ...names], 0);
    follow();
  };
  /// Shows the weights of a network, and those of one place where one was moved.
  const begin = (given, moved) => {
    network = given;
    options(layer, given.layers.map((_, k) => (k === given.layers.length - 1 ? "output" : `${k + 1}`)), 1);
    if (moved.length) layer.value = moved[0];
    choose();
    if (moved.length) { unit.value = moved[1]; from.value = moved[2]; follow(); }
  };
  return { element, begin };
}

const weight = (network, [layer, unit, from]) => {
  const { weights, bias } = network.layers[layer - 1];
  return from === 0 ? bias?.[unit - 1] ?? 0 : weights[unit - 1][from - 1];
};

/// A network with one weight set; the network itself where there is no such weight.
export function moved(network, edit) {
  if (edit.length !== 4) return network;
  const [layer, unit, from, value] = edit;
  const row = network.layers[layer - 1]?.weights[unit - 1];
  if (!row || !(from === 0 || from <= row.length)) return network;
  const copy = structuredClone(network);
  const target = copy.layers[layer - 1];
  if (from === 0) (target.bias ??= target.weights.map(() => 0))[unit - 1] = value;
  else target.weights[unit - 1][from - 1] = value;
  return copy;
}

"""#
}
