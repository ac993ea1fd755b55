// The panel of the user's own: files of networks and tables, columns, slices, and what can be taken away.
import { h, num, put } from "./dom.js";
import { ask, read } from "./ask.js";
import { state, text } from "./state.js";
import { inputNames, networkFile, shared, sizes } from "./shared.js";
import { Explorer, inputsOf } from "./explorer.js";
import { LineView } from "./line.js";
import { columns } from "./columns.js";
import { slices } from "./slices.js";
import { explanation } from "./explanation.js";

/// Networks up to so many characters travel in the address.
const SHORT = 6000;

/// A network as text for the address; nothing where it is too long.
const packed = {
  print: (network) => { const written = network ? JSON.stringify(network) : ""; return written.length <= SHORT ? written : ""; },
  parse: (value) => { try { return value ? JSON.parse(value) : null; } catch { return null; } },
};

export class OwnPanel {
  static declare(to) {
    to.declare("own", "network", packed, null);
    to.declare("own", "slice", text, "");
  }

  constructor(section) {
    const input = h("input", { type: "file", id: "file", class: "unseen", multiple: true, tabindex: "-1", "aria-label": "Files",
      onchange: () => this.take(input.files) });
    this.drop = h("div", { class: "drop" },
      h("p", { class: "big" }, "Drop a table or a network here"),
      h("p", { class: "note" }, "CSV and other tables; network JSON, ONNX, NNet, NumPy, safetensors: whatever knotwork reads. Files stay on this computer."),
      h("div", { class: "row" }, h("button", { type: "button", class: "main", onclick: () => input.click() }, "Choose a file…"),
        input,
        h("button", { type: "button", onclick: () => this.example() }, "Try an example with three inputs")));
    for (const type of ["dragover", "dragleave", "drop"]) {
      this.drop.addEventListener(type, (event) => {
        event.preventDefault();
        this.drop.classList.toggle("over", type === "dragover");
        if (type === "drop") this.take(event.dataTransfer.files);
      });
    }
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.notes = h("div", { class: "tight" });
    this.columns = columns({ changed: (table) => { shared.table = table; }, train: () => state.set({ panel: "train", data: "own" }),
      knots: (points) => state.set({ panel: "one", mode: "points", points }) });
    this.slices = slices({ changed: () => this.ask() });
    this.explanation = explanation();
    this.explanation.element.style.marginTop = "1.2rem";
    const view = h("div", { id: "own-view", hidden: true, style: "margin-top:1.2rem" });
    const line = h("div", { hidden: true, style: "margin-top:1.2rem" });
    this.hosts = { view, line };
    section.append(
      h("div", { class: "top" }, h("div", {}, h("h1", { id: "own-title" }, "Your own network, your own data"),
        h("p", { class: "lead" }, "The same exact answers about a model or a table of yours."))),
      h("div", { class: "stack" }, h("div", { "data-part": "controls" }, this.drop), this.fault, this.notes, this.columns.element,
        this.slices.element),
      view, line, this.explanation.element);
  }

  async take(files) {
    for (const file of files) {
      this.fault.hidden = true;
      try {
        const answer = await read(file);
        shared.name = answer.name ?? file.name;
        if (answer.kind === "network") this.setNetwork(answer.network);
        else this.setTable({ ...answer.table, target: answer.table.names.at(-1) });
        this.say(answer);
      } catch (error) { this.fail(error); }
    }
  }

  say({ name, kind, network, table, notes }) {
    put(this.notes,
      h("p", {}, h("strong", {}, name ?? "From the command line"), ": ", kind === "network"
        ? ["a network, ", sizes(network).join("-"), ", inputs ", inputNames(network).join(", ")]
        : ["a table, ", num(table.columns[0].length, 8), " rows, columns ", table.names.join(", ")]),
      (notes ?? []).map((note) => h("p", { class: "note" }, note)));
  }

  fail(error) { this.fault.textContent = error.message; this.fault.hidden = false; }

  setNetwork(network) {
    shared.network = network;
    this.slices.begin(network, shared.table);
    state.set({ network, slice: "" });
  }

  setTable(table) {
    shared.table = table;
    this.columns.begin(table);
    if (shared.network) { this.slices.begin(shared.network, table); this.ask(); }
  }

  example() {
    // That of Examples/space.json in spirit: three inputs, so that a slice has to be chosen.
    const network = networkFile([
      [[[1.2, -0.8, 0.5], [-0.6, 1.1, 0.9], [0.7, 0.4, -1.3], [-1, -0.5, 0.8]], [0.1, -0.2, 0.3, 0]],
      [[[0.9, -1.1, 0.6, 0.4], [-0.7, 0.8, 1.2, -0.5], [0.5, 0.6, -0.9, 1]], [0.2, -0.1, 0]],
      [[[1.4, -1, 0.8]], [0]]], { inputs: ["age", "income", "rooms"], outputs: ["price"] });
    shared.name = "an example";
    this.setNetwork(network);
    this.say({ name: "An example", kind: "network", network });
  }

  update(changed) {
    if (!this.begun) {
      this.begun = true;
      const { start } = shared;
      if (start?.table) { this.setTable({ ...start.table, target: start.table.target ?? start.table.names.at(-1) });
          this.say({ kind: "table", ...start }); }
      if (start?.network && !state.get("network")) { shared.name = start.name; this.setNetwork(start.network);
          this.say({ kind: "network", ...start }); return; }
    }
    const network = state.get("network");
    if (network && network !== shared.network) {
      try {
        this.slices.begin(network, shared.table);
        this.say({ name: shared.name ?? "The network of the address", kind: "network", network });
        shared.network = network;
      } catch {
        this.fail(new Error("The network of the address is none; was the address cut off?"));
        return;
      }
    }
    if (network && (!changed || changed.includes("network") || changed.includes("slice"))) this.ask();
    this.hosts.view.hidden = this.hosts.view.hidden || !network;
  }

  async ask() {
    const network = state.get("network") ?? shared.network;
    if (!network) return;
    const inputs = sizes(network)[0];
    this.fault.hidden = true;
    this.hosts.line.hidden = inputs !== 1;
    this.hosts.view.hidden = inputs < 2;
    this.explanation.begin(network, shared.table);
    try {
      if (inputs === 1) {
        this.line ??= new LineView(this.hosts.line);
        this.line.show(await ask({ question: "dissect", network }), { network }, null,
          { x: inputNames(network)[0], y: network.outputs?.[0] ?? "y" });
        return;
      }
      const { domain, names } = inputs > 2 ? this.slices.domain() : {};
      let table = null;
      try { if (shared.table) { inputsOf(network, shared.table); table = shared.table;
        } } catch { /* the table belongs to another network */ }
      this.explorer ??= new Explorer(this.hosts.view, { label: "Regions of your network" });
      // Without ranges in its file, a network is looked at where the rows lie.
      const rows = inputs === 2 && table && !network.ranges ? { box: inputsOf(network, table).columns.map(extent) } : undefined;
      this.explorer.ask({ network, domain: domain ?? rows, names, table: inputs === 2 ? table : null });
    } catch (error) { this.fail(error); }
  }
}

const extent = (column) => {
  const numbers = column.filter(Number.isFinite);
  return [Math.min(...numbers), Math.max(...numbers)];
};
