// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let surfaceJs = #"""
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

"""#
}
