// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let slicesJs = #"""
// For networks of more than two inputs: which plane of the input space is looked at.
import { h, put } from "./dom.js";
import { inputNames } from "./shared.js";
import { inputsOf } from "./explorer.js";

/// A chooser of slices: two inputs with the others at a row, or the plane through three rows.
export function slices({ changed }) {
  let network = null;
  let rows = null;
  let ranges = null;
  const first = h("select", { id: "slice-first", onchange: () => tell() });
  const second = h("select", { id: "slice-second", onchange: () => tell() });
  const kind = h("select", { id: "slice-kind", onchange: () => tell() },
    h("option", { value: "two" }, "two inputs, the others fixed"),
      h("option", { value: "through" }, "the plane through three points"));
  const row = h("input", { type: "number", min: 1, step: 1, id: "slice-row",
    onchange: () => { take(Number(row.value)); tell(); } });
  const others = h("div", { class: "fields" });
  const three = h("div", { class: "fields" });
  const rowLabel = h("label", {}, "at row", row);
  const pair = h("div", { class: "fields" }, h("label", {}, "across", first), h("label", {}, "up", second), rowLabel);
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const element = h("div", { class: "card stack", hidden: true, id: "own-slices", "data-part": "controls" },
    h("h2", {}, "The slice"), h("div", { class: "fields" }, h("label", {}, "Look at", kind)), pair, others, three, fault);
  let values = [];
  const corners = Array.from({ length: 3 },
    (_, k) => h("input", { type: "text", id: `slice-point${k + 1}`, onchange: () => tell() }));
  put(three, corners.map((corner, k) => h("label", {}, `point ${k + 1}: a row number, or values`, corner)));

  const take = (number) => {
    if (rows && Number.isInteger(number) && number >= 1 && number <= rows.length) values = [...rows[number - 1]];
  };
  const tell = () => {
    if (first.value === second.value) second.selectedIndex = (first.selectedIndex + 1) % first.options.length;
    show();
    try { domain(); fault.hidden = true; changed(); } catch (error) { fault.textContent = error.message; fault.hidden = false; }
  };
  const show = () => {
    const two = kind.value === "two";
    pair.hidden = others.hidden = !two;
    three.hidden = two;
    rowLabel.hidden = !rows;
    put(others, inputNames(network).map((name, k) => (String(k) === first.value || String(k) === second.value ? null
      : h("label", {}, name, h("input",
        { type: "number", step: "any", value: Number(values[k].toPrecision(6)), "data-input": k, onchange: (event) => {
        if (event.target.value !== "") { values[k] = Number(event.target.value); tell(); }
      } })))));
  };
  const parse = (written) => {
    const numbers = written.split(/[\s,]+/).filter(Boolean).map(Number);
    const count = values.length;
    if (numbers.length === 1 && rows?.[numbers[0] - 1]) return rows[numbers[0] - 1];
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    throw new Error(`“${written}” is not a point: ${rows ? `the number of a row from 1 to ${rows.length}, or ` : ""}${count} numbers with a comma between.`);
  };
  /// The domain of the slice, and the names of its coordinates.
  const domain = () => {
    if (kind.value === "through") {
      // The first point is (0, 0), the second (1, 0), the third (0, 1).
      return { domain: { through: corners.map((corner) => parse(corner.value)), box: [[0, 1], [0, 1]] }, names: ["s", "t"] };
    }
    const [i, j] = [Number(first.value), Number(second.value)];
    const unit = (k) => values.map((_, index) => (index === k ? 1 : 0));
    const origin = values.map((value, k) => (k === i || k === j ? 0 : value));
    return { domain: { slice: { origin, directions: [unit(i), unit(j)] }, box: [ranges[i], ranges[j]] },
      names: [inputNames(network)[i], inputNames(network)[j]] };
  };
  const begin = (given, table) => {
    network = given;
    const names = inputNames(network);
    element.hidden = names.length < 3;
    if (names.length < 3) return;
    rows = null;
    try { if (table) { const { columns } = inputsOf(network, table);
      rows = columns[0].map((_, k) => columns.map((column) => column[k])); } } catch { rows = null; }
    const extent = (k) => { const column = rows.map((r) => r[k]); return [Math.min(...column), Math.max(...column)]; };
    ranges = names.map((_, k) => network.ranges?.[k] ?? (rows ? extent(k) : [-1, 1])).map(([a, b]) =>
      (a < b ? [a, b] : [a - 1, a + 1]));
    values = ranges.map(([a, b]) => (a + b) / 2);
    row.max = rows?.length ?? 1;
    for (const select of [first, second]) put(select, names.map((name, k) => h("option", { value: k }, name)));
    first.value = "0";
    second.value = "1";
    corners.forEach((corner, k) => { corner.value = rows && rows.length > 2 ? String(k + 1)
      : names.map((_, i) => (k === 0 ? ranges[i][0] : i === k - 1 ? ranges[i][1] : ranges[i][0])).join(", "); });
    show();
  };
  return { element, begin, domain };
}

"""#
}
