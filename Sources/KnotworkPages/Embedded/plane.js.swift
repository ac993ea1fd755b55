// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let planeJs = #"""
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

"""#
}
