// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let arrowsJs = #"""
// The weights w1 and w2 as arrows in the plane, each with a handle; the witness, and the names of the cases.
import { digits, h, put, s } from "./dom.js";
import { ink } from "./palette.js";
import { state } from "./state.js";

/// Arrows are drawn at a third of their length, so that weights up to 3 fit into the square.
const SCALE = 1 / 3;

export class Arrows {
  constructor(map) {
    this.map = map;
    this.witness = null;
    this.handles = [0, 1].map((unit) => {
      const handle = h("button", { type: "button", class: "handle", "data-unit": unit + 1,
        style: `--tint:var(--${unit ? "second" : "first"})` });
      handle.addEventListener("pointerdown",
        (event) => { handle.setPointerCapture(event.pointerId); event.stopPropagation(); this.dragging = unit; });
      handle.addEventListener("pointermove", (event) => {
        event.stopPropagation();
        if (this.dragging !== unit) return;
        const box = map.pad.getBoundingClientRect();
        this.move(unit, map.fromScreen([event.clientX - box.left, event.clientY - box.top]).map((x) => x / SCALE), "drag");
      });
      for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => { this.dragging = null; });
      handle.addEventListener("keydown", (event) => {
        const step = event.shiftKey ? 0.5 : 0.05;
        const d = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
        if (!d) return;
        event.preventDefault();
        event.stopPropagation();
        const w = state.get("w").slice(2 * unit, 2 * unit + 2);
        this.move(unit, [w[0] + d[0], w[1] + d[1]], "key");
      });
      map.pad.append(handle);
      return handle;
    });
  }

  move(unit, to, gesture) {
    const w = [...state.get("w")];
    to.forEach((x, k) => { w[2 * unit + k] = Number(Math.min(3, Math.max(-3, x)).toFixed(2)); });
    state.set({ w }, `arrow${unit}${gesture}`);
  }

  /// After the state has changed: arrows follow at once, the map when its answer is there.
  update(map) {
    const w = state.get("w");
    this.handles.forEach((handle, unit) => {
      const [a, b] = w.slice(2 * unit, 2 * unit + 2);
      handle.setAttribute("aria-label", `Arrow w${unit + 1}: ${digits(a)}, ${digits(b)}. Arrow keys move its tip.`);
    });
    map.draw();
  }

  draw(map) {
    const w = state.get("w");
    const origin = map.toScreen([0, 0]);
    const marks = [];
    const { region } = map.shapes.answer;
    const small = map.side < 380;
    for (const each of region) {
      const [x, y] = map.toScreen(each.interior_point);
      marks.push(s("text", { x, y: y - 3 }, each.pattern));
      if (!small && region.length <= 4) marks.push(s("text", { x, y: y + 15, class: "say" }, written(each)));
    }
    if (this.witness) marks.push(...this.drawWitness(map, this.witness));
    this.handles.forEach((handle, unit) => {
      const vector = w.slice(2 * unit, 2 * unit + 2);
      const tip = map.toScreen(vector.map((x) => x * SCALE));
      handle.style.left = `${tip[0]}px`;
      handle.style.top = `${tip[1]}px`;
      const colour = ink(unit ? "second" : "first");
      const angle = Math.atan2(tip[1] - origin[1], tip[0] - origin[0]);
      const length = Math.hypot(tip[0] - origin[0], tip[1] - origin[1]);
      const end = [origin[0] + Math.cos(angle) * Math.max(0, length - 9), origin[1] + Math.sin(angle) * Math.max(0, length - 9)];
      marks.push(s("line", { x1: origin[0], y1: origin[1], x2: end[0], y2: end[1], stroke: ink("paper"), "stroke-width": 7,
        "stroke-linecap": "round" }),
        s("line", { x1: origin[0], y1: origin[1], x2: end[0], y2: end[1], stroke: colour, "stroke-width": 3.5,
          "stroke-linecap": "round" }));
      const label = [tip[0] + Math.cos(angle) * 22, tip[1] + Math.sin(angle) * 22 + 5];
      marks.push(s("text", { x: label[0], y: label[1], style: `fill:${colour}` }, `w${unit + 1}`));
    });
    put(map.svg, marks);
  }

  drawWitness(map, { p, q }) {
    const [a, b] = [map.toScreen(p), map.toScreen(q)];
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const colour = ink("text");
    const near = (at) => ({ x: Math.min(map.width - 24, Math.max(52, at[0])),
      y: Math.min(map.margin.top + map.side - 16, Math.max(28, at[1])) });
    const dot = (at, fill) => s("circle", { cx: at[0], cy: at[1], r: 5, fill, stroke: colour, "stroke-width": 2 });
    return [
      s("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], stroke: colour, "stroke-width": 1.4, "stroke-dasharray": "1 5",
        "stroke-linecap": "round" }),
      dot(a, ink("paper")), dot(b, ink("paper")), dot(middle, colour),
      s("text", { ...near([a[0] + 16, a[1] + 5]), class: "say" }, "p"),
        s("text", { ...near([b[0] - 16, b[1] + 5]), class: "say" }, "q"),
    ];
  }
}

function written({ slope, intercept }) {
  const terms = [...slope[0].map((x, k) => [x, ` x${k + 1}`]), [intercept[0], ""]].filter(([x]) => x !== 0);
  if (!terms.length) return "0";
  return terms.map(([x, name], k) => `${x < 0 ? (k ? " − " : "−") : k ? " + " : ""}${digits(Math.abs(x), 3)}${name}`).join("");
}

"""#
}
