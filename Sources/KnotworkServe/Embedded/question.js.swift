// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let questionJs = #"""
// The panel of the question: two units, four cases.
import { affine, announce, h, num, percent, point, put } from "./dom.js";
import { Newest, ask } from "./ask.js";
import { caseTint, css, onAppearance } from "./palette.js";
import { fixed, flag, number, state } from "./state.js";
import { WEIGHTS, networkFile } from "./shared.js";
import { Shapes } from "./shapes.js";
import { RegionMap } from "./map.js";
import { Surface } from "./surface.js";
import { Arrows } from "./arrows.js";
import { Tour } from "./tour.js";
import { legend } from "./legend.js";
import { weights } from "./weights.js";


const BIASES = [0.4, -0.3, 0];

export class QuestionPanel {
  static declare(to) {
    to.declare("question", "w", fixed(6), WEIGHTS);
    to.declare("question", "b", fixed(3), BIASES);
    to.declare("question", "bias", flag, false);
    to.declare("question", "tour", number, 0);
  }

  constructor(section) {
    this.verdict = h("div", { class: "verdict", id: "verdict" });
    this.cases = h("ul", { class: "cases", id: "cases", "aria-label": "The cases" });
    this.identities = h("ul", { class: "identities", id: "identities", "aria-label": "Identities" });
    this.linear = h("figcaption", { id: "approximation" });
    this.network = h("figcaption", {}, "The network: flat facets, folded along the creases");
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.controls = weights();
    const board = h("div");
    const surfaces = [h("figure", {}), h("figure", {})];
    const tourHost = h("div", { "data-part": "tour" });
    section.append(
      h("div", { class: "top" },
        h("div", {},
          h("h1", { id: "question-title" }, "Two units make four cases. Is that just linear regression?"),
          h("p", { class: "lead" }, h("i", {}, "y = v1·relu(w1·x) + v2·relu(w2·x)"),
            ". Each unit folds the plane along a crease; between the creases y is exactly linear. Drag the two arrows.")),
        h("button", { type: "button", "data-part": "tour", id: "tour-start", class: "main", onclick: () => state.set({ tour: 1 }) },
          "Take the tour: six steps")),
      tourHost,
      h("div", { class: "split scene" },
        h("div", { class: "card tight" }, board, legend({ bends: true, witness: true, arrows: true })),
        h("div", { class: "stack" }, this.verdict, this.fault, this.cases, this.identities,
          h("div", { class: "card", "data-part": "controls" }, this.controls.element))),
      h("div", { class: "card tight", style: "margin-top:1.2rem" },
        h("h2", {}, "The same in space: the network, and what linear regression makes of it"),
        h("div", { class: "pair" }, surfaces[0], surfaces[1])));
    this.map = new RegionMap(board,
      { label: "Input plane with regions and creases", zoom: false, onPoint: (at) => this.pointed(at),
      overlay: (map) => this.arrows.draw(map) });
    this.arrows = new Arrows(this.map);
    this.surface = new Surface(surfaces[0], { label: "The network's output over the plane" });
    this.plane = new Surface(surfaces[1], { label: "Its best linear approximation over the plane" });
    surfaces[0].append(this.network);
    surfaces[1].append(this.linear);
    this.tour = new Tour(tourHost, this);
    this.asking = new Newest((network) => this.question(network), (answers) => this.show(answers), (error) => this.failed(error));
    onAppearance(() => this.answers && this.show(this.answers));
    this.drawn = [];
  }

  /// The network file of the weights.
  file() {
    const [w11, w12, w21, w22, v1, v2] = state.get("w");
    const [b1, b2, c] = state.get("b");
    const bias = state.get("bias");
    return networkFile([[[[w11, w12], [w21, w22]], bias && [b1, b2]], [[[v1, v2]], bias && [c]]],
      { inputs: ["x1", "x2"], outputs: ["y"] });
  }

  async question(network) {
    const [cases, dissection, linear] = await Promise.all(["cases", "dissect",
      "linear"].map((question) => ask({ question, network })));
    return { cases, dissection, linear };
  }

  update(changed) {
    this.controls.update();
    this.arrows.update(this.map);
    if (!changed || changed.includes("tour")) this.tour.update();
    if (!changed || changed.some((key) => ["w", "b", "bias"].includes(key))) this.asking.request(this.file());
  }

  failed(error) {
    this.fault.textContent = error.message;
    this.fault.hidden = false;
  }

  show(answers) {
    const now = performance.now();
    this.drawn.push(now);
    if (this.drawn.length > 200) this.drawn.shift();
    this.answers = answers;
    this.fault.hidden = true;
    const { cases, dissection, linear } = answers;
    this.shapes = new Shapes(dissection);
    this.map.show(this.shapes);
    const range = [dissection.outputs[0].minimum, dissection.outputs[0].maximum];
    this.surface.show(this.shapes, { range });
    this.plane.show(this.shapes, { range, only: "plane", plane: linear.slope ? linear : null });
    this.arrows.witness = linear.witness;
    this.showVerdict(linear);
    this.showCases(cases);
    put(this.identities, cases.identities.map(({ law, holds }) => h("li", {}, `${law} ${holds ? "✓ holds" : "✗ does not hold"}`)));
    this.map.draw();
  }

  showVerdict(linear) {
    const headline = linear.linear ? "Linear, with proof" : "Not linear";
    if (headline !== this.headline) announce(headline);
    this.headline = headline;
    this.verdict.classList.toggle("linear", linear.linear);
    const names = ["x1", "x2"];
    if (linear.linear) {
      put(this.verdict, h("p", { class: "big" }, "Linear, with proof"),
        h("p", {}, "No crease bends it: ", h("i", {}, "y"), " = ", affine(linear.slope, linear.intercept, names), " everywhere."));
      put(this.linear, "The same plane: nothing is lost");
      return;
    }
    const { p, q, value_p: a, value_q: b, value_midpoint: middle, gap } = linear.witness;
    put(this.verdict, h("p", { class: "big" }, "No: it is not linear, only its pieces are"),
      h("p", {}, "y", point(p), " = ", num(a), " and y", point(q), " = ", num(b), ". Halfway between, a linear function would be ",
        num(middle - gap), "; the network is ", num(middle), "."));
    put(this.linear, "Best linear approximation: ", h("i", {}, "y"), " ≈ ", affine(linear.slope, linear.intercept, names, 3),
      "; off by ", num(linear.rms, 3), " (root mean square), at most ", num(linear.largest_deviation, 3));
  }

  showCases(answer) {
    const lit = this.lit;
    put(this.cases, answer.cases.map((each) => {
      const slope = h("span", {}, "U = (", num(each.slope[0]), ", ", num(each.slope[1]), ")");
      return h("li", { class: `case${each.pattern === lit ? " lit" : ""}`, "data-pattern": each.pattern,
        style: `--tint:${css(caseTint(each.pattern))}`,
        onpointerenter: () => this.light(each.pattern), onpointerleave: () => this.light(null) },
      h("p", { class: "pattern" }, each.pattern, h("small", {}, percent(each.share), " of the square")),
      h("p", { class: "condition" }, each.condition),
      h("p", { class: "formula" }, h("i", {}, "y"), " = ", affine(each.slope, each.intercept, ["x1", "x2"])),
      h("p", { class: "symbols" }, `y = ${each.formula}`),
      h("p", { class: "symbols" }, slope),
      h("p", { class: "bar", "aria-hidden": "true" }, h("i", { style: `width:${100 * each.share}%` })));
    }));
    if (Number(answer.impossible) > 0) {
      this.cases.append(h("li", { class: "case absent" },
        `${answer.impossible} pattern${answer.impossible === 1 ? "" : "s"} cannot occur here`));
    }
  }

  light(pattern) {
    const index = pattern ? this.shapes.answer.region.findIndex((region) => region.pattern === pattern) : -1;
    this.map.selected = index;
    this.map.draw();
    this.mark(index);
  }

  pointed({ region }) { this.mark(region); }

  mark(index) {
    this.lit = this.shapes?.answer.region[index]?.pattern ?? null;
    for (const card of this.cases.children) card.classList.toggle("lit", card.dataset.pattern === this.lit && this.lit !== null);
    this.surface.select(index);
  }
}

"""#
}
