// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let chartJs = #"""
// A chart of one input, in SVG: axes with round ticks, lines, points, and places by hand.
import { h, put, s, tick, ticks } from "./dom.js";

export class Chart {
  constructor(host, { x = "x", y = "y", height = 360, logarithmic = false, title = "" } = {}) {
    Object.assign(this, { host, names: { x, y }, height, logarithmic, title });
    this.svg = s("svg", { class: "chart", "aria-hidden": "true" });
    host.append(this.svg);
    this.range = { x: [0, 1], y: [0, 1] };
    new ResizeObserver(() => this.layout()).observe(host);
    this.layout();
  }

  layout() {
    // Hidden charts have no width; they are laid out when they are shown.
    const width = this.host.clientWidth || this.width || 600;
    if (width === this.width || width < 120) return;
    this.width = width;
    this.frame = { left: 52, right: width - 14, top: 26, bottom: this.height - 38 };
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.svg.setAttribute("height", this.height);
    this.redraw?.();
  }

  /// Sets the ranges; a little room is left above and below.
  setRange(x, y, room = 0.06) {
    const pad = (y[1] - y[0]) * room || Math.max(1e-9, Math.abs(y[0]) * 0.1) || 1;
    this.range = { x, y: this.logarithmic ? y : [y[0] - pad, y[1] + pad] };
  }

  sx(value) {
    const [a, b] = this.range.x;
    return this.frame.left + ((value - a) / (b - a)) * (this.frame.right - this.frame.left);
  }

  sy(value) {
    let [a, b] = this.range.y;
    if (this.logarithmic) [a, b, value] = [Math.log10(a), Math.log10(b), Math.log10(Math.max(value, 1e-300))];
    return this.frame.bottom - ((value - a) / (b - a)) * (this.frame.bottom - this.frame.top);
  }

  /// The values at a place of the chart, in pixels of its box on the screen.
  values(px, py) {
    const [a, b] = this.range.x;
    const [c, d] = this.range.y;
    return [a + ((px - this.frame.left) / (this.frame.right - this.frame.left)) * (b - a),
      d - ((py - this.frame.top) / (this.frame.bottom - this.frame.top)) * (d - c)];
  }

  /// Draws the axes and the marks that are given.
  draw(marks) {
    const { left, right, top, bottom } = this.frame;
    const axes = [s("rect", { x: left, y: top, width: right - left, height: bottom - top, class: "frame" })];
    for (const t of ticks(...this.range.x, this.width < 420 ? 5 : 7)) {
      axes.push(s("line", { x1: this.sx(t), x2: this.sx(t), y1: top, y2: bottom, class: "grid" }),
        s("text", { x: this.sx(t), y: bottom + 17, class: "tick middle" }, tick(t)));
    }
    const vertical = this.logarithmic ? decades(this.range.y) : ticks(...this.range.y, Math.max(3, Math.round(this.height / 65)));
    for (const t of vertical) {
      axes.push(s("line", { x1: left, x2: right, y1: this.sy(t), y2: this.sy(t), class: "grid" }),
        s("text", { x: left - 7, y: this.sy(t) + 4, class: "tick end" }, tick(t)));
    }
    axes.push(s("text", { x: right, y: bottom + 33, class: "name end" }, this.names.x),
      s("text", { x: left, y: top - 9, class: "name" }, this.names.y));
    const id = `clip${this.id ??= Math.random().toString(36).slice(2, 8)}`;
    const clip = s("clipPath", { id }, s("rect", { x: left, y: top, width: right - left, height: bottom - top }));
    put(this.svg, clip, ...axes, s("g", { "clip-path": `url(#${id})` }, marks.filter(Boolean)));
  }

  line(values, properties) {
    const d = values.map(([x, y], k) => `${k ? "L" : "M"}${this.sx(x).toFixed(2)} ${this.sy(y).toFixed(2)}`).join("");
    return s("path", { d, ...properties });
  }

  dot([x, y], properties) { return s("circle", { cx: this.sx(x), cy: this.sy(y), r: 4, ...properties }); }

  upright(x, properties) { return s("line",
    { x1: this.sx(x), x2: this.sx(x), y1: this.frame.top, y2: this.frame.bottom, ...properties }); }

  words(x, y, content, properties) { return s("text", { x: this.sx(x), y: this.sy(y), ...properties }, content); }
}

function decades([low, high]) {
  const result = [];
  for (let k = Math.floor(Math.log10(low)); k <= Math.ceil(Math.log10(high)); k += 1) {
    const t = Number(`1e${k}`);
    if (t >= low * 0.999 && t <= high * 1.001) result.push(t);
  }
  return result;
}

/// A short line for a legend, with what it stands for.
export const sample = (name, words) => h("span", {},
  s("svg", { viewBox: "0 0 30 12", class: "chart", style: "width:30px;display:inline-block", "aria-hidden": "true" },
  s("line", { x1: 0, x2: 30, y1: 6, y2: 6, class: name })), words);

"""#
}
