// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let mapJs = #"""
// The region map: exact polygons, each filled with the exact values of its affine function, creases over them.

import { counted, short } from "./numbers.js";
import { bounds, extent, largest, locator, range, towards, value } from "./model.js";
import { field, inks, tint } from "./palette.js";
import { html, svg } from "./elements.js";
import { clipped, createPlane } from "./plane.js";
import { legend } from "./legend.js";

export const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function polygon(context, vertices, place) {
  context.beginPath();
  vertices.forEach((vertex, k) => context[k === 0 ? "moveTo" : "lineTo"](...place(vertex)));
  context.closePath();
}

/** The colours of an affine function in pixels. */
function gradient(context, region, output, colors, place) {
  const centre = place(region.interior_point);
  const [low, high] = range(region, output);
  const [sx, sy] = region.slope[output];
  const origin = place([0, 0]);
  const [kx, ky] = [place([1, 0])[0] - origin[0], place([0, 1])[1] - origin[1]];
  const [ax, ay] = [sx / kx, sy / ky];
  const steepness = ax * ax + ay * ay;
  const middle = value(region, region.interior_point, output);
  if (high - low <= (colors.high - colors.low) * 0.004 || !(steepness > 0)) return colors.color(middle);
  const at = (wanted) => [centre[0] + ((wanted - middle) / steepness) * ax, centre[1] + ((wanted - middle) / steepness) * ay];
  const fill = context.createLinearGradient(...at(low), ...at(high));
  const steps = Math.max(2, Math.ceil(((high - low) / (colors.high - colors.low)) * 24));
  for (let k = 0; k <= steps; k += 1) fill.addColorStop(k / steps, colors.color(low + ((high - low) * k) / steps));
  return fill;
}

/** What colours can say: [value, words] pairs. */
export function colorings(dissection, names, outputName) {
  const has = (key) => dissection.region.some((region) => region[key] !== null && region[key] !== undefined);
  return [
    ["output", outputName], ...names.map((name, k) => [`slope${k}`, `slope of ${name}`]), ["pattern", "activation pattern"],
    ...(has("mean_residual") ? [["residual", "mean residual of the rows"]] : []), ...(has("rows") ? [["rows", "rows inside"]] : []),
  ];
}

function scale(dissection, output, coloring, words) {
  const all = dissection.region;
  if (coloring === "pattern") return null;
  if (coloring === "residual") return field(words, ...extent(all.map((region) => region.mean_residual ?? 0)), true);
  if (coloring === "rows") return field(words, 0, extent(all.map((region) => region.rows ?? 0))[1], false);
  if (coloring === "output") return field(words, ...extent(all.flatMap((region) => range(region, output))), false);
  return field(words, ...extent(all.map((region) => region.slope[output][Number(coloring.slice(5))])), true);
}

/**
 * Draws the map of a dissection of two dimensions into `element`.
 *
 * Options: dissection (a document of `knotwork dissect`), names, outputName, output, rows ([[x, y], …]), selection, coloring.
 */
export function drawMap(element, { dissection, names, outputName, output = 0, rows = [], selection, coloring = "output" }) {
  const [x, y] = bounds(dissection);
  const locate = locator(dissection);
  const key = html("div", {});
  let colors = null;

  function fill(context, region, place) {
    if (coloring === "pattern") return tint(region.pattern);
    if (coloring === "output") return gradient(context, region, output, colors, place);
    const number = coloring === "residual" ? region.mean_residual : coloring === "rows" ? region.rows : region.slope[output][Number(coloring.slice(5))];
    return number === null ? inks().muted : colors.color(number);
  }

  function paint(context, place) {
    const ink = inks();
    for (const region of dissection.region) {
      polygon(context, region.vertices, place);
      context.fillStyle = context.strokeStyle = fill(context, region, place);
      context.lineWidth = 0.6;
      context.fill();
      context.stroke();
    }
    const width = dissection.crease.length > 1500 ? 0.7 : dissection.crease.length > 300 ? 1 : 2;
    for (const hem of [true, false]) {
      for (const crease of dissection.crease) {
        const bend = crease.bends[output];
        context.beginPath();
        context.moveTo(...place(crease.vertices[0]));
        context.lineTo(...place(crease.vertices[1]));
        context.setLineDash(hem || bend > 0 ? [] : bend < 0 ? [6, 4] : [1, 4]);
        context.lineWidth = hem ? width + (width > 1 ? 2.5 : 0.8) : width;
        context.strokeStyle = hem ? ink.paper : ink.text;
        context.stroke();
      }
    }
    context.setLineDash([]);
    for (const row of rows) {
      context.beginPath();
      context.arc(...place(row), rows.length > 400 ? 1.6 : 2.4, 0, 2 * Math.PI);
      [context.fillStyle, context.strokeStyle, context.lineWidth] = [ink.text, ink.paper, 0.8];
      context.fill();
      context.stroke();
    }
  }

  function mark(place, frame) {
    const { regions, crease } = selection.state;
    const clip = clipped(frame);
    for (const index of regions) {
      const points = dissection.region[index].vertices.map((vertex) => place(vertex).join()).join(" ");
      clip.append(svg("polygon", { points, class: "hem" }), svg("polygon", { points, class: "edge", "data-region": index }));
    }
    if (crease >= 0) {
      const [[x1, y1], [x2, y2]] = dissection.crease[crease].vertices.map(place);
      clip.append(svg("line", { x1, y1, x2, y2, class: "hem" }), svg("line", { x1, y1, x2, y2, class: "edge thick" }));
    }
    if (dissection.region.length <= 150) {
      dissection.region.forEach((region, index) => {
        const [left, right] = extent(region.vertices.map((vertex) => place(vertex)[0]));
        const [low, high] = extent(region.vertices.map((vertex) => place(vertex)[1]));
        const [a, b] = place(region.interior_point);
        if (right - left < 26 || high - low < 24 || locate(region.interior_point) !== index) return;
        clip.append(svg("text", { x: a, y: b + 5, class: "number" }, String(index)));
      });
    }
    return clip;
  }

  const plane = createPlane(element, {
    x, y, names, paint, mark,
    label: `Region map of ${outputName}: ${counted(dissection.region.length, "region")} over ${names[0]} and ${names[1]}`,
    help: "Arrow keys go from region to region, Enter keeps one, Escape lets go, + and - zoom.",
    center: () => (selection.state.regions.length > 0 ? dissection.region[selection.state.regions[0]].interior_point : undefined),
    onPoint(point) {
      const index = locate(point);
      selection.point(index < 0 ? [] : [index], "map");
    },
    onLeave: () => selection.point([], "map"),
    onClick(point) {
      const index = locate(point);
      if (index >= 0) selection.pin([index], "map");
    },
    onKey(key) {
      const now = selection.state.regions[0];
      if (key in arrows) selection.choose([now === undefined ? largest(dissection) : towards(dissection, now, arrows[key], [x, y])], "map");
      else if (key === "Enter" || key === " ") selection.pin([now ?? largest(dissection)], "map");
      else if (key === "Home") selection.choose([largest(dissection)], "map");
      else if (key === "Escape") selection.clear("map");
      else return false;
      return true;
    },
  });
  element.append(key);
  selection.listen(() => plane.remark());

  function color(by) {
    coloring = by;
    const words = colorings(dissection, names, outputName).find(([name]) => name === by)?.[1] ?? outputName;
    colors = scale(dissection, output, by, words);
    const bends = dissection.crease.map((crease) => crease.bends[output]);
    key.replaceChildren(legend(colors, {
      text: by === "pattern" ? "One light colour for each activation pattern; colours may repeat." : "",
      bends, rows: rows.length, isOver: true, gray: by === "residual" ? "no rows" : "" }));
    plane.redraw();
  }
  color(coloring);
  return { color, frame: plane.frame, summary: () => `${outputName} from ${short(colors?.low)} to ${short(colors?.high)}` };
}

"""#
}
