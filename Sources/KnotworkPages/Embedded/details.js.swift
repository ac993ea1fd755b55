// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let detailsJs = #"""
// What is known of the region or crease that is pointed at.

import { formula, grouped, short, tuple } from "./numbers.js";
import { range } from "./model.js";
import { creaseInWords } from "./creases.js";
import { html } from "./elements.js";

/** The size of a region in words. */
export function sizeName(dissection) {
  return ["", "length", "area"][dissection.dimension] ?? "volume";
}

/** "Region 3, pattern 01: y = -0.24 x1 - 1.26 x2, 12 rows, RMSE 0.3." */
export function regionInWords(dissection, index, names, outputName, output = 0) {
  const region = dissection.region[index];
  const rows = region.rows === null || region.rows === undefined ? "" : `, ${grouped(region.rows)} rows`;
  const rmse = region.rmse === null || region.rmse === undefined ? "" : `, RMSE ${short(region.rmse)}`;
  return `Region ${index}, pattern ${region.pattern}: ${outputName} = ${formula(region.slope[output], region.intercept[output], names)}${rows}${rmse}`;
}

function entries(dissection, index, names, outputName, output, rowWords) {
  const region = dissection.region[index];
  const [low, high] = range(region, output);
  const list = [
    ["pattern", region.pattern],
    ["formula", `${outputName} = ${formula(region.slope[output], region.intercept[output], names)}`],
    ...names.map((name, k) => [`U ${name} (slope)`, short(region.slope[output][k])]),
    ["c (intercept)", short(region.intercept[output])],
    [outputName, `${short(low)} to ${short(high)}`],
    [sizeName(dissection), short(region.volume)],
    ["corners", region.vertices.length > 8 ? String(region.vertices.length) : region.vertices.map(tuple).join(" ")],
  ];
  if (region.rows !== null && region.rows !== undefined) list.push([rowWords, grouped(region.rows)]);
  if (region.rmse !== null && region.rmse !== undefined) list.push(["RMSE", short(region.rmse)], ["mean residual", short(region.mean_residual)]);
  return list;
}

/** A panel that follows the selection; options as those of drawMap, and what rows are called. */
export function drawDetails(element, { dissection, names, outputName, output = 0, selection, say, rowWords = "rows inside" }) {
  const panel = html("div", { class: "details" });
  element.append(panel);

  function neighbours(index) {
    const all = dissection.region[index].neighbours;
    const line = html("p", { class: "neighbours" }, "Neighbours: ");
    for (const neighbour of all.slice(0, 12)) {
      line.append(html("button", { type: "button", onclick: () => selection.pin([neighbour], "details") }, String(neighbour)));
    }
    if (all.length > 12) line.append(` and ${all.length - 12} more`);
    return all.length > 0 ? line : null;
  }

  function show({ regions, crease, isPinned, source }) {
    panel.dataset.regions = regions.join();
    if (regions.length === 0) {
      panel.replaceChildren(html("p", {}, "Point at a region, a crease or a row of the table, or go to them with the keys, to see its numbers here."));
      return;
    }
    const parts = [];
    if (crease >= 0) {
      parts.push(html("p", { class: "heading" }, creaseInWords(dissection, crease, output)));
    }
    for (const index of regions.slice(0, 2)) {
      parts.push(html("p", { class: "heading" }, `Region ${index}`));
      const list = html("dl", {});
      for (const [name, text] of entries(dissection, index, names, outputName, output, rowWords)) {
        list.append(html("div", { class: ["formula", "corners", "pattern"].includes(name) ? "wide" : null }, html("dt", {}, name), html("dd", {}, text)));
      }
      parts.push(list);
      if (regions.length === 1) parts.push(neighbours(index));
    }
    if (regions.length > 2) parts.push(html("p", {}, `And ${regions.length - 2} more regions.`));
    if (isPinned) {
      parts.push(html("p", { class: "kept" }, "Kept. ", html("button", { type: "button", onclick: () => selection.clear("details") }, "Let go")));
    }
    panel.replaceChildren(...parts.filter((part) => part !== null));
    if (source !== "pointer") {
      say?.(crease >= 0 ? creaseInWords(dissection, crease, output) : regionInWords(dissection, regions[0], names, outputName, output));
    }
  }
  selection.listen(show);
  show(selection.state);
  return { panel };
}

"""#
}
