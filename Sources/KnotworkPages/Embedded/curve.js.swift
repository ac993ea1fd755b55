// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let curveJs = #"""
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

"""#
}
