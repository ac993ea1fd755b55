// How small can it be? A smaller network, the same function or within an error of it, with proof.
import { digits, h, put, save } from "./dom.js";
import { ask } from "./ask.js";

// Proofs may take as long as this.
const SECONDS = 10;

const layers = (units) => (units.length ? units.map(String).join("+") : "linear");

/// The rows of the curve, the largest network first, and the sentence above it.
export function told(answer) {
  const rows = answer.curve.map((step) => [layers(step.hidden), step.pieces ?? "–", step.bending_units, digits(step.difference.bound)]).reverse();
  const pieces = answer.pieces_before === null || answer.pieces_after === null ? ""
    : `, ${answer.pieces_before} pieces → ${answer.pieces_after}`;
  const sentence = `${layers(answer.units_before)} hidden units → ${layers(answer.units_after)}${pieces}: `
    + (answer.proved_error === 0 ? "the same function there, proved." : `nowhere off by more than ${digits(answer.proved_error)}, proved.`)
    + (answer.open ? ` Open after ${SECONDS} seconds: ${layers(answer.open.hidden)}.` : "");
  return { sentence, rows };
}

/// A card that makes the network of a view smaller.
export function smaller(view) {
  const errors = [["", "by nothing"], ...["1%", "2%", "5%", "10%", "20%"].map((share) => [share, `by ${share.replace("%", " %")} of its range`])];
  const error = h("select", { "aria-label": "Outputs may change" }, errors.map(([value, name]) => h("option", { value }, name)));
  const words = h("p", { "aria-live": "polite" }, `Proofs take ${SECONDS} seconds at most.`);
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const curve = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Smaller networks", hidden: true });
  let found = null;
  const keep = h("button", { type: "button", hidden: true,
    onclick: () => save("smaller.json", JSON.stringify(found.network, null, 1), "application/json") }, "Smaller network");
  const make = h("button", { type: "button", onclick: async () => {
    const { network, domain, table } = view.asked;
    make.disabled = true;
    fault.hidden = curve.hidden = keep.hidden = true;
    put(words, "Looking for smaller networks …");
    try {
      // Networks are made smaller over their inputs, not over a slice of them.
      const isPlane = domain && (domain.slice || domain.through);
      found = await ask({ question: "simplify", network, ...(domain && !isPlane && { domain }), ...(table && { table }),
        options: error.value ? { error: error.value } : {}, limits: { seconds: SECONDS } });
      const { sentence, rows } = told(found);
      put(words, sentence);
      put(curve, h("table", {}, h("thead", {}, h("tr", {}, ["network", "pieces", "bend", "proved error"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, String(cell))))))));
      curve.hidden = !rows.length;
      keep.hidden = false;
    } catch (wrong) {
      put(words);
      fault.textContent = wrong.message;
      fault.hidden = false;
    }
    make.disabled = false;
  } }, "Make it smaller");
  return h("div", { class: "card stack", "data-part": "smaller" }, h("h2", {}, "How small can it be?"),
    h("div", { class: "row" }, h("label", {}, "Outputs may change", error), make, keep), words, fault, curve);
}
