// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let twoJs = #"""
// The panel of two inputs.
import { h, put } from "./dom.js";
import { exact, fixed, flag, number, state, text, widths } from "./state.js";
import { WEIGHTS, networkFile, randomNetwork, shared, sizes } from "./shared.js";
import { Explorer } from "./explorer.js";
import { moved, oneMove } from "./onemove.js";

export class TwoPanel {
  static declare(to) {
    to.declare("two", "net", text, "random");
    to.declare("two", "hidden", widths, [8, 8]);
    to.declare("two", "seed", number, 1);
    to.declare("two", "colour", text, "output");
    to.declare("two", "creases", flag, true);
    to.declare("two", "edit", fixed(4), []);
    to.declare("two", "view", exact(3), [0.5, 0.5, 1]);
  }

  constructor(section) {
    this.net = h("select", { id: "two-net", onchange: (event) => state.set({ net: event.target.value, edit: [] }) });
    this.hidden = h("input", { type: "text", id: "two-hidden", inputmode: "numeric",
      onchange: (event) => this.setHidden(event.target.value) });
    this.seed = h("input", { type: "number", id: "two-seed", min: 1, step: 1,
      oninput: (event) => Number(event.target.value) && state.set({ seed: Number(event.target.value), edit: [] }, "seed") });
    this.trouble = h("p", { class: "fault", role: "alert", hidden: true });
    this.random = h("div", { class: "fields" },
      h("label", {}, "Units in each hidden layer", this.hidden), h("label", {}, "Seed of the weights", this.seed));
    this.subtitle = h("p", { class: "lead" });
    this.move = oneMove((edit, moving) => { this.moving = moving; state.set({ edit }, "edit"); });
    const host = h("div", { id: "two-view" });
    section.append(
      h("div", { class: "top" }, h("div", {},
        h("h1", { id: "two-title" }, "Two inputs: the exact pieces"), this.subtitle)),
      host);
    this.explorer = new Explorer(host, { beside: [
      h("div", { class: "card stack", "data-part": "controls" }, h("div", { class: "fields" }, h("label", {}, "Network", this.net)),
        this.random, this.move.element, this.trouble)] });
    const { map } = this.explorer;
    map.onView = ({ u, v, zoom }) => { clearTimeout(this.later);
      this.later = setTimeout(() => state.set({ view: [u, v, zoom] }, "view"), 200); };
    this.explorer.onOptions = ({ colouring, creases }) => state.set({ colour: colouring, creases }, "look");
  }

  setHidden(value) {
    const widths = value.split(/[\s,x×-]+/).filter(Boolean).map(Number);
    const sound = widths.length && widths.length <= 6 && widths.every((w) => Number.isInteger(w) && w >= 1 && w <= 512);
    this.trouble.hidden = sound;
    this.trouble.textContent = sound ? "" : "Write whole numbers from 1 to 512, up to six of them with a comma between: 8,8";
    if (sound) state.set({ hidden: widths, edit: [] });
  }

  file() {
    const [w11, w12, w21, w22, v1, v2] = WEIGHTS;
    if (state.get("net") === "own" && shared.network) return shared.network;
    const question = [[[[w11, w12], [w21, w22]]], [[[v1, v2]]]];
    if (state.get("net") === "question") return networkFile(question, { inputs: ["x1", "x2"], outputs: ["y"] });
    return randomNetwork(2, state.get("hidden"), state.get("seed"));
  }

  update(changed) {
    const touched = (...keys) => !changed || changed.some((key) => keys.includes(key));
    if (touched("net", "hidden", "seed", "colour", "creases", "panel")) this.showSettings();
    const [u, v, zoom] = state.get("view");
    const { map } = this.explorer;
    const seen = map.view;
    if (touched("view") && zoom >= 1 && Math.max(u, v) <= 1 && (seen.u !== u || seen.v !== v || seen.zoom !== zoom)) map.look({ u, v, zoom });
    if (touched("net", "hidden", "seed", "edit")) {
      const network = moved(this.file(), state.get("edit"));
      if (!this.moving) this.move.begin(network, state.get("edit"));
      const said = `A ${sizes(network).join("-")} network. Each polygon has one activation pattern and one formula; `;
      if (this.said !== said) put(this.subtitle, said, "zoom as deep as you like.");
      this.said = said;
      this.explorer.ask({ network, table: state.get("net") === "own" ? shared.table : null, moving: this.moving });
      this.moving = false;
    } else if (touched("colour", "creases") && this.explorer.shapes) map.set(this.explorer.options);
  }

  showSettings() {
    const own = shared.network && sizes(shared.network)[0] === 2;
    const choices = { random: "random weights", question: "that of the question", ...(own && { own: shared.name ?? "your own" }) };
    put(this.net, Object.entries(choices).map(([value, name]) => h("option", { value }, name)));
    this.net.value = state.get("net") in choices ? state.get("net") : "random";
    this.hidden.value = state.get("hidden").join(", ");
    if (document.activeElement !== this.seed) this.seed.value = state.get("seed");
    this.random.hidden = this.net.value !== "random";
    Object.assign(this.explorer.options, { colouring: state.get("colour"), creases: state.get("creases") });
    this.explorer.creases.checked = state.get("creases");
  }
}

"""#
}
