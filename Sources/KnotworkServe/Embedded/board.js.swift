// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let boardJs = #"""
// Points on a chart that are dragged, added and removed: by mouse, touch and keyboard.
import { announce, digits, s } from "./dom.js";
import { state } from "./state.js";

export class PointBoard {
  constructor(element, chart, redraw) {
    Object.assign(this, { element, chart, redraw, chosen: -1, dragging: -1, tapped: -1 });
    element.tabIndex = 0;
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "chart with points");
    element.setAttribute("aria-label",
      "Points and the broken line through them. Page Up and Page Down choose a point, arrows move it, Delete removes it, Enter adds one.");
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, (event) => this.up(event));
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("touchstart", (event) => { if (this.dragging >= 0) event.preventDefault(); }, { passive: false });
  }

  busy() { return this.dragging >= 0 || this.keyboard; }

  at(event) {
    const box = this.chart.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  nearest([x, y], within) {
    let best = -1;
    let least = within;
    state.get("points").forEach((p, k) => {
      const distance = Math.hypot(this.chart.sx(p[0]) - x, this.chart.sy(p[1]) - y);
      if (distance < least) { least = distance; best = k; }
    });
    return best;
  }

  within([x, y]) {
    const { left, right, top, bottom } = this.chart.frame;
    return x > left && x < right && y > top && y < bottom;
  }

  down(event) {
    const place = this.at(event);
    this.keyboard = false;
    this.start = place;
    this.dragging = this.nearest(place, event.pointerType === "touch" ? 26 : 12);
    if (this.dragging >= 0) {
      this.chosen = this.dragging;
      this.element.setPointerCapture(event.pointerId);
      event.preventDefault();
      this.element.focus({ preventScroll: true });
      this.element.style.touchAction = "none";
      this.redraw();
    }
  }

  move(event) {
    if (this.dragging < 0) {
      this.element.style.touchAction = this.nearest(this.at(event), 30) >= 0 ? "none" : "pan-y";
      return;
    }
    this.set(this.dragging, this.chart.values(...this.at(event)), "drag");
  }

  up(event) {
    const place = this.at(event);
    const still = this.start && Math.hypot(place[0] - this.start[0], place[1] - this.start[1]) < 5;
    const hit = this.dragging;
    this.dragging = -1;
    if (still && event.type === "pointerup") {
      // Twice on the same point removes it: by mouse and by finger.
      if (hit < 0 && this.within(place)) this.add(this.chart.values(...place));
      else if (hit >= 0 && this.tapped === hit && event.timeStamp - this.tappedAt < 500) { this.chosen = hit; this.remove();
        this.tapped = -1; }
      else Object.assign(this, { tapped: hit, tappedAt: event.timeStamp });
    }
    this.start = null;
    this.element.style.touchAction = "pan-y";
  }

  set(k, [x, y], gesture) {
    const points = state.get("points").map((p) => [...p]);
    points[k] = [x, y].map((value) => Number(value.toPrecision(4)));
    state.set({ points }, `point${k}${gesture}`);
  }

  add(place) {
    const points = state.get("points").map((p) => [...p]);
    const [x, y] = [this.chart.range.x, this.chart.range.y].map(([a, b]) => (a + b) / 2);
    points.push((place ?? [x, y]).map((value) => Number(value.toPrecision(4))));
    this.chosen = points.length - 1;
    this.keyboard = true;
    state.set({ points });
    this.keyboard = false;
  }

  remove() {
    if (this.chosen < 0) return;
    state.set({ points: state.get("points").filter((_, k) => k !== this.chosen) });
    this.chosen = -1;
  }

  key(event) {
    const points = state.get("points");
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.ctrlKey || event.metaKey) return;
    this.keyboard = true;
    if (event.key === "PageDown" || event.key === "PageUp") {
      const order = points.map((_, k) => k).sort((a, b) => points[a][0] - points[b][0]);
      const place = order.indexOf(this.chosen);
      this.chosen = order[(place + (event.key === "PageDown" ? 1 : order.length - 1) + (place < 0 && event.key === "PageUp" ? 1
        : 0)) % order.length] ?? -1;
      if (this.chosen >= 0) announce(`Point ${digits(points[this.chosen][0])}, ${digits(points[this.chosen][1])}`);
      this.redraw();
    } else if (moves[event.key] && this.chosen >= 0) {
      const size = (event.shiftKey ? 10 : 1) / 100;
      const [dx, dy] = moves[event.key];
      const { x, y } = this.chart.range;
      const p = points[this.chosen];
      this.set(this.chosen, [p[0] + dx * size * (x[1] - x[0]), p[1] + dy * size * (y[1] - y[0])], "key");
    } else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key === "Enter") this.add();
    else { this.keyboard = false; return; }
    event.preventDefault();
  }

  marks() {
    return state.get("points").map((p, k) => s("g", {},
      k === this.chosen ? this.chart.dot(p, { r: 10, fill: "none", stroke: "var(--first)", "stroke-width": 2 }) : "",
      this.chart.dot(p, { r: 5, class: "mark" })));
  }
}

"""#
}
