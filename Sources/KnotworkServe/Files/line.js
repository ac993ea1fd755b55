// A network of one input: its broken line, knots and rows.
import { h, num, put, s } from "./dom.js";
import { Chart, sample } from "./chart.js";
import { lineExports } from "./export.js";
import { smaller } from "./smaller.js";
import { knots, pieces } from "./shapes.js";

export class LineView {
  constructor(host) {
    const board = h("div");
    this.beside = h("div", { class: "stack" });
    this.exports = lineExports(this);
    this.knots = h("tbody");
    this.pieces = h("tbody");
    const table = (head, body, label) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      h("table", {}, h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))), body));
    host.append(h("div", { class: "split wide" },
      h("div", { class: "card tight" }, board,
        h("p", { class: "legend" }, sample("fit", "network"), h("span", { class: "key" }, "◆ knot, larger where it bends more"),
        h("span", {}, "● rows"))),
      h("div", { class: "stack" }, this.beside,
        h("div", { class: "card tight" }, h("h2", {}, "Knots"), table(["at", "bend", "layer", "unit"], this.knots, "Knots")),
        h("div", { class: "card tight" }, h("h2", {}, "Pieces"),
          table(["pattern", "from", "to", "slope", "intercept"], this.pieces, "Pieces")),
        this.exports.element, smaller(this))));
    this.chart = new Chart(board, { height: 440 });
    this.chart.redraw = () => this.answer && this.show(this.answer, this.asked, this.rows);
  }

  /// Shows a dissection of one dimension, the question that it answers, and the rows of a table where there are any.
  show(answer, asked, rows = null, names = null) {
    Object.assign(this, { answer, asked, rows });
    this.exports.update();
    const line = pieces(answer);
    const bends = knots(answer);
    const [x, y] = rows ? [rows.columns[0], rows.columns[rows.names.indexOf(rows.target ?? rows.names.at(-1))]] : [[], []];
    Object.assign(this.chart.names,
      names ?? (rows ? { x: rows.names.find((name) => name !== (rows.target ?? rows.names.at(-1))),
      y: rows.target ?? rows.names.at(-1) } : {}));
    const corners = line.flatMap((p) => [[p.from, p.slope * p.from + p.intercept], [p.to, p.slope * p.to + p.intercept]]);
    const all = [...corners.map((c) => c[1]), ...y];
    this.chart.setRange([line[0].from, line.at(-1).to], [Math.min(...all), Math.max(...all)]);
    const most = Math.max(...bends.map(({ bend }) => Math.abs(bend)), 1e-300);
    const at = (position) => { const p = line.find((each) => position <= each.to) ?? line.at(-1);
      return p.slope * position + p.intercept; };
    this.chart.draw([
      ...x.map((value, k) => this.chart.dot([value, y[k]], { r: 3, class: "mark", opacity: 0.75 })),
      this.chart.line(corners, { class: "fit" }),
      ...bends.map(({ at: position, bend }) => {
        const [cx, cy, r] = [this.chart.sx(position), this.chart.sy(at(position)), 4 + 5 * Math.sqrt(Math.abs(bend) / most)];
        return s("path", { d: `M${cx} ${cy - r}l${r} ${r}-${r} ${r}-${r}-${r}z`, class: "diamond" });
      })]);
    put(this.knots, bends.map((k) => h("tr", {}, h("td", {}, num(k.at)),
      h("td", {}, num(k.bend), k.bend > 0 ? " valley" : " ridge"), h("td", {}, num(k.layer, 8)), h("td", {}, num(k.unit, 8)))));
    put(this.pieces, line.map((p) => h("tr", {}, h("td", {}, h("code", {}, p.pattern)), h("td", {}, num(p.from)),
      h("td", {}, num(p.to)), h("td", {}, num(p.slope)), h("td", {}, num(p.intercept)))));
  }
}
