// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let legendJs = #"""
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

"""#
}
