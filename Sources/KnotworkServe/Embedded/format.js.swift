// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let formatJs = #"""
// Things that panels say about regions: facts of one, and a table of all.
import { affine, h, num, percent, put } from "./dom.js";

/// What is known of a region, beside the map.
export function facts(element, { shapes, index, point, names, output, scores }) {
  if (index < 0 || !shapes) {
    put(element, h("p", { class: "note" }, "Point at a region, or focus the map and use the arrow keys."));
    return;
  }
  const region = shapes.answer.region[index];
  const { answer } = shapes;
  const slope = region.slope[shapes.output];
  const intercept = region.intercept[shapes.output];
  const score = scores?.get(region.pattern);
  const pair = (name, ...value) => [h("dt", {}, name), h("dd", {}, ...value)];
  put(element, h("dl", { class: "facts" },
    pair("region", num(index, 8), ` of ${answer.regions}`),
    pair("pattern", h("code", { id: "pattern" }, region.pattern)),
    pair("formula", h("i", {}, output), " = ", affine(slope, intercept, names)),
    pair("U", "(", num(slope[0]), ", ", num(slope[1]), ")"),
    pair("c", num(intercept)),
    region.volume !== null && answer.volume
      ? pair("share", percent(region.volume / answer.volume), ` (area ${num(region.volume).textContent})`) : [],
    scores ? pair("rows", num(score?.rows ?? 0, 8), score?.rmse !== undefined ? [", RMSE ", num(score.rmse)] : "") : [],
    point ? pair("here", `${output} = `, num(shapes.value(index, point)),
      ` at (${point.map((x) => num(x).textContent).join(", ")})`) : []));
}

/// A table of regions that sorts and filters; long ones show their first rows.
export class RegionTable {
  constructor(host, { onSelect }) {
    this.onSelect = onSelect;
    this.sorting = { key: "region", down: false };
    this.filter = h("input", { type: "text", placeholder: "pattern, for example 1?0",
      "aria-label": "Filter by pattern; ? stands for any digit", oninput: () => this.fill() });
    this.count = h("span", { class: "note", role: "status" });
    this.head = h("tr");
    this.body = h("tbody");
    host.append(h("div", { class: "row" }, h("h2", {}, "Regions"), this.filter, this.count),
      h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of regions" },
        h("table", {}, h("thead", {}, this.head), this.body)));
  }

  show({ shapes, names, scores }) {
    Object.assign(this, { shapes, names, scores });
    const columns = ["region", "pattern", ...names.map((name) => `U ${name}`), "c", "share", ...(scores ? ["rows", "RMSE"] : [])];
    if (columns.join() !== this.columns?.join()) {
      this.columns = columns;
      put(this.head, columns.map((name) => h("th", { scope: "col" },
        h("button", { type: "button", onclick: () => this.sort(name) }, name))));
    }
    this.fill();
  }

  sort(key) {
    this.sorting = { key, down: this.sorting.key === key ? !this.sorting.down : key !== "region" && key !== "pattern" };
    this.fill();
  }

  fill() {
    if (!this.shapes) return;
    const { answer, output } = this.shapes;
    const wanted = this.filter.value.replace(/[^01? ]/g, "").trim();
    const test = wanted ? new RegExp(wanted.replaceAll("?", "[01]")) : null;
    let rows = answer.region.map((region, index) => {
      const score = this.scores?.get(region.pattern);
      return [index, region.pattern, ...region.slope[output], region.intercept[output], region.volume / answer.volume,
        ...(this.scores ? [score?.rows ?? 0, score?.rmse ?? null] : [])];
    });
    if (test) rows = rows.filter((row) => test.test(row[1]));
    const column = this.columns.indexOf(this.sorting.key);
    const sign = this.sorting.down ? -1 : 1;
    if (column > 0 || this.sorting.down) rows.sort((a, b) => sign * (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0));
    const shown = rows.slice(0, 200);
    this.count.textContent = rows.length > shown.length ? `the first ${shown.length} of ${rows.length}` : `${rows.length}`;
    [...this.head.children].forEach((cell, k) => cell.setAttribute("aria-sort",
      k === column ? (this.sorting.down ? "descending" : "ascending") : "none"));
    put(this.body, shown.map((row) => h("tr", { "data-region": row[0], onpointerenter: () => this.onSelect(row[0]) },
      row.map((value, k) => h("td", {},
        k === 1 ? h("code", {}, value) : this.columns[k] === "share" ? percent(value) : num(value, k === 0 ? 8 : 4))))));
    this.mark(this.selected ?? -1);
  }

  mark(index) {
    this.selected = index;
    this.body.querySelector(".lit")?.classList.remove("lit");
    this.body.querySelector(`[data-region="${index}"]`)?.classList.add("lit");
  }
}

"""#
}
