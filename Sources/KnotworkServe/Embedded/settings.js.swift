// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let settingsJs = #"""
// What is trained, and how: fields of the training panel.
import { h, put } from "./dom.js";
import { state } from "./state.js";
import { shared } from "./shared.js";
import { SETS } from "./data.js";

/// The fields, and how they follow the state.
export function settings() {
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const say = (message) => { fault.textContent = message; fault.hidden = !message; };
  const data = h("select", { id: "train-data", onchange: (event) => state.set({ data: event.target.value }) });
  const units = h("input", { type: "text", id: "train-units", onchange: (event) => {
    const widths = event.target.value.split(/[\s,x×-]+/).filter(Boolean).map(Number);
    const sound = widths.length > 0 && widths.length <= 6 && widths.every((w) => Number.isInteger(w) && w >= 1 && w <= 128);
    say(sound ? "" : "Units: whole numbers from 1 to 128, one for each hidden layer, up to six, with a comma between.");
    if (sound) state.set({ units: widths });
  } });
  const numeric = {};
  const field = (key, label, properties, test, message) => {
    numeric[key] = h("input", { type: "number", id: `train-${key}-field`, ...properties, onchange: (event) => {
      const value = Number(event.target.value);
      const sound = event.target.value !== "" && test(value);
      say(sound ? "" : message);
      if (sound) state.set({ [key]: value });
    } });
    return h("label", {}, label, numeric[key]);
  };
  const activation = h("select", { id: "train-activation", onchange: (event) => state.set({ activation: event.target.value }) },
    h("option", { value: "relu" }, "relu"), h("option", { value: "leaky_relu" }, "leaky_relu"));
  const biases = h("input", { type: "checkbox", id: "train-bias",
    onchange: (event) => state.set({ biases: event.target.checked }) });
  const whole = (low, high) => (value) => Number.isInteger(value) && value >= low && value <= high;
  const element = h("div", { class: "stack" }, h("div", { class: "fields" },
    h("label", {}, "Data", data), h("label", {}, "Units of each hidden layer", units), h("label", {}, "Activation", activation),
    field("rate", "Learning rate", { min: 0, step: "any" }, (x) => x > 0 && x < 10,
      "The learning rate is a number above 0 and below 10."),
    field("penalty", "Penalty (L2)", { min: 0, step: "any" }, (x) => x >= 0 && x <= 100, "The penalty is a number from 0 to 100."),
    field("noise", "Noise of the data", { min: 0, step: "any" }, (x) => x >= 0 && x <= 10,
      "The noise is a standard deviation from 0 to 10."),
    field("rows", "Rows", { min: 10, max: 2000, step: 1 }, whole(10, 2000),
      "The number of rows is a whole number from 10 to 2000."),
    field("batch", "Rows in a step", { min: 1, step: 1 }, whole(1, 100000), "The rows in a step are a whole number from 1."),
    field("epochs", "Stop at epoch", { min: 1, step: 1 }, whole(1, 100000), "The last epoch is a whole number from 1 to 100000."),
    field("start", "Seed", { min: 1, step: 1 }, whole(1, 1e9), "The seed is a whole number from 1."),
    h("label", { class: "tick" }, biases, "Biases")), fault);
  const update = () => {
    const own = shared.table ? [h("option", { value: "own" }, shared.name ?? "your own table")] : [];
    put(data, Object.entries(SETS).map(([name, [title]]) => h("option", { value: name }, title)), own);
    data.value = state.get("data") === "own" && !own.length ? "gauss" : state.get("data");
    units.value = state.get("units").join(", ");
    for (const [key, input] of Object.entries(numeric)) input.value = state.get(key);
    activation.value = state.get("activation");
    biases.checked = state.get("biases");
    for (const key of ["noise", "rows"]) numeric[key].disabled = data.value === "own";
  };
  return { element, update };
}

"""#
}
