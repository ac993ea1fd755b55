// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let mapJs = #"""
// A map of regions that pans and zooms; every zoom is drawn anew from the corners that the answer gives.
import { announce, digits, h, s } from "./dom.js";
import { ink, onAppearance } from "./palette.js";
import { paint, scale } from "./paint.js";
import { drawAxes, drawMarks } from "./axes.js";
import { gestures } from "./gestures.js";

/// So many regions are painted within one frame; more of them over several.
const AT_ONCE = 4000;
/// Milliseconds of painting in a frame.
const SLICE = 9;

export class RegionMap {
  constructor(host, { label, names = ["x1", "x2"], zoom = true, onPoint = () => {}, onView = () => {}, overlay = null } = {}) {
    Object.assign(this, { host, names, onPoint, onView, overlay });
    this.options = { colouring: "pattern", creases: true };
    this.view = { u: 0.5, v: 0.5, zoom: 1 };
    this.selected = -1;
    this.pointer = null;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.svg = s("svg", { "aria-hidden": "true", class: "overlay" });
    this.pad = h("div", { class: "pad", tabindex: "0", role: "application", "aria-roledescription": "map",
      "aria-label": `${label}. Arrow keys move the pointer, plus and minus zoom, 0 shows all.` }, this.canvas, this.svg);
    this.zoomIn = h("button", { type: "button", "aria-label": "Zoom in", title: "Zoom in (+)", onclick: () => this.zoomBy(1.6) },
      "+");
    this.zoomOut = h("button", { type: "button", "aria-label": "Zoom out", title: "Zoom out (−)",
      onclick: () => this.zoomBy(1 / 1.6) }, "−");
    this.whole = h("button", { type: "button", "aria-label": "Show all", title: "Show all (0)", onclick: () => this.reset() },
      "Show all");
    host.classList.add("map");
    this.note = h("output", { class: "note", "aria-label": "Zoom" });
    host.append(this.pad);
    if (zoom) host.append(h("div", { class: "zoom", "data-part": "zoom" }, this.note, this.zoomOut, this.zoomIn, this.whole));
    gestures(this);
    this.pad.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resize()).observe(this.pad);
    onAppearance(() => { this.restyle(); });
  }

  /// Shows an answer; `residuals` has the mean residual of each pattern.
  show(shapes, { residuals = null, rows = null, keepView = true } = {}) {
    const moved = this.shapes && JSON.stringify(this.shapes.box) !== JSON.stringify(shapes.box);
    Object.assign(this, { shapes, residuals, rows });
    if (!keepView || moved) this.look({ u: 0.5, v: 0.5, zoom: 1 });
    this.selected = this.pointer ? shapes.regionAt(this.pointer) : -1;
    this.restyle();
  }

  set(options) { Object.assign(this.options, options); this.restyle(); }

  restyle() {
    if (!this.shapes) return;
    this.colours = scale(this.options.colouring, this.shapes, this.residuals);
    this.stale = true;
    this.draw();
  }

  resize() {
    const { width, height } = this.pad.getBoundingClientRect();
    if (!width || (width === this.width && height === this.height)) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    Object.assign(this, { width, height, ratio });
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.margin = { left: 54, top: 8 };
    this.side = Math.min(width - 64, height - 54);
    this.stale = true;
    this.draw();
  }

  /// Where (u, v) = (0, 0) lies on the pad, and how long a unit is.
  place(view = this.view) {
    const unit = this.side * view.zoom;
    return { scale: unit, left: this.margin.left + this.side / 2 - view.u * unit,
      top: this.margin.top + this.side / 2 + view.v * unit };
  }

  toScreen(p) {
    const [u, v] = this.shapes.toUnit(p);
    const { scale: unit, left, top } = this.place();
    return [left + u * unit, top - v * unit];
  }

  fromScreen([x, y]) {
    const { scale: unit, left, top } = this.place();
    return this.shapes.fromUnit([(x - left) / unit, (top - y) / unit]);
  }

  draw() {
    if (this.drawing || !this.shapes || !this.width) return;
    this.drawing = requestAnimationFrame(() => { this.drawing = 0; this.frame(); });
  }

  frame() {
    if (!this.shapes || !this.width) return;
    const context = this.canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.save();
    context.beginPath();
    context.rect(this.margin.left, this.margin.top, this.side, this.side);
    context.clip();
    const more = this.shapes.polygons.length > AT_ONCE ? this.fromBuffer(context) : this.direct(context);
    drawMarks(this, context);
    context.restore();
    drawAxes(this, context);
    this.note.textContent = this.view.zoom > 1 ? `${digits(this.view.zoom, 3)}×, drawn from the exact corners`
      : "Ctrl and wheel, pinch or + to zoom";
    this.overlay?.(this);
    if (more) this.draw();
  }

  direct(context) {
    const options = { ...this.options, colours: this.colours, width: this.width, height: this.height };
    for (const step of paint(context, this.shapes, this.place(), options)) void step;
    this.stale = false;
    return false;
  }

  // Large maps are painted into a picture of twice the size, in slices of a few milliseconds, and panned as that picture.
  // A picture is only ever shown at the zoom it was painted for, but for the moment until the next one is ready.
  fromBuffer(context) {
    const { view, buffer, job } = this;
    const fits = (b) => b && b.view.zoom === view.zoom && b.side === this.side &&
      Math.max(Math.abs(b.view.u - view.u), Math.abs(b.view.v - view.v)) * this.side * view.zoom < this.side * 0.3;
    if (this.stale || (!fits(buffer) && !fits(job))) { this.job = this.start(); this.stale = false; }
    if (this.job) {
      const end = performance.now() + SLICE;
      let step;
      do { step = this.job.steps.next(); } while (!step.done && performance.now() < end);
      if (step.done) { this.buffer = this.job; this.job = null; }
    }
    if (this.buffer && this.buffer.shapes === this.shapes) {
      const b = this.buffer;
      const factor = view.zoom / b.view.zoom;
      const size = 2 * b.side * factor;
      const x = this.margin.left + this.side / 2 + (b.view.u - view.u) * this.side * view.zoom - size / 2;
      const y = this.margin.top + this.side / 2 - (b.view.v - view.v) * this.side * view.zoom - size / 2;
      const snap = (value) => Math.round(value * this.ratio) / this.ratio;
      context.drawImage(b.canvas, snap(x), snap(y), size, size);
    }
    return Boolean(this.job);
  }

  /// What is seen, as a picture on paper.
  picture() {
    const canvas = h("canvas", { width: this.canvas.width, height: this.canvas.height });
    const context = canvas.getContext("2d");
    context.fillStyle = ink("paper");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.canvas, 0, 0);
    return canvas;
  }

  start() {
    const size = 2 * this.side;
    const canvas = h("canvas", { width: Math.round(size * this.ratio), height: Math.round(size * this.ratio) });
    const context = canvas.getContext("2d");
    context.scale(this.ratio, this.ratio);
    const view = { ...this.view };
    const unit = this.side * view.zoom;
    const place = { scale: unit, left: size / 2 - view.u * unit, top: size / 2 + view.v * unit };
    const options = { ...this.options, colours: this.colours, width: size, height: size };
    return { canvas, view, side: this.side, shapes: this.shapes, steps: paint(context, this.shapes, place, options) };
  }

  zoomBy(factor, at = null) {
    if (!this.shapes) return;
    const [x, y] = at ?? [this.margin.left + this.side / 2, this.margin.top + this.side / 2];
    const before = this.shapes.toUnit(this.fromScreen([x, y]));
    this.view.zoom = Math.min(1e9, Math.max(1, this.view.zoom * factor));
    const after = this.shapes.toUnit(this.fromScreen([x, y]));
    this.panUnits(before[0] - after[0], before[1] - after[1]);
  }

  panUnits(du, dv) {
    const half = 0.5 / this.view.zoom;
    this.view.u = Math.min(1 - half, Math.max(half, this.view.u + du));
    this.view.v = Math.min(1 - half, Math.max(half, this.view.v + dv));
    this.look(this.view);
    this.onView(this.view);
  }

  /// Looks at a place: its middle (u, v) and the zoom.
  look(view) {
    this.view = view;
    this.pad.style.touchAction = view.zoom > 1 ? "none" : "pan-y";
    this.draw();
  }

  reset() { this.look({ u: 0.5, v: 0.5, zoom: 1 }); this.onView(this.view); }

  /// The pointer is at a point of the domain; null when it has left.
  point(p, source) {
    this.pointer = p;
    this.keyboard = source === "keyboard";
    this.select(p ? this.shapes.regionAt(p) : -1, source);
  }

  select(index, source = "other") {
    if (!this.shapes) return;
    this.selected = index;
    this.draw();
    this.onPoint({ point: this.pointer, region: index, source });
    const region = this.shapes.answer.region[index];
    if (source === "keyboard" && region) announce(`Region ${index}, pattern ${region.pattern}`);
  }

  key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!this.shapes || event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) {
      const step = (event.shiftKey ? 0.1 : 0.02) / this.view.zoom;
      const [u, v] = this.pointer ? this.shapes.toUnit(this.pointer) : [this.view.u, this.view.v];
      const next = [u + moves[event.key][0] * step, v + moves[event.key][1] * step].map((x) => Math.min(1, Math.max(0, x)));
      const half = 0.5 / this.view.zoom;
      this.panUnits(Math.max(0, next[0] - this.view.u - half) + Math.min(0, next[0] - this.view.u + half),
        Math.max(0, next[1] - this.view.v - half) + Math.min(0, next[1] - this.view.v + half));
      this.point(this.shapes.fromUnit(next), "keyboard");
    } else if (event.key === "+" || event.key === "=") this.zoomBy(1.6, this.pointer && this.toScreen(this.pointer));
    else if (event.key === "-") this.zoomBy(1 / 1.6, this.pointer && this.toScreen(this.pointer));
    else if (event.key === "0") this.reset();
    else if (event.key === "Escape") this.point(null, "keyboard");
    else return;
    event.preventDefault();
  }
}

"""#
}
