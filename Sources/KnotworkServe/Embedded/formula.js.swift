// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let formulaJs = #"""
// A formula, and a network that follows it with a proved error: more pieces, a smaller error.
import { h, num, put, s } from "./dom.js";
import { Newest, ask } from "./ask.js";
import { state } from "./state.js";
import { Chart, sample } from "./chart.js";
import { formulaExports } from "./export.js";
import { knots, pieces } from "./shapes.js";

/// The target is drawn from a network that is proved to be this close, as a share of its largest first error.
const FINE = 0.0008;

export class FormulaView {
  constructor(host) {
    this.formula = h("input", { type: "text", id: "formula", autocomplete: "off", spellcheck: "false",
      onchange: (event) => state.set({ formula: event.target.value }) });
    this.from = h("input", { type: "number", step: "any", id: "formula-from", onchange: () => this.interval() });
    this.to = h("input", { type: "number", step: "any", id: "formula-to", onchange: () => this.interval() });
    this.slider = h("input", { type: "range", min: 0, max: 0, step: 1, id: "formula-pieces",
      oninput: (event) => this.choose(Number(event.target.value)) });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.say = h("p", { class: "big", id: "formula-say" });
    this.detail = h("div", { class: "tight" });
    this.table = h("tbody");
    this.exports = formulaExports(this);
    const board = h("div", { class: "board" });
    const errors = h("div");
    host.append(h("div", { class: "split wide" },
      h("div", { class: "card tight" },
        h("div", { class: "fields", "data-part": "controls" },
          h("label", {}, "y =", this.formula), h("label", {}, "from x =", this.from), h("label", {}, "to x =", this.to)),
        this.fault, board,
        h("div", { class: "weight", "data-part": "controls", style: "grid-template-columns:auto minmax(0,1fr)" },
          h("label", { for: "formula-pieces", style: "font:inherit" }, "Pieces"), this.slider),
        h("p", { class: "legend" }, sample("target", "the formula, drawn from a network that is proved to follow it"),
          sample("fit", "the network"), h("span", { class: "key" }, "◆ knot")),
        h("p", { class: "note" }, "Formulas have + - * / ^, pi, e, abs, atan, cos, cosh, exp, ln, log, max, min, relu, sigmoid, sin, sinh, sqrt, tan, tanh.")),
      h("div", { class: "stack" },
        h("div", { class: "card tight" }, this.say, this.detail),
        h("div", { class: "card tight" }, h("h2", {}, "The error falls"), errors),
        h("div", { class: "card tight" }, h("h2", {}, "Pieces"),
          h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Pieces" },
          h("table", {}, h("thead", {}, h("tr", {},
            ["from", "to", "slope", "intercept"].map((name) => h("th", { scope: "col" }, name)))), this.table))),
        this.exports.element)));
    this.chart = new Chart(board, { x: "x", y: "y", height: 420 });
    this.errors = new Chart(errors, { x: "pieces", y: "proved error", height: 230, logarithmic: true });
    this.chart.redraw = this.errors.redraw = () => this.draw();
    this.asking = new Newest((question) => this.question(question), (answer) => this.answered(answer),
      (error) => this.failed(error));
  }

  interval() {
    const on = [Number(this.from.value), Number(this.to.value)];
    if (this.from.value === "" || this.to.value === "" || !(on[0] < on[1])) {
      this.failed(new Error("The interval needs two numbers, the smaller one first."));
      return;
    }
    state.set({ on });
  }

  choose(index) { state.set({ pieces: String(this.steps[index].pieces) }, "pieces"); }

  async approximate(error) {
    const [formula, on] = [state.get("formula"), state.get("on")];
    const answer = await ask({ question: "approximate", options: { formula, on: [on], error, max_pieces: 2000 },
      limits: { seconds: 5 } });
    return { ...answer, asked: { formula, on, error } };
  }

  async question(fresh) {
    if (fresh) {
      // First how large the error of one piece is, then the whole curve down to a small share of it.
      const coarse = await this.approximate(1e9);
      const fine = await this.approximate(Math.max(coarse.proved_error * FINE, 1e-9));
      this.fine = fine;
      this.target = fine.network ? await ask({ question: "dissect", network: fine.network }) : null;
      this.steps = fine.curve.filter((step, k, all) => k === 0 || step.proved_error < all[k - 1].proved_error);
    }
    const wanted = Number(state.get("pieces"));
    const index = Math.max(0, this.steps.findLastIndex((step) => step.pieces <= wanted));
    const step = this.steps[index];
    const answer = step.pieces === this.fine.pieces ? this.fine : await this.approximate(step.proved_error * (1 + 1e-9));
    return { answer, index, dissection: answer.network ? await ask({ question: "dissect", network: answer.network }) : null };
  }

  update(changed) {
    this.formula.value = state.get("formula");
    [this.from.value, this.to.value] = state.get("on");
    const fresh = !changed || changed.some((key) => ["formula", "on"].includes(key));
    if (fresh || changed.includes("pieces")) this.asking.request(fresh || !this.steps);
  }

  failed(error) {
    this.fault.textContent = error.message;
    this.fault.classList.toggle("code", error.message.includes("\n"));
    this.fault.hidden = false;
  }

  answered({ answer, index, dissection }) {
    Object.assign(this, { answer, dissection });
    this.fault.hidden = true;
    this.exports.update();
    this.slider.max = this.steps.length - 1;
    this.slider.value = index;
    this.slider.setAttribute("aria-valuetext", `${answer.pieces} pieces`);
    put(this.say, num(answer.pieces, 8), answer.pieces === 1 ? " piece, off by at most " : " pieces, off by at most ",
      num(answer.proved_error));
    put(this.detail, h("p", {}, "Proved by interval arithmetic, for every x of the interval. The network has ",
      num(answer.hidden[0], 8), " hidden units."),
      h("p", { class: "note" }, this.steps[0].pieces === 1
        ? ["One straight line, as in linear regression: off by up to ", num(this.steps[0].proved_error), "."] : ""));
    put(this.table, dissection ? pieces(dissection).map((p) => h("tr", {}, h("td", {}, num(p.from)), h("td", {}, num(p.to)),
      h("td", {}, num(p.slope)), h("td", {}, num(p.intercept)))) : "");
    this.draw();
  }

  draw() {
    if (!this.answer) return;
    const ends = (p) => [[p.from, p.slope * p.from + p.intercept], [p.to, p.slope * p.to + p.intercept]];
    if (this.target && this.dissection) {
      const curve = pieces(this.target).flatMap(ends);
      const line = pieces(this.dissection).flatMap(ends);
      const values = [...curve, ...line].map(([, y]) => y);
      this.chart.setRange(state.get("on"), [Math.min(...values), Math.max(...values)]);
      const corners = knots(this.dissection).map(({ at }) => {
        const [, y] = line.find(([x]) => Math.abs(x - at) < 1e-9) ?? [at, NaN];
        const [cx, cy] = [this.chart.sx(at), this.chart.sy(y)];
        return Number.isFinite(cy) ? s("path", { d: `M${cx} ${cy - 6}l6 6-6 6-6-6z`, class: "diamond" }) : null;
      });
      this.chart.draw([this.chart.line(curve, { class: "target" }), this.chart.line(line, { class: "fit" }), ...corners]);
    }
    const last = this.steps.at(-1);
    this.errors.setRange([0, last.pieces + 1], [last.proved_error / 1.6, this.steps[0].proved_error * 6]);
    this.errors.draw([
      this.errors.line(this.steps.map((step) => [step.pieces, step.proved_error]), { class: "residual" }),
      ...this.steps.map((step) => this.errors.dot([step.pieces, step.proved_error], { r: 3, class: "mark" })),
      this.errors.dot([this.answer.pieces, this.answer.proved_error], { r: 7, fill: "var(--first)" })]);
  }
}

"""#
}
