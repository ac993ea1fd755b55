// What the inputs of a network do at the rows of a table: one row input by input, and slopes beside linear regression.
import { announce, digits, h, num, put } from "./dom.js";
import { ask } from "./ask.js";
import { inputsOf } from "./explorer.js";
import { outputNames } from "./shared.js";

/// So many rows can be chosen by name; others by their number on the command line.
const MOST = 500;

const head = (...texts) => h("thead", {}, h("tr", {}, texts.map((text) => h("th", { scope: "col" }, text))));
const cell = (value) => h("td", {}, value === null || value === undefined ? "–" : num(value));

/// The section; hidden until there are a network and rows for it.
export function explanation() {
  const row = h("select", { id: "own-row", onchange: () => explain() });
  const sentence = h("p", { id: "own-row-words" });
  const parts = h("tbody", { id: "own-row-parts" });
  const slopes = h("tbody", { id: "own-slopes" });
  const regressionNote = h("p", { class: "note" });
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const scroll = (label, ...children) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, h("table", {}, children));
  const element = h("section", { id: "own-explanation", class: "card stack", hidden: true, "aria-labelledby": "own-explanation-title" },
    h("h2", { id: "own-explanation-title" }, "What the inputs do"),
    h("div", { class: "row" }, h("label", {}, "row ", row)), sentence,
    scroll("One row, input by input", head("input", "value", "slope here", "adds (Shapley)", "along the way from the mean"), parts),
    h("h3", {}, "Slopes over all rows"),
    scroll("Slopes", head("input", "mean", "least", "greatest", "share above 0", "linear regression"), slopes), regressionNote, fault);
  let asked = null;

  const fail = (error) => { fault.textContent = error.message; fault.hidden = false; };

  async function explain() {
    const mine = asked;
    fault.hidden = true;
    try {
      const { network, inputs } = mine;
      const answer = await ask({ question: "explain", network, table: inputs, options: { row: Number(row.value), against: "mean" } });
      if (mine !== asked) return;
      const [found] = answer.rows;
      const { detail } = answer;
      const crease = detail.nearest_crease;
      put(sentence, `${answer.output} is `, num(found.value), ", ", num(found.value - found.base_value), " more than its mean over ",
        `${digits(answer.background_rows, 8)} rows`, found.exact ? " (all coalitions of inputs were looked at)" : " (estimates)", ". ",
        detail.rows_in_region.length === 0 ? "No other row lies in its region." : `${detail.rows_in_region.length} other rows lie in its region.`,
        crease && ` The nearest crease, of unit ${crease.unit} in layer ${crease.layer}, is ${digits(100 * crease.distance, 3)} % of the ranges away.`);
      put(parts, answer.inputs.map((name, k) => h("tr", {}, h("th", { scope: "row" }, name), cell(found.row[k]), cell(detail.slope[k]),
        cell(found.shapley[k]), cell(found.integrated_gradients?.[k]))));
      announce(sentence.textContent);
    } catch (error) { if (mine === asked) fail(error); }
  }

  async function slopeTable() {
    const mine = asked;
    try {
      const answer = await ask({ question: "slopes", network: mine.network, table: mine.measured });
      if (mine !== asked) return;
      put(slopes, answer.inputs.map((input) => h("tr", {}, h("th", { scope: "row" }, input.name), cell(input.over_rows.mean),
        cell(input.over_rows.least), cell(input.over_rows.greatest), cell(input.over_rows.positive_share), cell(input.regression.coefficient))));
      regressionNote.textContent = answer.measured ? "Linear regression of what was measured." : "Linear regression of the network\u2019s own output.";
    } catch (error) { if (mine === asked) fail(error); }
  }

  return {
    element,
    /// Shows what the inputs of `network` do at the rows of `table`; nothing where the table is none of its rows.
    begin(network, table) {
      let inputs = null;
      try { inputs = network && table && inputsOf(network, table); } catch { /* the table belongs to another network */ }
      const numeric = inputs?.columns.every((column) => column.every((value) => typeof value === "number"));
      element.hidden = !numeric || inputs.columns[0].length === 0;
      if (element.hidden) { asked = null; return; }
      if (asked?.network === network && asked?.table === table) return;
      const target = table.names.includes(table.target ?? outputNames(network)[0]) ? table.target ?? outputNames(network)[0] : null;
      const measures = target !== null && !inputs.names.includes(target)
        && table.columns[table.names.indexOf(target)].every((value) => typeof value === "number");
      const measured = measures
        ? { names: [...inputs.names, target], columns: [...inputs.columns, table.columns[table.names.indexOf(target)]], target } : inputs;
      asked = { network, table, inputs, measured };
      const count = Math.min(MOST, inputs.columns[0].length);
      put(row, Array.from({ length: count }, (_, k) => h("option", { value: String(k + 1) }, String(k + 1))));
      row.value = "1";
      explain();
      slopeTable();
    },
  };
}
