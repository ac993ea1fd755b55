// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let pointsJs = #"""
// Points that can be dragged, and the broken line that explains them best.
import { announce, digits, h, num, put, s } from "./dom.js";
import { Newest, ask } from "./ask.js";
import { state } from "./state.js";
import { Chart, sample } from "./chart.js";
import { PointBoard } from "./board.js";
import { pointExports } from "./export.js";

export class PointsView {
  constructor(host) {
    this.board = h("div", { class: "board" });
    this.count = h("select", { id: "one-knots", onchange: (event) => state.set({ knots: event.target.value }) },
      h("option", { value: "auto" }, "chosen (BIC)"),
        Array.from({ length: 7 }, (_, k) => h("option", { value: String(k) }, `${k}`)));
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.proof = h("p", { id: "one-proof" });
    this.exports = pointExports(this);
    this.compare = h("tbody");
    this.knots = h("tbody", { id: "one-knot-rows" });
    this.pieces = h("tbody");
    const table = (head, body, label) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      h("table", {}, h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))), body));
    host.append(h("div", { class: "split wide" },
      h("div", { class: "card tight" },
        h("div", { class: "row", "data-part": "controls" }, h("label", {}, "Number of knots", this.count),
          h("button", { type: "button", onclick: () => this.points.add() }, "Add a point"),
          h("button", { type: "button", onclick: () => this.points.remove() }, "Remove it"),
          h("button", { type: "button", onclick: () => state.set({ points: [] }) }, "Clear")),
        this.fault, this.board,
        h("p", { class: "legend" }, sample("fit", "broken line"), sample("regression", "linear regression"),
          sample("residual", "residuals"),
          h("span", { class: "key" }, "◆ knot, shaded: where it lies with 95 % confidence")),
        h("p", { class: "note" }, "Drag points; click an empty place to add one; double-click a point to remove it. On the keyboard: Page Up and Page Down choose a point, arrows move it, Delete removes it, Enter adds one.")),
      h("div", { class: "stack" },
        h("div", { class: "card tight" }, h("h2", {}, "Does the bend earn its keep?"),
          table(["", "knots", "R²", "RMSE"], this.compare, "Comparison with linear regression"), this.proof),
        h("div", { class: "card tight" }, h("h2", {}, "Knots"), table(["x", "95 % from", "to", "bend"], this.knots, "Knots")),
        h("div", { class: "card tight" }, h("h2", {}, "Pieces"),
          table(["from", "to", "slope", "intercept"], this.pieces, "Pieces")),
        this.exports.element)));
    this.chart = new Chart(this.board, { x: "x", y: "y", height: 460 });
    this.chart.redraw = () => this.draw();
    this.points = new PointBoard(this.board, this.chart, () => this.draw());
    this.asking = new Newest((question) => this.question(question), (answers) => this.answered(answers),
      (error) => this.failed(error));
    this.ranges();
  }

  ranges() {
    const p = state.get("points");
    const extent = (k, least) => {
      const values = p.map((each) => each[k]);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const span = Math.max(high - low, least);
      return p.length ? [low - span * 0.06, high + span * 0.06] : [0, 10];
    };
    this.chart.setRange(extent(0, 1), extent(1, 1), 0.02);
  }

  async question({ points, knots }) {
    const table = { names: ["x", "y"], columns: [points.map((p) => p[0]), points.map((p) => p[1])], target: "y" };
    const [fit, line] = await Promise.all([
      ask({ question: "knots", table, options: knots === "auto" ? {} : { knots: Number(knots) } }),
      ask({ question: "knots", table, options: { knots: 0 } }),
    ]);
    return { fit, line, points, knots, table };
  }

  update(changed) {
    this.count.value = state.get("knots");
    if (!changed || (changed.includes("points") && !this.points.busy())) this.ranges();
    this.draw();
    if (!changed || changed.some((key) => ["points", "knots"].includes(key))) this.asking.request({ points: state.get("points"),
        knots: state.get("knots") });
  }

  failed(error) {
    this.answers = null;
    this.fault.textContent = error.message;
    this.fault.hidden = false;
    for (const body of [this.compare, this.knots, this.pieces]) put(body);
    put(this.proof);
    this.draw();
  }

  answered(answers) {
    this.answers = answers;
    this.fault.hidden = true;
    this.exports.update();
    const { fit, line } = answers;
    const row = (name, { sse, rows, r_squared: r, knots }) => h("tr", {}, h("th", { scope: "row" }, name),
      h("td", {}, num(knots.length, 8)), h("td", {}, num(r)), h("td", {}, num(Math.sqrt(sse / rows))));
    put(this.compare, row("broken line", fit), row("linear regression", line));
    put(this.proof, fit.certificate
      ? h("span", {}, "✓ Proved: no other knots do better (", num(fit.certificate.cases, 8), " placements settled).")
      : "Not proved: there are too many placements to settle all.",
      fit.test ? h("span", { class: "note" }, " Is there a knot at all? Davies’ test: p ",
        fit.test.p_value < 1e-12 ? "< 1e−12" : ["= ", num(fit.test.p_value, 3)], ".") : "");
    put(this.knots, fit.knots.map((knot) => h("tr", {}, h("td", {}, num(knot.value)), h("td", {}, num(knot.lower)),
      h("td", {}, num(knot.upper)), h("td", {}, num(knot.bend), knot.bend > 0 ? " valley" : " ridge"))));
    if (!fit.knots.length) put(this.knots, h("tr", {}, h("td", { colspan: 4 }, "none: a straight line")));
    put(this.pieces, fit.pieces.map((piece) => h("tr", {}, h("td", {}, num(piece.from)), h("td", {}, num(piece.to)),
      h("td", {}, num(piece.slope.value)), h("td", {}, num(piece.intercept)))));
    this.draw();
    if (this.points.keyboard) announce(`${fit.knots.length} knots${fit.knots.length ? ` at ${fit.knots.map((k) => digits(k.value, 3)).join(", ")}` : ""}, R² ${digits(fit.r_squared, 3)}`);
  }

  draw() {
    const { chart } = this;
    if (!chart.frame) return;
    const marks = [];
    if (this.answers) {
      const { fit, line } = this.answers;
      const at = (piece, x) => piece.slope.value * x + piece.intercept;
      const ends = (piece) => [[piece.from, at(piece, piece.from)], [piece.to, at(piece, piece.to)]];
      for (const knot of fit.knots) {
        if (knot.lower !== null) {
          const [a, b] = [chart.sx(knot.lower), chart.sx(knot.upper)];
          marks.push(s("rect", { x: a, y: chart.frame.top, width: Math.max(0, b - a), height: chart.frame.bottom - chart.frame.top,
            class: "interval" }));
        }
        marks.push(chart.upright(knot.value, { class: "knot" }));
      }
      for (const [x, y] of state.get("points")) {
        const piece = fit.pieces.find((each) => x <= each.to) ?? fit.pieces.at(-1);
        marks.push(chart.line([[x, y], [x, at(piece, x)]], { class: "residual" }));
      }
      for (const piece of line.pieces) marks.push(chart.line(ends(piece), { class: "regression" }));
      marks.push(chart.line(fit.pieces.flatMap(ends), { class: "fit" }));
      fit.knots.forEach((knot, k) => {
        const [x, y] = [chart.sx(knot.value), chart.sy(at(fit.pieces[k], knot.value))];
        marks.push(s("path", { d: `M${x} ${y - 8}l8 8-8 8-8-8z`, class: "diamond" }));
      });
    }
    marks.push(...this.points.marks());
    chart.draw(marks);
  }
}

"""#
}
