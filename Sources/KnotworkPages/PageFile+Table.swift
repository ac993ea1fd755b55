// swift-format-ignore-file
// Written by scripts/page-files from the folder Files; change the files there and run it.

extension PageFile {
  /// All files, by name.
  public static let all: [PageFile] = [
    PageFile(name: "canvas.js", text: ##"""
// Painting on a canvas, sharp on screens and on paper.

import { printing } from "./palette.js";

/** Gives a canvas a size in pixels of the page, and calls `paint(context)` in those pixels. */
export function paintOn(canvas, width, height, paint) {
  const scale = printing() ? 3 : Math.max(devicePixelRatio || 1, 1);
  // On the way to paper Chromium plays strokes again in another place; pixels stay where they are.
  const target = printing() ? document.createElement("canvas") : canvas;
  [target.width, target.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = target.getContext("2d");
  context.scale(scale, scale);
  paint(context);
  if (target === canvas) return;
  [canvas.width, canvas.height] = [target.width, target.height];
  canvas.getContext("2d").putImageData(context.getImageData(0, 0, target.width, target.height), 0, 0);
}

"""##),
    PageFile(name: "creases.js", text: ##"""
// The crease map: as wide as the bend is large, solid where convex, dashed where concave.

import { counted, short } from "./numbers.js";
import { bounds, extent, kind } from "./model.js";
import { inks } from "./palette.js";
import { html, svg } from "./elements.js";
import { clipped, createPlane } from "./plane.js";
import { legend } from "./legend.js";

const widest = 9;

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** "crease of unit 3 in layer 1, bend 0.5, convex (valley), between regions 4 and 7". */
export function creaseInWords(dissection, index, output = 0) {
  const crease = dissection.crease[index];
  const bend = crease.bends[output];
  return `Crease of unit ${crease.unit} in layer ${crease.layer}: bend ${short(bend)}, ${kind(bend)}, between regions `
    + `${crease.regions[0]} and ${crease.regions[1]}`;
}

/** Draws the creases of a dissection of two dimensions into `element`; options as those of drawMap. */
export function drawCreases(element, { dissection, names, outputName, output = 0, selection }) {
  const [x, y] = bounds(dissection);
  const bends = dissection.crease.map((crease) => crease.bends[output]);
  const most = extent(bends.map(Math.abs).concat(0))[1];
  const order = bends.map((_, index) => index).sort((a, b) => Math.abs(bends[b]) - Math.abs(bends[a]));
  const width = (bend) => (most > 0 ? Math.max(dissection.crease.length > 1500 ? 0.4 : 1, (widest * Math.abs(bend)) / most) : 1);
  let shown = null;

  function paint(context, place) {
    shown = place;
    const ink = inks();
    for (const index of order) {
      const bend = bends[index];
      context.beginPath();
      context.moveTo(...place(dissection.crease[index].vertices[0]));
      context.lineTo(...place(dissection.crease[index].vertices[1]));
      context.lineWidth = bend === 0 ? 1.5 : width(bend);
      context.strokeStyle = bend > 0 ? ink.first : bend < 0 ? ink.second : ink.muted;
      context.setLineDash(bend > 0 ? [] : bend < 0 ? [Math.max(6, 2 * width(bend)), Math.max(3, width(bend))] : [1, 4]);
      context.stroke();
    }
    context.setLineDash([]);
  }

  function mark(place, frame) {
    const clip = clipped(frame);
    for (const index of selection.state.regions) {
      const points = dissection.region[index].vertices.map((vertex) => place(vertex).join()).join(" ");
      clip.append(svg("polygon", { points, class: "wash" }), svg("polygon", { points, class: "edge", "data-region": index }));
    }
    const crease = selection.state.crease;
    if (crease >= 0) {
      const [[x1, y1], [x2, y2]] = dissection.crease[crease].vertices.map(place);
      clip.append(svg("line", { x1, y1, x2, y2, class: "edge thick", "data-crease": crease }));
    }
    return clip;
  }

  function near(pixel) {
    let [best, least] = [-1, 8];
    dissection.crease.forEach((crease, index) => {
      const away = distance(pixel, shown(crease.vertices[0]), shown(crease.vertices[1])) - width(bends[index]) / 2;
      if (away < least) [best, least] = [index, away];
    });
    return best;
  }

  const plane = createPlane(element, {
    x, y, names, paint, mark,
    label: `Crease map of ${outputName}: ${counted(dissection.crease.length, "crease")}`,
    help: "Right and left go from the largest bend to smaller ones, Enter keeps one, Escape lets go.",
    center: () => (selection.state.crease >= 0 ? dissection.crease[selection.state.crease].vertices[0] : undefined),
    onPoint(_, pixel) {
      const index = near(pixel);
      selection.point(index < 0 ? [] : dissection.crease[index].regions, "creases", index);
    },
    onLeave: () => selection.point([], "creases"),
    onClick(_, pixel) {
      const index = near(pixel);
      if (index >= 0) selection.pin(dissection.crease[index].regions, "creases", index);
    },
    onKey(key) {
      if (order.length === 0) return false;
      const now = order.indexOf(selection.state.crease);
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (key in steps || key === "Home") {
        const next = key === "Home" || now < 0 ? order[0] : order[(now + steps[key] + order.length) % order.length];
        selection.choose(dissection.crease[next].regions, "creases", next);
      } else if (key === "Enter" || key === " ") {
        const index = now < 0 ? order[0] : order[now];
        selection.pin(dissection.crease[index].regions, "creases", index);
      } else if (key === "Escape") selection.clear("creases");
      else return false;
      return true;
    },
  });
  element.append(html("p", { class: "caption" }, most > 0 ? `The widest lines bend by ${short(most)}.` : "Nothing bends."), legend(null, { bends }));
  selection.listen(() => plane.remark());
  return { frame: plane.frame };
}

"""##),
    PageFile(name: "curve.js", text: ##"""
// Broken lines over one input: pieces, knots, rows, lines beside them.

import { short, ticks } from "./numbers.js";
import { extent } from "./model.js";
import { html, svg } from "./elements.js";
import { printing } from "./palette.js";

const margin = { left: 58, right: 14, top: 26, bottom: 44 };

/** The value of a broken line (a document of `knotwork profile`) at s. */
export function along(profile, s) {
  let piece = profile.knots.findIndex((knot) => s < knot);
  if (piece < 0) piece = profile.slopes.length - 1;
  return profile.slopes[piece] * s + profile.intercepts[piece];
}

/** The ends of the pieces of a broken line. */
export function ends(profile) {
  return [profile.range[0], ...profile.knots, profile.range[1]];
}

/** The nodes of a broken line as points. */
export function nodes(profile) {
  return ends(profile).map((s, k) => {
    const piece = Math.min(k, profile.slopes.length - 1);
    return [s, profile.slopes[piece] * s + profile.intercepts[piece]];
  });
}

/**
 * Draws a broken line into `element`.
 *
 * Options: profile (a document of `knotwork profile`), xName, yName, label; lines ([{ points, ink, width, dash, name }]) beside it, rows
 * ([[x, y]]), onPiece(index or -1, isChosen) and clips for where the picture ends.
 */
export function drawCurve(element, { profile, xName, yName, label, lines = [], rows = [], ink = "first", name = "network", onPiece }) {
  const own = nodes(profile);
  const x = profile.range;
  let y = extent([...own, ...lines.flatMap((line) => line.points), ...rows].map((point) => point[1]));
  if (y[0] === y[1]) y = [y[0] - 1, y[1] + 1];
  const rest = (y[1] - y[0]) * 0.04;
  y = [y[0] - rest, y[1] + rest];
  const picture = svg("svg", { class: "curve", "aria-hidden": "true" });
  const frame = html("div", { class: "plane", tabindex: "0", role: "application", "aria-label": label }, picture);
  element.append(frame);
  let [width, height, lit] = [0, 0, []];
  const place = ([a, b]) => [
    margin.left + ((a - x[0]) / (x[1] - x[0])) * (width - margin.left - margin.right),
    margin.top + ((y[1] - b) / (y[1] - y[0])) * (height - margin.top - margin.bottom),
  ];
  const polyline = (points, attributes) => svg("polyline", {
    points: points.map((point) => place(point).map((part) => part.toFixed(2)).join()).join(" "), fill: "none", ...attributes });

  const shine = svg("g", {});

  function light(pieces) {
    lit = pieces.filter((index) => index >= 0 && index < profile.slopes.length);
    shine.replaceChildren(...lit.flatMap((index) => {
      const [[left], [right]] = [place(own[index]), place(own[index + 1])];
      const wash = { x: left, y: margin.top, width: Math.max(1, right - left), height: height - margin.top - margin.bottom };
      return [polyline([own[index], own[index + 1]], { class: "edge", "data-piece": index }), svg("rect", { class: "wash", ...wash })];
    }));
  }

  function draw() {
    width = frame.clientWidth;
    if (width < 100) return;
    height = Math.round(Math.min(360, width * 0.66));
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const axes = svg("g", { class: "axes" }, svg("rect", {
      x: margin.left, y: margin.top, width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }));
    for (const value of ticks(x[0], x[1], width / 55)) {
      const [a] = place([value, 0]);
      axes.append(svg("line", { x1: a, x2: a, y1: height - margin.bottom, y2: height - margin.bottom + 5 }));
      axes.append(svg("text", { x: a, y: height - margin.bottom + 18, "text-anchor": "middle" }, short(value)));
    }
    for (const value of ticks(y[0], y[1], height / 50)) {
      const [, b] = place([0, value]);
      axes.append(svg("line", { x1: margin.left - 5, x2: margin.left, y1: b, y2: b }));
      axes.append(svg("text", { x: margin.left - 8, y: b + 4, "text-anchor": "end" }, short(value)));
    }
    axes.append(svg("text", { class: "name", x: (margin.left + width - margin.right) / 2, y: height - 8, "text-anchor": "middle" }, xName));
    axes.append(svg("text", { class: "name", x: 8, y: 16 }, yName));
    const parts = [axes];
    for (const line of lines) {
      parts.push(polyline(line.points, { class: `s-${line.ink}`, "stroke-width": line.width ?? 2, "stroke-dasharray": line.dash }));
    }
    for (const row of rows) {
      const [cx, cy] = place(row);
      parts.push(svg("circle", { cx, cy, r: rows.length > 400 ? 1.5 : 2.5, class: "f-muted row" }));
    }
    parts.push(polyline(own, { class: "hem", "stroke-width": 6 }), polyline(own, { class: `s-${ink}`, "stroke-width": 3, "stroke-linejoin": "round" }), shine);
    light(lit);
    if (profile.knots.length <= 120) {
      profile.bends.forEach((bend, k) => {
        const [a, b] = place(own[k + 1]);
        const shape = bend > 0 ? `${a},${b - 5} ${a + 5},${b + 4} ${a - 5},${b + 4}` : `${a},${b + 5} ${a + 5},${b - 4} ${a - 5},${b - 4}`;
        parts.push(svg("polygon", { points: shape, class: "knot" }));
      });
    }
    picture.replaceChildren(...parts);
  }

  const pieceAt = (event) => {
    const box = frame.getBoundingClientRect();
    const s = x[0] + ((event.clientX - box.left - margin.left) / (width - margin.left - margin.right)) * (x[1] - x[0]);
    if (s < x[0] || s > x[1]) return -1;
    const piece = profile.knots.findIndex((knot) => s < knot);
    return piece < 0 ? profile.slopes.length - 1 : piece;
  };
  frame.addEventListener("pointermove", (event) => onPiece?.(pieceAt(event), "point"));
  frame.addEventListener("pointerleave", () => onPiece?.(-1, "point"));
  frame.addEventListener("click", (event) => { if (pieceAt(event) >= 0) onPiece?.(pieceAt(event), "pin"); });
  let now = -1;
  frame.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in steps) {
      now = now < 0 ? 0 : Math.min(profile.slopes.length - 1, Math.max(0, now + steps[event.key]));
      onPiece?.(now, "choose");
    } else if (event.key === "Home" || event.key === "End") {
      now = event.key === "Home" ? 0 : profile.slopes.length - 1;
      onPiece?.(now, "choose");
    } else if (event.key === "Enter" || event.key === " ") {
      now = Math.max(0, now);
      onPiece?.(now, "pin");
    } else if (event.key === "Escape") onPiece?.(-1, "clear");
    else return;
    event.preventDefault();
  });
  const entry = (text, attributes) => html("span", { class: "entry" }, svg("svg", { width: 34, height: 12, "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 33, y1: 6, y2: 6, ...attributes })), text);
  const mark = (points, text) => html("span", { class: "entry" }, svg("svg", { width: 14, height: 12, "aria-hidden": "true" }, svg("polygon", { points, class: "knot" })), text);
  const named = new Map(lines.filter((line) => line.name).map((line) => [line.name, line]));
  element.append(html("div", { class: "legend" }, entry(name, { class: `s-${ink}`, "stroke-width": 3 }),
    ...[...named.values()].map((line) => entry(line.name, { class: `s-${line.ink}`, "stroke-width": line.width ?? 2, "stroke-dasharray": line.dash })),
    ...(rows.length > 0 ? [html("span", { class: "entry" }, svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, svg("circle", { cx: 6, cy: 6, r: 3, class: "f-muted" })), "row")] : []),
    ...(profile.bends.some((bend) => bend > 0) ? [mark("7,1 12,11 2,11", "knot, bends up")] : []),
    ...(profile.bends.some((bend) => bend <= 0) ? [mark("7,11 12,1 2,1", "knot, bends down")] : [])));
  new ResizeObserver(() => { if (frame.clientWidth !== width && !printing()) draw(); }).observe(frame);
  draw();
  return { frame, light };
}

"""##),
    PageFile(name: "details.js", text: ##"""
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

"""##),
    PageFile(name: "elements.js", text: ##"""
// Elements of HTML and SVG. Texts are always texts: nothing here takes markup.

const space = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An element of HTML with attributes, listeners (onclick: …) and children. */
export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(space, name), attributes, children);
}

let used = 0;

/** An identifier that nothing else on the page has. */
export function unused(name) {
  used += 1;
  return `${name}-${used}`;
}

/** A choice with a label: options are [value, text] pairs. */
export function choice(label, options, value, onchange) {
  const select = html("select", { onchange: () => onchange(select.value) });
  for (const [key, text] of options) select.append(html("option", { value: key, selected: key === value }, text));
  return { element: html("label", { class: "choice" }, html("span", {}, label), select), select };
}

/** Words that people do not see, for those who hear the page; each call replaces what was said before. */
export function speaker() {
  const element = html("div", { class: "spoken", "aria-live": "polite" });
  let waiting = 0;
  const say = (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { element.textContent = text; }, 150);
  };
  return { element, say };
}

"""##),
    PageFile(name: "legend.js", text: ##"""
// What colours and lines of a map mean.

import { short, ticks } from "./numbers.js";
import { html, svg } from "./elements.js";

function sample(width, dash, name) {
  const line = svg("line", { x1: 1, x2: 33, y1: 6, y2: 6, class: name, "stroke-width": width, "stroke-dasharray": dash });
  return svg("svg", { width: 34, height: 12, "aria-hidden": "true" }, line);
}

function entry(picture, text) {
  return html("span", { class: "entry" }, picture, text);
}

/** The legend of a map: a bar for its colours (null for none), lines for the kinds of bends that occur, rows. */
export function legend(colors, { text = "", bends = [], rows = 0, isOver = false, gray = "" }) {
  const element = html("div", { class: "legend" });
  if (colors !== null) {
    const share = (value) => (colors.high > colors.low ? ((value - colors.low) / (colors.high - colors.low)) * 100 : 50);
    const bar = html("div", { class: "bar", style: `background:linear-gradient(to right,${colors.stops.join(",")})` });
    const labels = html("div", { class: "ticks" });
    for (const value of ticks(colors.low, colors.high, 6)) {
      labels.append(html("span", { style: `left:${share(value).toFixed(2)}%` }, short(value)));
    }
    element.append(html("div", { class: "scale" }, html("span", {}, colors.name), html("div", { class: "bars" }, bar, labels)));
  }
  const [convex, concave, flat] = [bends.some((bend) => bend > 0), bends.some((bend) => bend < 0), bends.some((bend) => bend === 0)];
  if (convex) element.append(entry(sample(isOver ? 2 : 4, null, isOver ? "s-text" : "s-first"), "convex (valley)"));
  if (concave) element.append(entry(sample(isOver ? 2 : 4, isOver ? "6 4" : "8 4", isOver ? "s-text" : "s-second"), "concave (ridge)"));
  if (flat) element.append(entry(sample(1.5, "1 4", "s-muted"), "no bend"));
  if (rows > 0) element.append(entry(svg("svg", { width: 12, height: 12, "aria-hidden": "true" }, svg("circle", { cx: 6, cy: 6, r: 3, class: "f-text" })), "row"));
  if (gray !== "") element.append(entry(svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, svg("rect", { width: 16, height: 12, class: "f-muted" })), gray));
  if (text !== "") element.append(html("span", { class: "entry" }, text));
  return element;
}

"""##),
    PageFile(name: "map.js", text: ##"""
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

"""##),
    PageFile(name: "model.js", text: ##"""
// What drawings need of a dissection besides its document: places, neighbours, ranges.

/** The value of an output on a region at a point. */
export function value(region, point, output = 0) {
  return region.slope[output].reduce((sum, factor, k) => sum + factor * point[k], region.intercept[output]);
}

/** The least and the greatest value of an output on a region; it is affine, so they lie at vertices. */
export function range(region, output = 0) {
  const values = region.vertices.map((vertex) => value(region, vertex, output));
  return [Math.min(...values), Math.max(...values)];
}

/** The least and the greatest of many numbers. */
export function extent(numbers) {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The ranges of the coordinates. */
export function bounds(dissection) {
  return Array.from({ length: dissection.dimension }, (_, k) => extent(
    dissection.region.flatMap((region) => region.vertices.map((vertex) => vertex[k]))));
}

function contains(vertices, [x, y]) {
  let sign = 0;
  for (let k = 0; k < vertices.length; k += 1) {
    const [ax, ay] = vertices[k];
    const [bx, by] = vertices[(k + 1) % vertices.length];
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    if (side !== 0 && sign !== 0 && Math.sign(side) !== sign) return false;
    if (side !== 0) sign = Math.sign(side);
  }
  return true;
}

/** A function that says in which region a point of the plane lies; -1 for none. A grid of the regions' rectangles makes it fast. */
export function locator(dissection) {
  const [x, y] = bounds(dissection);
  const count = Math.max(1, Math.min(200, Math.round(Math.sqrt(dissection.region.length) * 1.5)));
  const cells = Array.from({ length: count * count }, () => []);
  const cell = (at, [low, high]) => Math.min(count - 1, Math.max(0, Math.floor(((at - low) / (high - low)) * count)));
  dissection.region.forEach((region, index) => {
    const [left, right] = extent(region.vertices.map((vertex) => vertex[0]));
    const [low, high] = extent(region.vertices.map((vertex) => vertex[1]));
    for (let row = cell(low, y); row <= cell(high, y); row += 1) {
      for (let column = cell(left, x); column <= cell(right, x); column += 1) cells[row * count + column].push(index);
    }
  });
  return (point) => {
    const found = cells[cell(point[1], y) * count + cell(point[0], x)].find((index) => contains(dissection.region[index].vertices, point));
    return found ?? -1;
  };
}

/** The neighbour of a region that lies most in a direction; the region itself where none lies there. */
export function towards(dissection, index, [dx, dy], [x, y]) {
  const from = dissection.region[index].interior_point;
  let [best, most] = [index, 0.2];
  for (const neighbour of dissection.region[index].neighbours) {
    const to = dissection.region[neighbour].interior_point;
    const way = [(to[0] - from[0]) / (x[1] - x[0]), (to[1] - from[1]) / (y[1] - y[0])];
    const cosine = (way[0] * dx + way[1] * dy) / Math.hypot(...way);
    if (cosine > most) [best, most] = [neighbour, cosine];
  }
  return best;
}

/** The index of the region with the largest volume. */
export function largest(dissection) {
  return dissection.region.reduce((best, region, index) => (region.volume > dissection.region[best].volume ? index : best), 0);
}

/** The kind of a bend in words. */
export function kind(bend) {
  return bend > 0 ? "convex (valley)" : bend < 0 ? "concave (ridge)" : "no bend";
}

"""##),
    PageFile(name: "numbers.js", text: ##"""
// Numbers and formulas as the tool writes them.

function withoutZeros(text) {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** Up to six significant digits. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(5).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return withoutZeros(value.toFixed(5 - exponent));
}

/** "(0.5, -1)". */
export function tuple(numbers) {
  return `(${numbers.map(short).join(", ")})`;
}

/** "1.5 x1 - 0.7 x2 + 2"; "0" for the zero function. */
export function formula(slope, intercept, names) {
  let text = "";
  const add = (value, name) => {
    const digits = short(Math.abs(value));
    if (digits === "0") return;
    const body = name === "" ? digits : digits === "1" ? name : `${digits} ${name}`;
    if (text === "") text = value < 0 ? `-${body}` : body;
    else text += value < 0 ? ` - ${body}` : ` + ${body}`;
  };
  slope.forEach((value, index) => add(value, names[index]));
  add(intercept, "");
  return text === "" ? "0" : text;
}

/** "1 region", "1,234 regions". */
export function counted(count, name, plural = `${name}s`) {
  return `${grouped(count)} ${count === 1 ? name : plural}`;
}

/** "1,234". */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Round numbers from low to high, at most `count` or so. */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const places = [];
  for (let k = first; k <= last && places.length < 50; k += 1) places.push(k === 0 ? 0 : Number((k * step).toPrecision(12)));
  return places;
}

"""##),
    PageFile(name: "page.css", text: ##"""
.kw {
  --text: #000; --first: #0072b2; --second: #d55e00; --muted: #666; --paper: #fff; --soft: #f1f3f5; --line: #ccc; --lit: #fdf0c8;
  color: var(--text); background: var(--paper); font: 16px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  .kw {
    --text: #fff; --first: #e69f00; --second: #56b4e9; --muted: #a8a8a8; --paper: #16181d; --soft: #23262d; --line: #45484f; --lit: #3d3820;
  }
}
body.kw { margin: 0; }
.kw main, .kw .page { max-width: 84rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
.kw h1 { font-size: 1.6rem; line-height: 1.25; margin: .4rem 0; overflow-wrap: anywhere; }
.kw h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
.kw h3 { font-size: 1rem; margin: .5rem 0; }
.kw .summary { max-width: 60rem; overflow-wrap: anywhere; }
.kw .pair { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
.kw .pair > h2 { grid-column: 1 / -1; }
.kw .cards { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.kw .part { min-width: 0; }
@media (min-width: 48rem) { .kw .pair { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); } }
.kw .plane, .kw .surface { position: relative; max-width: 40rem; touch-action: manipulation; }
.kw .plane canvas, .kw .surface canvas { display: block; width: 100%; height: auto; }
.kw .surface canvas { touch-action: pan-y; cursor: grab; }
.kw .over, .kw .curve { display: block; width: 100%; height: auto; overflow: visible; }
.kw .over { position: absolute; inset: 0; height: 100%; pointer-events: none; }
.kw .plane:focus-visible, .kw canvas:focus-visible, .kw .scroll:focus-visible { outline: 3px solid var(--first); outline-offset: 2px; }
.kw .axes text { font: 12px system-ui, sans-serif; fill: var(--muted); }
.kw .axes text.name { font-size: 14px; fill: var(--text); }
.kw text.number { font: 13px system-ui, sans-serif; fill: var(--text); text-anchor: middle; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.kw .axes rect { fill: none; stroke: var(--muted); }
.kw .axes line { stroke: var(--muted); }
.kw .hem { fill: none; stroke: var(--paper); stroke-width: 7; stroke-linejoin: round; }
.kw .edge { fill: none; stroke: var(--second); stroke-width: 3.5; stroke-linejoin: round; }
.kw .edge.thick { stroke-width: 6; stroke: var(--first); }
.kw .wash { fill: var(--second); fill-opacity: .18; stroke: none; }
.kw .knot { fill: var(--text); stroke: var(--paper); }
.kw .row { fill-opacity: .6; }
.kw .s-text { stroke: var(--text); } .kw .s-first { stroke: var(--first); } .kw .s-second { stroke: var(--second); } .kw .s-muted { stroke: var(--muted); }
.kw .f-text { fill: var(--text); } .kw .f-muted { fill: var(--muted); }
.kw .zoom { display: flex; gap: .3rem; align-items: center; flex-wrap: wrap; margin: .3rem 0; }
.kw .help, .kw .caption, .kw .hint, .kw .status { color: var(--muted); font-size: .875rem; }
.kw .caption { margin: .2rem 0; }
.kw button, .kw select, .kw input {
  font: inherit; color: var(--text); background: var(--soft); border: 1px solid var(--muted); border-radius: .3rem; padding: .15rem .5rem; min-height: 1.75rem;
}
.kw button { cursor: pointer; min-width: 1.75rem; }
.kw select { max-width: 100%; }
.kw button:focus-visible, .kw select:focus-visible, .kw input:focus-visible { outline: 3px solid var(--first); outline-offset: 1px; }
.kw .filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .5rem 0; align-items: end; }
.kw .choice { display: inline-flex; flex-direction: column; font-size: .875rem; max-width: 100%; }
.kw .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .875rem; align-items: center; margin: .4rem 0; max-width: 40rem; }
.kw .entry { display: inline-flex; gap: .4rem; align-items: center; }
.kw .scale { display: flex; gap: .8rem; width: 100%; align-items: start; }
.kw .bars { flex: 1; margin: 0 1.5rem; }
.kw .bar { height: .9rem; border: 1px solid var(--muted); margin-top: .25rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.kw .ticks { position: relative; height: 1.3rem; }
.kw .ticks span { position: absolute; transform: translateX(-50%); }
.kw .details { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; min-height: 8rem; max-width: 38.5rem; margin: .5rem 0; }
.kw .details p { margin: .2rem 0; }
.kw .details .heading { font-weight: 600; }
.kw dl { margin: 0; display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.kw dl div { display: flex; gap: .6rem; min-width: 0; }
.kw dl .wide { grid-column: 1 / -1; }
.kw dt { color: var(--muted); overflow-wrap: anywhere; }
.kw dd { margin: 0; min-width: 5rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.kw .neighbours button { margin: 0 .2rem; }
.kw .scroll { overflow: auto; max-width: 100%; }
.kw .tall { max-height: 44rem; border-bottom: 1px solid var(--line); }
.kw table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
.kw caption { text-align: left; color: var(--muted); }
.kw th, .kw td { text-align: right; padding: .15rem .5rem .15rem .2rem; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
.kw .pattern { text-align: left; font-family: ui-monospace, monospace; }
.kw thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; z-index: 1; }
.kw thead button { font-weight: 600; white-space: nowrap; }
.kw tr.lit > * { background: var(--lit); box-shadow: inset 0 2px var(--second), inset 0 -2px var(--second); }
.kw .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.kw .command { overflow-wrap: anywhere; font-size: .875rem; color: var(--muted); }
.kw figure { margin: 1rem 0; }
.kw figure svg { max-width: 100%; height: auto; }
.kw [hidden] { display: none; }
@media (prefers-reduced-motion: reduce) { .kw * { transition: none; animation: none; scroll-behavior: auto; } }
@media print {
  .kw { --text: #000; --first: #0072b2; --second: #d55e00; --muted: #444; --paper: #fff; --soft: #fff; --line: #bbb; --lit: #fff; font-size: 11pt; }
  .kw .filters, .kw .zoom, .kw .help, .kw .hint, .kw .more, .kw .spoken, .kw .neighbours { display: none; }
  .kw .scroll { overflow: visible; max-height: none; }
  .kw .pair { display: block; }
  .kw .plane, .kw .surface { max-width: 14cm; }
  .kw .plane, .kw .surface, .kw .legend, .kw .details, .kw .cards > *, .kw figure, .kw tr { break-inside: avoid; }
  .kw h2, .kw h3 { break-after: avoid; }
  .kw table button { border: 0; background: none; padding: 0; min-height: 0; min-width: 0; }
  .kw .plane:focus-visible, .kw canvas:focus-visible, .kw button:focus-visible { outline: none; }
  .kw thead th { position: static; }
}

"""##),
    PageFile(name: "page.js", text: ##"""
// A page of `knotwork page`: reads the documents in it and shows them; the pictures without script make way when that has worked.

import { choice, html, speaker } from "./elements.js";
import { formula, grouped, short } from "./numbers.js";
import { section, showLine, showPlane, showProfiles } from "./sections.js";
import { unpack } from "./unpack.js";

function regressionInWords(data) {
  const { regression, output, inputs } = data;
  if (regression === null) return "";
  return `Linear regression on ${grouped(regression.rows)} rows: ${output} ≈ ${formula(regression.slope, regression.intercept, inputs)}, RMSE `
    + `${short(regression.rmse)}; the network: RMSE ${short(regression.network_rmse)}.`;
}

/** Shows the documents in `data` in `element`. */
export function showPage(element, data) {
  const { element: voice, say } = speaker();
  const controls = html("div", { class: "filters", role: "group", "aria-label": "What is shown" });
  const content = html("div", {});
  const command = html("code", {});
  const commandLine = html("p", { class: "command" }, "The same numbers: ", command);
  element.append(voice, controls, content, commandLine);
  const documents = data.slices.map(() => null);
  let now = { selection: null, indexOf: () => -1, patternOf: () => "" };
  let profiles = null;

  function show(index) {
    const slice = data.slices[index];
    documents[index] ??= unpack(slice.dissection);
    const dissection = documents[index];
    const options = {
      dissection, names: slice.names, outputName: data.output, rows: slice.rows, rowWords: slice.is_whole ? "rows inside" : "rows with this pattern",
      linear: slice.linear, regression: data.regression, say };
    const regression = regressionInWords(data);
    const patterns = new Map(dissection.region.map((region, k) => [region.pattern, k]));
    const selection = dissection.dimension === 1 ? showLine(content, { ...options, profile: data.line }) : showPlane(content, options);
    if (regression !== "") content.firstElementChild.after(html("p", { class: "summary" }, regression));
    now = { selection, indexOf: (pattern) => patterns.get(pattern) ?? -1, patternOf: (k) => dissection.region[k].pattern };
    selection.listen((state) => profiles?.light(state));
    commandLine.hidden = slice.command === null;
    command.textContent = slice.command;
  }

  if (data.slices.length > 1) {
    const distinct = (key) => [...new Map(data.slices.map((slice) => [slice[key], slice[key]])).entries()];
    let [pair, others] = [data.slices[0].pair, data.slices[0].others];
    const update = () => {
      let index = data.slices.findIndex((slice) => slice.pair === pair && slice.others === others);
      if (index < 0) {
        index = data.slices.findIndex((slice) => slice.pair === pair);
        others = data.slices[index].others;
        second.select.value = others;
      }
      for (const option of second.select.options) {
        option.disabled = !data.slices.some((slice) => slice.pair === pair && slice.others === option.value);
      }
      show(index);
    };
    const one = choice("Two inputs", distinct("pair"), pair, (value) => { pair = value; update(); });
    const second = choice("The others", distinct("others"), others, (value) => { others = value; update(); });
    controls.append(one.element, second.element);
    update();
  } else show(0);
  if (data.profiles.length > 0) {
    const grid = html("div", { class: "cards" });
    element.insertBefore(section("Profiles and partial dependence", "part", html("p", { class: "caption" },
      "How the output changes with one input while the others stay: exact broken lines."), grid), commandLine);
    profiles = showProfiles(grid, data.profiles, data.output, () => now);
  }
}

const place = document.getElementById("knotwork-page");
if (place !== null) {
  showPage(place, JSON.parse(document.getElementById("knotwork-data").textContent));
  document.getElementById("knotwork-static").remove();
  place.dataset.state = "ready";
}

"""##),
    PageFile(name: "palette.js", text: ##"""
// Colours: those of Okabe and Ito (2008), each of at least 3 : 1 on its ground, and viridis for fields. The same as in the pictures
// that `knotwork plot` draws.

const themes = {
  light: { text: "#000000", first: "#0072b2", second: "#d55e00", third: "#009e73", muted: "#666666", paper: "#ffffff" },
  dark: { text: "#ffffff", first: "#e69f00", second: "#56b4e9", third: "#f0e442", muted: "#a8a8a8", paper: "#16181d" },
};
const viridis = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"].map(parts);
const signed = ["#0072b2", "#ffffff", "#d55e00"].map(parts);
const tints = [
  "#bfd7ea", "#f6d5b5", "#bfe3d0", "#f3e9a9", "#e5c6dd", "#cde7f5", "#e3d3c4", "#d5ddb0", "#d3cce8", "#f2c9c4", "#c6e2e0",
  "#dadada",
];

const darkness = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
let isPrinting = false;
const listeners = new Map();

function parts(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/** The colours of lines and words as they are now: dark where the reader prefers it, light on paper. */
export function inks() {
  return darkness !== null && darkness.matches && !isPrinting ? themes.dark : themes.light;
}

/** Calls `redraw` whenever the colours change, as long as `element` is on the page. */
export function onThemeChange(redraw, element) {
  listeners.set(redraw, element);
}

/** Whether the page is being printed: pictures are drawn finer then. */
export function printing() {
  return isPrinting;
}

function changed(now) {
  isPrinting = now;
  for (const [redraw, element] of listeners) {
    if (element.isConnected) redraw();
    else listeners.delete(redraw);
  }
}

if (darkness !== null) {
  darkness.addEventListener("change", () => changed(isPrinting));
  addEventListener("beforeprint", () => changed(true));
  addEventListener("afterprint", () => changed(false));
}

function mix(stops, share) {
  const position = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  const rest = position - index;
  const mixed = stops[index].map((part, k) => Math.round(part + (stops[index + 1][k] - part) * rest));
  return `rgb(${mixed.join(" ")})`;
}

/** The colours of a field of values: { name, low, high, isSigned, color(value), stops }. */
export function field(name, low, high, isSigned) {
  if (isSigned) {
    const most = Math.max(Math.abs(low), Math.abs(high));
    [low, high] = [-most, most];
  }
  const stops = isSigned ? signed : viridis;
  const span = high - low;
  const color = (value) => mix(stops, span > 0 ? (value - low) / span : 0.5);
  return { name, low, high, isSigned, color, stops: stops.map((stop) => `rgb(${stop.join(" ")})`) };
}

const known = new Map();

/** One of twelve light colours, always the same for the same pattern (FNV-1a, 64 bits). */
export function tint(pattern) {
  let color = known.get(pattern);
  if (color === undefined) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(pattern)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
    color = tints[Number((hash ^ (hash >> 32n)) % BigInt(tints.length))];
    known.set(pattern, color);
  }
  return color;
}

"""##),
    PageFile(name: "plane.js", text: ##"""
// A rectangle of the plane on the page: a canvas for what is drawn exactly and often, an SVG over it for axes and highlights.

import { paintOn } from "./canvas.js";
import { html, svg } from "./elements.js";
import { onThemeChange, printing } from "./palette.js";
import { short, ticks } from "./numbers.js";

/** An element of SVG that shows nothing beyond the frame, in the pixels of the whole. */
export function clipped({ margin: { left, top }, width, height }) {
  return svg("svg", { x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}`, class: "lit" });
}

const margin = { left: 56, right: 12, top: 26, bottom: 44 };

/**
 * Draws into `element`: `paint(context, place)` paints in pixels, `mark(place, frame)` gives an element of SVG with what is lit, and
 * `place([x, y])` says where a point lies.
 *
 * Options: x and y as [low, high], names of both, label for those who hear the page, help (what the keys do), height / width as ratio.
 */
export function createPlane(element, options) {
  const canvas = html("canvas", { "aria-hidden": "true" });
  const over = svg("svg", { class: "over", "aria-hidden": "true" });
  const frame = html(
    "div", { class: "plane", tabindex: "0", role: "application", "aria-label": options.label }, canvas, over);
  element.append(frame);
  const whole = { x: options.x, y: options.y };
  let view = { x: [...options.x], y: [...options.y] };
  let size = { width: 0, height: 0 };
  const inner = () => ({ width: size.width - margin.left - margin.right, height: size.height - margin.top - margin.bottom });

  const place = ([x, y]) => [
    margin.left + ((x - view.x[0]) / (view.x[1] - view.x[0])) * inner().width,
    margin.top + ((view.y[1] - y) / (view.y[1] - view.y[0])) * inner().height,
  ];
  const point = ([a, b]) => [
    view.x[0] + ((a - margin.left) / inner().width) * (view.x[1] - view.x[0]),
    view.y[1] - ((b - margin.top) / inner().height) * (view.y[1] - view.y[0]),
  ];

  function axes() {
    const { width, height } = inner();
    const [left, top, right, bottom] = [margin.left, margin.top, margin.left + width, margin.top + height];
    const group = svg("g", { class: "axes" }, svg("rect", { x: left, y: top, width, height }));
    for (const value of ticks(view.x[0], view.x[1], width / 60)) {
      const [x] = place([value, view.y[0]]);
      group.append(svg("line", { x1: x, x2: x, y1: bottom, y2: bottom + 5 }));
      group.append(svg("text", { x, y: bottom + 18, "text-anchor": "middle" }, short(value)));
    }
    for (const value of ticks(view.y[0], view.y[1], height / 50)) {
      const [, y] = place([view.x[0], value]);
      group.append(svg("line", { x1: left - 5, x2: left, y1: y, y2: y }));
      group.append(svg("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, short(value)));
    }
    group.append(svg("text", { class: "name", x: (left + right) / 2, y: bottom + 36, "text-anchor": "middle" }, options.names[0]));
    group.append(svg("text", { class: "name", x: 8, y: top - 10 }, options.names[1]));
    return group;
  }

  function redraw() {
    size = { width: frame.clientWidth, height: Math.round(frame.clientWidth * (options.ratio ?? 0.95)) };
    if (size.width < 100) return;
    // What is shown in part is moved by a finger; what is shown as a whole lets the page scroll.
    frame.style.touchAction = view.x[1] - view.x[0] < whole.x[1] - whole.x[0] ? "none" : "";
    over.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    paintOn(canvas, size.width, size.height, (context) => {
      context.beginPath();
      context.rect(margin.left, margin.top, inner().width, inner().height);
      context.clip();
      options.paint(context, place);
    });
    over.replaceChildren(axes());
    remark();
  }

  let marks = null;
  function remark() {
    marks?.remove();
    marks = options.mark(place, { margin, ...inner() });
    over.append(marks);
  }

  function zoom(factor, [x, y] = [(view.x[0] + view.x[1]) / 2, (view.y[0] + view.y[1]) / 2]) {
    const along = (range, at, all) => {
      const length = Math.min((range[1] - range[0]) * factor, all[1] - all[0]);
      if (length < (all[1] - all[0]) * 1e-9) return range;
      const start = at - ((at - range[0]) / (range[1] - range[0])) * length;
      const low = Math.min(Math.max(start, all[0]), all[1] - length);
      return length >= all[1] - all[0] ? [...all] : [low, low + length];
    };
    view = { x: along(view.x, x, whole.x), y: along(view.y, y, whole.y) };
    redraw();
  }

  function move(dx, dy) {
    const along = (range, way, all) => {
      const length = range[1] - range[0];
      const low = Math.min(Math.max(range[0] + way, all[0]), all[1] - length);
      return [low, low + length];
    };
    view = { x: along(view.x, dx, whole.x), y: along(view.y, dy, whole.y) };
    redraw();
  }

  const isInside = ([a, b]) =>
    a >= margin.left && b >= margin.top && a <= margin.left + inner().width && b <= margin.top + inner().height;
  const pixel = (event) => {
    const box = frame.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let drag = null;
  frame.addEventListener("pointerdown", (event) => {
    drag = { at: pixel(event), isMoved: false };
  });
  frame.addEventListener("pointermove", (event) => {
    const at = pixel(event);
    if (drag !== null && event.buttons === 1 && view.x[1] - view.x[0] < whole.x[1] - whole.x[0]) {
      const [before, now] = [point(drag.at), point(at)];
      if (drag.isMoved || Math.hypot(at[0] - drag.at[0], at[1] - drag.at[1]) > 4) {
        move(before[0] - now[0], before[1] - now[1]);
        drag = { at, isMoved: true };
        return;
      }
    }
    if (isInside(at)) options.onPoint?.(point(at), at);
    else options.onLeave?.();
  });
  frame.addEventListener("pointerleave", () => options.onLeave?.());
  frame.addEventListener("click", (event) => {
    const at = pixel(event);
    if (drag?.isMoved !== true && isInside(at)) options.onClick?.(point(at), at);
    drag = null;
  });
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zooms = { "+": 0.5, "=": 0.5, "-": 2, 0: Infinity };
    if (event.key in zooms) zoom(zooms[event.key], options.center?.());
    else if (options.onKey?.(event.key) !== true) return;
    event.preventDefault();
  });
  const button = (text, label, act) => html("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
  element.append(html(
    "div", { class: "zoom" }, button("+", `Nearer: ${options.label}`, () => zoom(0.5, options.center?.())),
    button("−", `Farther: ${options.label}`, () => zoom(2)), button("All", `All of it: ${options.label}`, () => zoom(Infinity)),
    html("span", { class: "help" }, options.help ?? "")));
  // On paper what was drawn is scaled as a whole.
  new ResizeObserver(() => { if (frame.clientWidth !== size.width && !printing()) redraw(); }).observe(frame);
  onThemeChange(redraw, frame);
  return { frame, redraw, remark };
}

"""##),
    PageFile(name: "sections.js", text: ##"""
// The parts of a page about one plane, or one line, of the input space: all of them share a selection.

import { counted, formula, short, tuple } from "./numbers.js";
import { choice, html } from "./elements.js";
import { createSelection } from "./selection.js";
import { colorings, drawMap } from "./map.js";
import { drawCreases } from "./creases.js";
import { drawSurface } from "./surface.js";
import { drawDetails } from "./details.js";
import { drawTable } from "./table.js";
import { drawCurve, ends } from "./curve.js";

/** A section with a heading. */
export function section(title, kind, ...children) {
  return html("section", { class: kind }, html("h2", {}, title), ...children);
}

/** What `knotwork linear` says, in sentences. */
export function linearInWords(document, names, name) {
  const output = document.outputs.find((one) => one.name === name) ?? document.outputs[0];
  if (output.linear) return `${name} is linear here: ${name} = ${formula(output.slope, output.intercept, names)}.`;
  if (output.witness === null) return `${name} is not linear here.`;
  const { p, q, value_p: a, value_q: b, value_midpoint: c } = output.witness;
  const middle = p.map((part, k) => (part + q[k]) / 2);
  const best = output.slope === null ? "" : ` Best linear approximation: ${name} ≈ ${formula(output.slope, output.intercept, names)}, off by `
    + `${short(output.rms)} (root mean square), and by at most ${short(output.largest_deviation)}.`;
  return `${name} is not linear here: f${tuple(p)} = ${short(a)} and f${tuple(q)} = ${short(b)}, but at their midpoint f${tuple(middle)} = `
    + `${short(c)}, which is not the mean ${short((a + b) / 2)}.${best}`;
}

/** The parts of a plane: map, details, table, creases, surface. */
export function showPlane(element, { dissection, names, outputName, rows, rowWords, linear, say }) {
  const selection = createSelection();
  const common = { dissection, names, outputName, selection, say, rowWords };
  const [left, right, creases, surface] = ["part", "part", "part", "part"].map((kind) => html("div", { class: kind }));
  const summary = html("p", { class: "summary" },
    `${counted(dissection.regions, "region")}, ${counted(dissection.linear_pieces, "linear piece")}, ${counted(dissection.affine_maps, "distinct affine map")}, `
    + `${counted(dissection.creases, "crease")} over ${dissection.domain.description}. `, linear === null ? "" : linearInWords(linear, names, outputName));
  element.replaceChildren(
    summary, section("Regions", "pair", left, right), html("div", { class: "pair" }, section("Creases", "part", creases), section("Surface", "part", surface)));
  const bar = html("div", { class: "filters" });
  left.append(bar);
  const map = drawMap(left, { ...common, rows });
  bar.append(choice("Colours show", colorings(dissection, names, outputName), "output", map.color).element);
  drawDetails(left, common);
  drawTable(right, { ...common, caption: `Regions of ${outputName}` });
  drawCreases(creases, common);
  drawSurface(surface, common);
  return selection;
}

/** The parts of a line: curve, details, table. */
export function showLine(element, { dissection, profile, names, outputName, rows, rowWords, linear, regression, say }) {
  const selection = createSelection();
  const common = { dissection, names, outputName, selection, say, rowWords };
  const [left, right] = ["part", "part"].map((kind) => html("div", { class: kind }));
  element.replaceChildren(
    html("p", { class: "summary" },
      `${counted(dissection.regions, "region")}, ${counted(dissection.linear_pieces, "linear piece")}, ${counted(profile.knots.length, "knot")} over `
      + `${dissection.domain.description}. `, linear === null ? "" : linearInWords(linear, names, outputName)),
    section("Curve", "pair", left, right));
  const [low, high] = profile.range;
  const lines = regression === null ? [] : [{
    points: [low, high].map((s) => [s, regression.slope[0] * s + regression.intercept]), ink: "second", dash: "8 5", name: "linear regression" }];
  // Pieces are where the slope changes; a piece may hold several regions.
  const at = ends(profile);
  const piece = dissection.region.map((region) => {
    const k = profile.knots.findIndex((knot) => region.interior_point[0] < knot);
    return k < 0 ? profile.slopes.length - 1 : k;
  });
  const members = at.slice(1).map((_, k) => piece.map((p, index) => (p === k ? index : -1)).filter((index) => index >= 0));
  const curve = drawCurve(left, {
    profile, xName: names[0], yName: outputName, lines, rows,
    label: `Curve of ${outputName} over ${names[0]}: ${counted(profile.knots.length, "knot")}. Right and left go from piece to piece.`,
    onPiece(index, how) {
      if (how === "clear") selection.clear("curve");
      else selection[how](index < 0 ? [] : members[index], "curve");
    },
  });
  left.append(html("p", { class: "help" }, "Right and left go from piece to piece, Enter keeps one, Escape lets go."));
  selection.listen(({ regions }) => curve.light([...new Set(regions.map((index) => piece[index]))]));
  drawDetails(left, common);
  drawTable(right, { ...common, caption: `Regions of ${outputName}` });
  right.append(knots(profile, names[0]));
  return selection;
}

function knots(profile, name) {
  const body = html("tbody", {});
  profile.knots.forEach((knot, k) => body.append(html("tr", {}, html("td", {}, short(knot)), html("td", {}, short(profile.bends[k])))));
  return html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Knots, a table that scrolls" }, html("table", {}, html("caption", {}, "Knots"),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, `${name} =`), html("th", { scope: "col" }, "bend"))), body));
}

/** Profiles and partial dependence, each linked with a selection that `current()` gives: { selection, indexOf(pattern), patternOf(index) }. */
export function showProfiles(element, profiles, outputName, current) {
  const shown = profiles.map(({ input, profile, patterns, effect }) => {
    const card = html("div", { class: "part" }, html("h3", {}, `${outputName} over ${input}`));
    element.append(card);
    const curve = drawCurve(card, {
      profile, xName: input, yName: outputName, name: "profile",
      label: `Profile of ${outputName} over ${input}: ${counted(profile.knots.length, "knot")}. Right and left go from piece to piece.`,
      lines: effect === null ? [] : [
        ...effect.rows.map((points) => ({ points, ink: "muted", width: 0.6, name: "others as in a row" })),
        { points: effect.mean, ink: "second", width: 2.5, dash: "8 4", name: `mean over ${effect.count} rows (partial dependence)` }],
      onPiece(index, how) {
        const { selection, indexOf } = current();
        const region = index < 0 ? -1 : indexOf(patterns[index]);
        curve.light([index]);
        note.textContent = index < 0 ? "" : pieceInWords(profile, index, input, outputName)
          + (region < 0 ? " It is not among the regions above." : ` It lies in region ${region}.`);
        if (how === "clear") selection.clear("profile");
        else selection[how](region < 0 ? [] : [region], "profile");
      },
    });
    const note = html("p", { class: "caption", role: "status" });
    card.append(html("p", { class: "caption" }, profile.domain.description), note);
    return { curve, patterns };
  });
  return {
    light(state) {
      if (state.source === "profile") return;
      const wanted = new Set(state.regions.map((index) => current().patternOf(index)));
      for (const { curve, patterns } of shown) {
        curve.light(patterns.map((pattern, k) => (wanted.has(pattern) ? k : -1)).filter((k) => k >= 0));
      }
    },
  };
}

function pieceInWords(profile, index, input, outputName) {
  const at = ends(profile);
  return `From ${short(at[index])} to ${short(at[index + 1])}: ${outputName} = ${formula([profile.slopes[index]], profile.intercepts[index], [input])}.`;
}

"""##),
    PageFile(name: "selection.js", text: ##"""
// What is pointed at, shared by all parts of a page: one of them sets it, and the others light it up.

/**
 * A selection of regions, and of one crease where a crease is pointed at.
 *
 * While it is pinned, pointing changes nothing; choosing (a click, a key) does.
 */
export function createSelection() {
  const listeners = new Set();
  let state = { regions: [], crease: -1, isPinned: false, source: "" };
  const set = (changes, source) => {
    state = { ...state, ...changes, source };
    for (const listener of listeners) listener(state);
  };
  return {
    get state() { return state; },
    listen(listener) { listeners.add(listener); },
    point(regions, source, crease = -1) {
      const isSame = state.crease === crease && state.regions.join() === regions.join();
      if (!state.isPinned && !isSame) set({ regions, crease }, source);
    },
    choose(regions, source, crease = -1) { set({ regions, crease }, source); },
    pin(regions, source, crease = -1) {
      const isSame = state.isPinned && state.regions.join() === regions.join() && state.crease === crease;
      set({ regions, crease, isPinned: !isSame && regions.length > 0 }, source);
    },
    clear(source) { set({ regions: [], crease: -1, isPinned: false }, source); },
  };
}

"""##),
    PageFile(name: "surface.js", text: ##"""
// The surface over the plane, which turns: one flat facet for each region, far ones painted first, exactly.

import { counted, short, ticks } from "./numbers.js";
import { bounds, extent, locator, range, value } from "./model.js";
import { field, inks, onThemeChange, printing } from "./palette.js";
import { paintOn } from "./canvas.js";
import { html } from "./elements.js";
import { legend } from "./legend.js";

/** Far regions before near ones, seen along `away`: of two neighbours the one behind their crease comes first. */
function paintingOrder(dissection, [ax, ay]) {
  const later = dissection.region.map(() => []);
  const waiting = new Array(dissection.region.length).fill(0);
  for (const { regions: [one, other], vertices: [[px, py], [qx, qy]] } of dissection.crease) {
    // The normal of the crease, from `one` to `other`.
    let [nx, ny] = [-(qy - py), qx - px];
    const centre = dissection.region[other].interior_point;
    if (nx * (centre[0] - px) + ny * (centre[1] - py) < 0) [nx, ny] = [-nx, -ny];
    const isOtherFarther = nx * ax + ny * ay > 0;
    const [first, second] = isOtherFarther ? [other, one] : [one, other];
    later[first].push(second);
    waiting[second] += 1;
  }
  const ready = dissection.region.map((_, index) => index).filter((index) => waiting[index] === 0);
  const order = [];
  while (ready.length > 0) {
    const next = ready.pop();
    order.push(next);
    for (const one of later[next]) {
      waiting[one] -= 1;
      if (waiting[one] === 0) ready.push(one);
    }
  }
  // Roundings of nearly parallel creases cannot be ordered; they are painted last.
  if (order.length < waiting.length) waiting.forEach((count, index) => { if (count > 0) order.push(index); });
  return order;
}

/** Draws the surface of a dissection of two dimensions into `element`; options as those of drawMap. */
export function drawSurface(element, { dissection, names, outputName, output = 0, selection }) {
  const [x, y] = bounds(dissection);
  const z = extent(dissection.region.flatMap((region) => range(region, output)));
  const colors = field(outputName, z[0], z[1], false);
  const canvas = html("canvas", {
    tabindex: "0", role: "application",
    "aria-label": `Surface of ${outputName}, which turns: ${counted(dissection.region.length, "flat facet")}, from ${short(z[0])} to ${short(z[1])}`,
  });
  const frame = html("div", { class: "surface" }, canvas);
  element.append(frame);
  let [around, above, size] = [0.61, 0.56, 0];
  const share = (number, [low, high]) => (high > low ? (2 * (number - low)) / (high - low) - 1 : 0);

  /** From space to pixels. */
  function place(a, b, height) {
    const [p, q, r] = [share(a, x), share(b, y), share(height, z) * 0.75];
    const across = p * Math.cos(around) - q * Math.sin(around);
    const into = p * Math.sin(around) + q * Math.cos(around);
    const up = r * Math.cos(above) + into * Math.sin(above);
    return [size * (0.5 + across * 0.29), size * (0.44 - up * 0.29)];
  }

  function path(context, points) {
    context.beginPath();
    points.forEach((point, k) => context[k === 0 ? "moveTo" : "lineTo"](...point));
    context.closePath();
  }

  /** The colours of a facet: its value is an affine function of the picture as well, unless it is seen from its edge. */
  function fill(context, region, points) {
    const values = region.vertices.map((vertex) => value(region, vertex, output));
    const [low, high] = extent(values);
    if (high - low <= (z[1] - z[0]) * 0.03) return colors.color(value(region, region.interior_point, output));
    const [[ax, ay], [bx, by], [cx, cy]] = points;
    const determinant = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (Math.abs(determinant) < 0.5) return colors.color((low + high) / 2);
    const [rb, rc] = [values[1] - values[0], values[2] - values[0]];
    const gx = (rb * (cy - ay) - rc * (by - ay)) / determinant;
    const gy = (rc * (bx - ax) - rb * (cx - ax)) / determinant;
    const steepness = gx * gx + gy * gy;
    const at = (wanted) => [ax + ((wanted - values[0]) / steepness) * gx, ay + ((wanted - values[0]) / steepness) * gy];
    const paint = context.createLinearGradient(...at(low), ...at(high));
    const steps = Math.max(2, Math.ceil(((high - low) / (z[1] - z[0])) * 16));
    for (let k = 0; k <= steps; k += 1) paint.addColorStop(k / steps, colors.color(low + ((high - low) * k) / steps));
    return paint;
  }

  function base(context, ink) {
    context.strokeStyle = context.fillStyle = ink.muted;
    context.lineWidth = 1;
    context.font = "12px system-ui, sans-serif";
    const ground = (a, b) => place(a, b, z[0]);
    path(context, [ground(x[0], y[0]), ground(x[1], y[0]), ground(x[1], y[1]), ground(x[0], y[1])]);
    context.stroke();
    // The two edges of the ground that are nearest.
    const nearY = Math.cos(around) > 0 ? y[0] : y[1];
    const nearX = Math.sin(around) > 0 ? x[0] : x[1];
    const centre = ground((x[0] + x[1]) / 2, (y[0] + y[1]) / 2);
    const write = (text, [a, b], away) => {
      const length = Math.hypot(a - centre[0], b - centre[1]) || 1;
      const [u, v] = [(a - centre[0]) / length, (b - centre[1]) / length];
      context.textAlign = u > 0.3 ? "left" : u < -0.3 ? "right" : "center";
      context.fillText(text, a + u * away, b + Math.max(v, 0.35) * away + 4);
    };
    for (const number of ticks(x[0], x[1], 4)) write(short(number), ground(number, nearY), 10);
    for (const number of ticks(y[0], y[1], 4)) write(short(number), ground(nearX, number), 10);
    context.fillStyle = ink.text;
    context.font = "14px system-ui, sans-serif";
    write(names[0], ground((x[0] + x[1]) / 2, nearY), 34);
    write(names[1], ground(nearX, (y[0] + y[1]) / 2), 34);
  }

  function draw() {
    const width = frame.clientWidth;
    if (width < 100) return;
    size = Math.min(width, 560);
    paintOn(canvas, width, size * 0.88, (context) => paint(context, width));
    canvas.dataset.around = around.toFixed(4);
    canvas.dataset.above = above.toFixed(4);
  }

  function paint(context, width) {
    context.translate((width - size) / 2, 0);
    const ink = inks();
    base(context, ink);
    const lit = new Set(selection.state.regions);
    context.lineJoin = "round";
    const away = [Math.sin(around) * (x[1] - x[0]), Math.cos(around) * (y[1] - y[0])];
    for (const index of paintingOrder(dissection, away)) {
      const region = dissection.region[index];
      const points = region.vertices.map((vertex) => place(vertex[0], vertex[1], value(region, vertex, output)));
      path(context, points);
      context.fillStyle = fill(context, region, points);
      context.fill();
      context.strokeStyle = ink.text;
      context.lineWidth = dissection.region.length > 300 ? 0.35 : 0.8;
      context.stroke();
    }
    // What is pointed at shines through what lies before it.
    for (const index of lit) {
      const region = dissection.region[index];
      path(context, region.vertices.map((vertex) => place(vertex[0], vertex[1], value(region, vertex, output))));
      for (const [color, thickness] of [[ink.paper, 6], [ink.second, 3]]) {
        [context.strokeStyle, context.lineWidth] = [color, thickness];
        context.stroke();
      }
    }
  }

  let waiting = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  };
  const turn = (right, up) => {
    around = (around + right) % (2 * Math.PI);
    above = Math.min(1.5, Math.max(0.05, above + up));
    redraw();
  };
  let drag = null;
  canvas.addEventListener("pointerdown", (event) => {
    drag = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (drag === null) return;
    turn((event.clientX - drag[0]) / 150, (event.clientY - drag[1]) / 150);
    drag = [event.clientX, event.clientY];
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { drag = null; });
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    if (event.key in steps) turn(...steps[event.key]);
    else if (event.key === "Home") { [around, above] = [0.61, 0.56]; redraw(); } else return;
    event.preventDefault();
  });
  const button = (text, label, right, up) => html(
    "button", { type: "button", "aria-label": label, title: label, onclick: () => turn(right, up) }, text);
  element.append(
    html("div", { class: "zoom" }, button("◀", "Turn left", -0.2, 0), button("▶", "Turn right", 0.2, 0), button("▲", "From higher up", 0, 0.15),
      button("▼", "From lower down", 0, -0.15), html("span", { class: "help" }, "Drag it, or use the arrow keys; Home puts it back.")),
    legend(colors, {}));
  selection.listen(redraw);
  onThemeChange(draw, frame);
  new ResizeObserver(() => { if (!printing()) draw(); }).observe(frame);
  return { turn, canvas };
}

"""##),
    PageFile(name: "table.js", text: ##"""
// The table of regions: sorts, filters, and follows the selection.

import { counted, grouped, short } from "./numbers.js";
import { sizeName } from "./details.js";
import { choice, html } from "./elements.js";

const first = 100;

/** The columns: { key, title, value(region, index), text(region, index) }. */
export function columns(dissection, names, output = 0) {
  const has = (key) => dissection.region.some((region) => region[key] !== null && region[key] !== undefined);
  const number = (key, title, value) => ({ key, title, value, text: (region, index) => short(value(region, index)) });
  const whole = (key, title, value) => ({ key, title, value, text: (region, index) => grouped(value(region, index) ?? 0) });
  const pattern = { key: "pattern", title: "pattern", value: (region) => region.pattern, text: (region) => region.pattern };
  // A long pattern goes to the end, so that the numbers can be seen.
  const isLong = dissection.region[0].pattern.length > 24;
  return [
    { ...number("region", "region", (_, index) => index), text: (_, index) => String(index) }, ...(isLong ? [] : [pattern]),
    ...names.map((name, k) => number(`u${k}`, `U ${name}`, (region) => region.slope[output][k])),
    number("c", "c", (region) => region.intercept[output]),
    number("size", sizeName(dissection), (region) => region.volume),
    ...(has("rows") ? [whole("rows", "rows", (region) => region.rows)] : []),
    ...(has("rmse") ? [number("rmse", "RMSE", (region) => region.rmse)] : []), ...(isLong ? [pattern] : []),
  ];
}

/** "11?0" matches patterns that begin so; ? and . stand for any digit, blanks do not count. */
function matches(pattern, wanted) {
  const digits = pattern.replaceAll(" ", "");
  return [...wanted].every((digit, k) => digit === "?" || digit === "." || digit === digits[k]);
}

/** Draws the table of a dissection's regions into `element`; options as those of drawMap. */
export function drawTable(element, { dissection, names, output = 0, selection, caption = "Regions" }) {
  const all = columns(dissection, names, output);
  const status = html("p", { class: "status", role: "status" });
  const body = html("tbody", {});
  const head = html("tr", {});
  const table = html("table", {}, html("caption", {}, caption), html("thead", {}, head), body);
  const scroll = html("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": `${caption}, a table that scrolls` }, table);
  const hint = html("p", { class: "hint" }, "The table scrolls sideways →");
  const more = html("p", { class: "more" });
  let [sort, isDescending, shown, wanted, column, relation, bound] = ["region", false, first, "", "region", ">=", ""];
  const rows = new Map();

  for (const one of all) {
    const button = html("button", { type: "button", onclick: () => {
      [sort, isDescending] = [one.key, sort === one.key ? !isDescending : !["region", "pattern"].includes(one.key)];
      fill();
    } }, one.title, html("span", { "aria-hidden": "true", class: "direction" }));
    head.append(html("th", { scope: "col", "data-key": one.key }, button));
  }

  function chosen() {
    const compared = all.find(({ key }) => key === column);
    const limit = Number(bound);
    const isCompared = bound.trim() !== "" && Number.isFinite(limit);
    const by = all.find(({ key }) => key === sort);
    const indices = dissection.region.map((_, index) => index).filter((index) => {
      const region = dissection.region[index];
      if (wanted !== "" && !matches(region.pattern, wanted)) return false;
      if (!isCompared) return true;
      const value = compared.value(region, index);
      if (value === null || value === undefined) return false;
      return relation === ">=" ? value >= limit : relation === "<=" ? value <= limit : value === limit;
    });
    const values = indices.map((index) => by.value(dissection.region[index], index));
    const order = indices.map((_, k) => k).sort((a, b) => {
      const [p, q] = [values[a], values[b]];
      if (p === q) return a - b;
      // What has no number comes last.
      if (p === null || p === undefined) return 1;
      if (q === null || q === undefined) return -1;
      return (p < q ? -1 : 1) * (isDescending ? -1 : 1);
    });
    return order.map((k) => indices[k]);
  }

  function row(index) {
    const region = dissection.region[index];
    const line = html("tr", {
      "data-region": index, onpointerenter: () => selection.point([index], "table"), onpointerleave: () => selection.point([], "table"),
      onclick: () => selection.pin([index], "table") });
    for (const one of all) {
      const text = one.text(region, index);
      line.append(one.key === "region"
        ? html("th", { scope: "row" }, html("button", {
          type: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": `Keep region ${text}`, onfocus: () => selection.point([index], "table") }, text))
        : html("td", { class: one.key === "pattern" ? "pattern" : "" }, text));
    }
    return line;
  }

  function fill() {
    const indices = chosen();
    rows.clear();
    body.replaceChildren(...indices.slice(0, shown).map((index) => {
      const line = row(index);
      rows.set(index, line);
      return line;
    }));
    for (const cell of head.children) {
      const isSorted = cell.dataset.key === sort;
      if (isSorted) cell.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      cell.querySelector(".direction").textContent = isSorted ? (isDescending ? " ▼" : " ▲") : "";
    }
    // One button is reached by Tab, the others from there by arrows.
    body.querySelector("button")?.setAttribute("tabindex", "0");
    const count = Math.min(shown, indices.length);
    status.textContent = `${counted(indices.length, "region")} of ${grouped(dissection.region.length)}`
      + (count < indices.length ? `; the first ${grouped(count)} are shown` : "");
    more.replaceChildren(...(count < indices.length
      ? [html("button", { type: "button", onclick: () => { shown += 400; fill(); } }, "Show more"), html("button", { type: "button", onclick: () => { shown = Infinity; fill(); } }, "Show all")]
      : []));
    light(selection.state);
    hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1;
  }

  body.addEventListener("keydown", (event) => {
    const line = event.target.closest("tr");
    const next = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling, Home: body.firstElementChild, End: body.lastElementChild }[event.key];
    if (event.key === "Escape") selection.clear("table");
    if (next === undefined || next === null) return;
    event.preventDefault();
    body.querySelector("button[tabindex='0']")?.setAttribute("tabindex", "-1");
    const button = next.querySelector("button");
    button.setAttribute("tabindex", "0");
    button.focus();
  });

  let lit = [];
  function light({ regions, isPinned, source }) {
    for (const line of lit) {
      line.classList.remove("lit");
      line.querySelector("button").setAttribute("aria-pressed", "false");
    }
    lit = regions.map((index) => rows.get(index)).filter((line) => line !== undefined);
    for (const line of lit) {
      line.classList.add("lit");
      line.querySelector("button").setAttribute("aria-pressed", String(isPinned));
    }
    if (lit.length > 0 && source !== "table") {
      const [top, height, head] = [lit[0].offsetTop, lit[0].offsetHeight, 40];
      if (top < scroll.scrollTop + head) scroll.scrollTop = top - head;
      else if (top + height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + height - scroll.clientHeight;
    }
  }

  const search = html("input", { type: "text", size: "12", autocomplete: "off", spellcheck: "false", oninput: () => {
    wanted = search.value.replaceAll(" ", "");
    fill();
  } });
  const numeric = all.filter(({ key }) => key !== "pattern").map(({ key, title }) => [key, title]);
  const which = choice("Column", numeric, column, (key) => { column = key; fill(); });
  const how = choice("is", [[">=", "at least"], ["<=", "at most"], ["=", "equal to"]], relation, (key) => { relation = key; fill(); });
  const limit = html("input", { type: "text", inputmode: "decimal", size: "6", autocomplete: "off", oninput: () => { bound = limit.value; fill(); } });
  element.append(
    html("div", { class: "filters", role: "group", "aria-label": "Filters of the table" },
      html("label", { class: "choice" }, html("span", {}, "Pattern begins with (? for any)"), search), which.element, how.element,
      html("label", { class: "choice" }, html("span", {}, "Number"), limit)),
    status, hint, scroll, more);
  selection.listen(light);
  new ResizeObserver(() => { hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1; }).observe(scroll);
  fill();
  return { table, search, limit };
}

"""##),
    PageFile(name: "unpack.js", text: ##"""
// The documents of `knotwork dissect` from the short form in which a page holds them (Documentation/Pages.md).

function bits(digits, sizes) {
  return digits.split(".").map((layer, index) => {
    const all = [...layer].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
    return all.slice(0, sizes[index]);
  }).join(" ");
}

/** The document: its keys are those of `knotwork dissect --json`, without facets, and with rows, rmse and mean_residual of regions. */
export function unpack(short) {
  const dimension = short.dimension;
  const point = (index) => short.points.slice(index * dimension, (index + 1) * dimension);
  const region = short.corners.map((corners, index) => {
    const vertices = corners.map(point);
    return {
      pattern: bits(short.patterns[index], short.layers),
      slope: [short.slope.slice(index * dimension, (index + 1) * dimension)],
      intercept: [short.intercept[index]],
      volume: short.volumes[index],
      interior_point: vertices[0].map((_, k) => vertices.reduce((sum, vertex) => sum + vertex[k], 0) / vertices.length),
      vertices,
      neighbours: [],
      rows: short.rows?.[index] ?? null,
      rmse: short.rmse?.[index] ?? null,
      mean_residual: short.mean_residual?.[index] ?? null,
    };
  });
  const width = 4 + dimension;
  const crease = short.bends.map((bend, index) => {
    const [active, inactive, layer, unit, ...ends] = short.creases.slice(index * width, (index + 1) * width);
    region[active].neighbours.push(inactive);
    region[inactive].neighbours.push(active);
    return { regions: [active, inactive], layer, unit, bends: [bend], vertices: ends.map(point) };
  });
  for (const one of region) one.neighbours.sort((a, b) => a - b);
  return { ...short.head, dimension, region, crease };
}

"""##),
  ]
}
