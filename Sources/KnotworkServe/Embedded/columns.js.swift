// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let columnsJs = #"""
// Which column is explained, and which columns explain it.
import { h, put } from "./dom.js";

/// A picker of columns and what can be done with them.
export function columns({ changed, train, knots }) {
  let whole = null;
  const target = h("select", { id: "own-target", onchange: () => { whole = { ...whole, target: target.value }; fill(); tell(); } });
  const boxes = h("div", { class: "row", role: "group", "aria-label": "Columns that explain it" });
  const trainButton = h("button", { type: "button", class: "main", id: "own-train", onclick: () => train() },
    "Train a network on it");
  const knotsButton = h("button", { type: "button", id: "own-knots", onclick: () => knots(points()) }, "Find its knots");
  const hint = h("p", { class: "note" });
  const element = h("div", { class: "card stack", hidden: true, id: "own-columns", "data-part": "controls" },
    h("h2", {}, "The columns"), h("div", { class: "row" }, h("label", {}, "explain", target), "by", boxes),
    h("div", { class: "row" }, trainButton, knotsButton), hint);

  const chosen = () => [...boxes.querySelectorAll("input:checked")].map((box) => box.value);
  const points = () => {
    const column = (name) => whole.columns[whole.names.indexOf(name)];
    return column(chosen()[0]).map((x, k) => [x, column(target.value)[k]]);
  };
  const table = () => {
    const names = [...chosen(), target.value];
    return { names, columns: names.map((name) => whole.columns[whole.names.indexOf(name)]), target: target.value };
  };
  const numeric = (name) => whole.columns[whole.names.indexOf(name)].every((value) => typeof value === "number");
  const tell = () => {
    const inputs = chosen();
    const sound = inputs.length > 0 && [...inputs, target.value].every(numeric);
    trainButton.disabled = !sound || inputs.length > 2;
    knotsButton.disabled = !sound || inputs.length !== 1 || whole.columns[0].length > 300;
    hint.textContent = !inputs.length ? "Choose at least one column that explains."
      : !sound ? "Columns of text and missing values are for knotwork fit --categorical and --missing."
      : inputs.length > 2 ? "Pictures of training have one or two inputs; for more, knotwork fit writes a network to drop here."
      : inputs.length === 1 && whole.columns[0].length > 300
        ? "The panel of one input takes up to 300 points; knotwork knots takes a million."
      : "";
    if (sound) changed(table());
  };
  const fill = () => {
    const others = whole.names.filter((name) => name !== target.value);
    put(boxes, others.map((name, k) => h("label", {},
      h("input", { type: "checkbox", value: name, checked: k < 2 && numeric(name), onchange: tell }), name)));
  };
  const begin = (given) => {
    whole = given;
    put(target, given.names.map((name) => h("option", {}, name)));
    target.value = given.target ?? given.names.at(-1);
    element.hidden = false;
    fill();
    tell();
  };
  return { element, begin };
}

"""#
}
