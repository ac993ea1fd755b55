// A map, a surface, the facts of a region and the table of all, linked: what panels of two inputs are made of.
import { h, num, put } from "./dom.js";
import { Newest, ask } from "./ask.js";
import { onAppearance } from "./palette.js";
import { Shapes } from "./shapes.js";
import { RegionMap } from "./map.js";
import { Surface } from "./surface.js";
import { RegionTable, facts } from "./format.js";
import { legend, ramp } from "./legend.js";
import { inputNames, outputNames } from "./shared.js";
import { exports } from "./export.js";
import { smaller } from "./smaller.js";

export class Explorer {
  /// `beside` are elements above the facts; `table` and `tools` say what is there.
  constructor(host, { label = "Regions of the network", beside = [], table = true, tools = true } = {}) {
    this.board = h("div");
    this.facts = h("div", { class: "tight", id: `${host.id || "map"}-facts` });
    this.counts = h("div", { class: "numbers", "aria-live": "off" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.colouring = h("select", { onchange: (event) => this.set({ colouring: event.target.value }) });
    this.creases = h("input", { type: "checkbox", checked: true,
      onchange: (event) => this.set({ creases: event.target.checked }) });
    this.plane = h("input", { type: "checkbox", onchange: () => this.showSurface() });
    this.ramp = h("span", { class: "row note" });
    this.beside = h("div", { class: "stack" }, ...beside);
    const figure = h("figure", {});
    this.exports = tools ? exports(this) : null;
    const tableHost = h("div", { class: "card tight" });
    host.append(
      h("div", { class: "split wide" },
        h("div", { class: "card tight" },
          h("div", { class: "row", "data-part": "controls" },
            h("label", {}, "Colours", this.colouring),
            h("label", {}, this.creases, "Creases"), this.ramp),
          this.fault, this.board, legend({ bends: true })),
        h("div", { class: "stack" },
          this.beside,
          h("div", { class: "card tight" }, this.counts, this.facts),
          h("div", { class: "card tight" }, figure,
            h("label", { class: "row", "data-part": "controls" }, this.plane, "Best linear approximation beside it")))));
    if (table) host.append(h("div", { class: "split two", style: "margin-top:1.2rem" }, tableHost,
        this.exports && h("div", { class: "stack" }, this.exports.element, smaller(this))));
    this.map = new RegionMap(this.board, { label, onPoint: (at) => this.pointed(at) });
    this.surface = new Surface(figure, { label: "The output over both inputs" });
    this.table = table ? new RegionTable(tableHost, { onSelect: (index) => this.select(index) }) : null;
    this.asking = new Newest((question) => this.question(question), (answers, question) => this.answered(answers, question),
      (error) => this.fail(error));
    this.options = { colouring: "pattern", creases: true };
    onAppearance(() => this.shapes && this.paint());
  }

  /// Asks about a network over a domain, with the rows of a table beside it where there is one.
  ask(question) { this.asking.request(question); }

  async question({ network, domain, table, moving }) {
    const question = { question: "dissect", network, ...(domain && { domain }) };
    // While a weight moves, only the regions are asked for.
    const linear = moving ? null : ask({ question: "linear", network, ...(domain && { domain }),
      limits: { seconds: 3 } }).catch(() => null);
    const rows = table ? ask({ question: "eval", network, table: inputsOf(network, table), options: { patterns: true } }) : null;
    return { dissection: await ask(question), linear: await linear, rows: await rows };
  }

  fail(error) {
    this.fault.textContent = error.message;
    this.fault.hidden = false;
  }

  answered({ dissection, linear, rows }, question) {
    if (this.asked && question.network !== this.asked.network && this.asked.run) return;
    this.linear = linear;
    this.show(dissection, question, rows);
  }

  /// Shows an answer that is there already.
  show(dissection, question, rows = null) {
    this.fault.hidden = true;
    this.asked = question;
    const slice = question.domain?.slice || question.domain?.through;
    this.names = question.names ?? (slice ? ["s", "t"] : inputNames(question.network));
    this.output = outputNames(question.network)[0];
    this.map.names = this.names;
    this.shapes = new Shapes(dissection);
    this.scores = rows ? scores(rows, question.table, this.output) : null;
    const choices = { pattern: "pattern", output: `output ${this.output}`, slope1: `slope for ${this.names[0]}`,
      slope2: `slope for ${this.names[1]}`, ...(this.scores && { residual: "mean residual of the rows" }) };
    if (Object.values(choices).join() !== this.choices) {
      this.choices = Object.values(choices).join();
      put(this.colouring, Object.entries(choices).map(([value, name]) => h("option", { value }, name)));
    }
    if (!(this.options.colouring in choices)) this.options.colouring = "pattern";
    this.colouring.value = this.options.colouring;
    const plane = !slice && question.table ? rowsOf(question.table, this.names) : null;
    // Dashes take most of the time of large maps; a map that moves goes without them.
    Object.assign(this.map.options, this.options, { moving: question.moving });
    this.map.show(this.shapes, { residuals: this.scores, rows: plane });
    this.follow(question.moving);
    this.showTable(question.moving);
    this.showCounts(dissection);
    this.exports?.update();
    this.pointed({ region: this.map.selected, point: this.map.pointer });
  }

  // The table follows a run in training once a second.
  showTable(moving) {
    const show = () => { this.later = 0; this.table?.show({ shapes: this.shapes, names: this.names, scores: this.scores }); };
    if (moving) { this.later ||= setTimeout(show, 1000); return; }
    clearTimeout(this.later);
    show();
  }

  showCounts(dissection) {
    const item = (value, name) => h("div", {}, num(value, 8), h("span", {}, name));
    put(this.counts, item(dissection.regions, dissection.regions === 1 ? "region" : "regions"),
      item(dissection.linear_pieces, "linear pieces"),
      item(dissection.creases, "creases"));
  }

  set(options) {
    Object.assign(this.options, options);
    this.colouring.value = this.options.colouring;
    this.creases.checked = this.options.creases;
    if (!this.shapes) return;
    this.map.set(this.options);
    this.showSurface();
    this.showRamp();
    this.onOptions?.(this.options);
  }

  paint() { this.showSurface(); this.showRamp(); }

  // The surface follows a run in training some times a second, so that the map keeps its pace.
  follow(moving) {
    this.showRamp();
    if (!moving) { clearTimeout(this.following); this.following = 0; this.showSurface(); return; }
    this.following ||= setTimeout(() => { this.following = 0; this.showSurface(); }, this.shapes.polygons.length > 400 ? 300 : 100);
  }

  showRamp() { ramp(this.ramp, this.map.colours); }

  showSurface() {
    const plane = this.plane.checked && this.linear?.slope ? this.linear : null;
    this.surface.show(this.shapes, { colouring: this.options.colouring, residuals: this.scores, plane, names: this.names });
  }

  select(index) {
    this.map.selected = index;
    this.map.pointer = null;
    this.map.draw();
    this.pointed({ region: index, point: null });
  }

  pointed({ region, point }) {
    if (!this.shapes) return;
    facts(this.facts, { shapes: this.shapes, index: region, point, names: this.names, output: this.output, scores: this.scores });
    this.surface.select(region);
    this.table?.mark(region);
  }
}

/// The columns of a table that a network takes, by name.
export function inputsOf(network, table) {
  const names = inputNames(network);
  const found = names.map((name) => table.names.indexOf(name));
  if (found.includes(-1)) throw new Error(`The table has no column ${names[found.indexOf(-1)]}, which the network takes.`);
  return { names, columns: found.map((k) => table.columns[k]) };
}

const rowsOf = (table, names) => {
  const [a, b] = names.map((name) => table.columns[table.names.indexOf(name)]);
  return a && b ? a.map((x, k) => [x, b[k]]) : null;
};

/// Rows, mean residual and RMSE of each pattern, from the answer of eval.
function scores({ outputs, patterns }, table, output) {
  const target = table.columns[table.names.indexOf(table.target ?? output)];
  const result = new Map();
  patterns.forEach((pattern, k) => {
    const entry = result.get(pattern) ?? { rows: 0, sum: 0, squares: 0 };
    entry.rows += 1;
    if (target) { const r = target[k] - outputs[k][0]; entry.sum += r; entry.squares += r * r; }
    result.set(pattern, entry);
  });
  for (const entry of result.values()) if (target) Object.assign(entry,
      { mean: entry.sum / entry.rows, rmse: Math.sqrt(entry.squares / entry.rows) });
  return result;
}
