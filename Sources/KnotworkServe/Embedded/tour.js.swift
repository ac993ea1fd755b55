// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let tourJs = #"""
// Six steps through the question and its answer.
import { h, put } from "./dom.js";
import { state } from "./state.js";
import { WEIGHTS } from "./shared.js";

const STEPS = [
  { title: "One formula, four cases",
    say: "Each unit is either on or off, so there are at most four cases, written 11, 10, 01 and 00. In each case the output has the form U1·x1 + U2·x2. So has the network become linear regression?",
    set: { w: WEIGHTS, bias: false } },
  { title: "Each piece is linear",
    say: "Move the pointer over the square, or go there with Tab and the arrow keys. The card of the region that you are in lights up: within it, one formula holds, exactly. Off units contribute nothing; case 11 is the sum of cases 10 and 01.",
    set: { w: WEIGHTS, bias: false }, region: "10" },
  { title: "The whole is not",
    say: "Two points prove it. Take p and q in the square and the point halfway between. On a plane the middle would be the mean of both ends. Here it is not, so no single plane does it. There is no “almost”: either such a pair of points exists, or the network is linear. These opposite units look as if they bent; the verdict says what they do.",
    set: { w: [2, -1, -2, 1, 1.5, -1.5], bias: false } },
  { title: "The ruler and the protractor",
    say: "Linear regression owns a ruler: one slope for the whole plane. A ReLU network owns a protractor too: it goes straight, and at a crease it turns by an angle that it is free to choose. A valley turns up, a ridge turns down, and the width of a crease shows by how much. Compare both surfaces below.",
    set: { w: WEIGHTS, bias: false } },
  { title: "Knots and slopes",
    say: "With biases the creases leave the origin. Training finds where the creases belong and which slope each piece needs. With one input the creases are points: the knots of a broken line.",
    set: { w: [2, 0, 2, 0, 1, -1], b: [0.7, -0.7, -0.7], bias: true } },
  { title: "Any continuous function, as closely as you like",
    say: "More units, more knots; more knots, a smaller error, with no lower limit. One straight line cannot do that. The panel “One input” shows it for a curve that you type: each further piece lowers an error that is proved.",
    set: { w: WEIGHTS, bias: false }, next: { panel: "one", mode: "formula", tour: 0 } },
];

export class Tour {
  constructor(host, panel) {
    Object.assign(this, { host, panel, step: 0 });
  }

  go(step) {
    state.set({ tour: step, ...(STEPS[step - 1]?.set ? structuredClone(STEPS[step - 1].set) : {}) });
  }

  update() {
    const number = state.get("tour");
    const step = STEPS[number - 1];
    if (!step) { if (this.step) put(this.host); this.step = 0; return; }
    if (number === this.step) return;
    const begun = this.step === 0;
    this.step = number;
    const title = h("h2", { tabindex: "-1" }, step.title);
    put(this.host, h("section", { class: "tour", "aria-label": "Tour" },
      h("p", { class: "note" }, `Step ${number} of ${STEPS.length}`), title, h("p", {}, step.say),
      h("div", { class: "row" },
        h("button", { type: "button", disabled: number === 1, onclick: () => this.go(number - 1) }, "Back"),
        step.next
          ? h("button", { type: "button", class: "main", onclick: () => state.set(step.next) }, "See it: one input")
          : h("button", { type: "button", class: "main", onclick: () => this.go(number + 1) }, "Next"),
        h("button", { type: "button", class: "quiet", onclick: () => state.set({ tour: 0 }) }, "End the tour"))));
    if (!begun || document.activeElement?.id === "tour-start") title.focus({ preventScroll: true });
    if (step.region) setTimeout(() => this.panel.shapes && this.panel.light(step.region), 300);
  }
}

"""#
}
