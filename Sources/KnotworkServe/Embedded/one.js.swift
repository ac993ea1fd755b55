// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let oneJs = #"""
// The panel of one input: points and the broken line through them, or a formula and a broken line that follows it.
import { h } from "./dom.js";
import { fixed, points, state, text } from "./state.js";
import { PointsView } from "./points.js";
import { FormulaView } from "./formula.js";

/// Points that bend near 4, to begin with.
const POINTS = [[0.3, 1.1], [0.8, 1.5], [1.3, 1.6], [1.7, 2.1], [2.1, 1.9], [2.6, 2.5], [3.0, 2.4], [3.4, 2.9], [3.8, 3.1],
  [4.2, 2.7], [4.6, 2.3],
  [5.0, 1.6], [5.5, 1.2], [6.0, 0.3], [6.4, 0.1], [6.9, -0.9], [7.4, -1.2], [7.9, -2.2], [8.4, -2.6], [9.0, -3.6]];

export class OnePanel {
  static declare(to) {
    to.declare("one", "mode", text, "points");
    to.declare("one", "points", points, POINTS);
    to.declare("one", "knots", text, "auto");
    to.declare("one", "formula", text, "sin(3*x)");
    to.declare("one", "on", fixed(2), [-2, 2]);
    to.declare("one", "pieces", text, "6");
  }

  constructor(section) {
    const choose = (mode) => () => state.set({ mode });
    this.tabs = { points: h("input", { type: "radio", name: "mode", onchange: choose("points") }),
      formula: h("input", { type: "radio", name: "mode", onchange: choose("formula") }) };
    const hosts = { points: h("div"), formula: h("div") };
    section.append(
      h("div", { class: "top" },
        h("div", {}, h("h1", { id: "one-title" }, "One input: knots and slopes"),
          h("p", { class: "lead" }, "With one input, creases are points: the knots of a broken line. Where does the line bend, and what does the bend gain over linear regression?")),
        h("fieldset", { class: "row", style: "border:0;padding:0;margin:0", "data-part": "controls" },
          h("legend", { class: "unseen" }, "What the line follows"),
          h("label", {}, this.tabs.points, "Points"), h("label", {}, this.tabs.formula, "A formula"))),
      hosts.points, hosts.formula);
    this.hosts = hosts;
    this.views = {};
  }

  update(changed) {
    const mode = state.get("mode") === "formula" ? "formula" : "points";
    this.tabs[mode].checked = true;
    for (const [name, host] of Object.entries(this.hosts)) host.hidden = name !== mode;
    const fresh = !this.views[mode];
    if (fresh) this.views[mode] = new { points: PointsView, formula: FormulaView }[mode](this.hosts[mode]);
    this.views[mode].update(fresh || changed?.includes("mode") || changed?.includes("panel") ? null : changed);
  }
}

"""#
}
