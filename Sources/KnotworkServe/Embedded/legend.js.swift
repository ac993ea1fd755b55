// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let legendJs = #"""
// What lines and colours mean.
import { digits, h, put, s } from "./dom.js";
import { css } from "./palette.js";

const line = (properties) => s("svg", { viewBox: "0 0 30 12", "aria-hidden": "true" },
  s("line", { x1: 0, x2: 30, y1: 6, y2: 6, ...properties }));

/// A legend of creases, witness and arrows, as they occur.
export function legend({ bends, witness, arrows }) {
  return h("p", { class: "legend" },
    bends && h("span", {}, line({ "stroke-width": 2.6 }), "valley"),
    bends && h("span", {}, line({ "stroke-width": 2.6, "stroke-dasharray": "7 4" }), "ridge (the wider, the more it bends)"),
    witness && h("span", {}, line({ "stroke-width": 1.5, "stroke-dasharray": "1 5", "stroke-linecap": "round" }),
      "witness p–q, with its midpoint"),
    arrows && h("span", {}, "arrows at a third of their length"));
}

/// A ramp of colours with its ends.
export function ramp(element, colours) {
  if (!colours?.at) { element.hidden = true; return; }
  element.hidden = false;
  const stops = Array.from({ length: 9 }, (_, k) => css(colours.at(colours.low + ((colours.high - colours.low) * k) / 8)));
  put(element, digits(colours.low, 3), h("span", { class: "ramp", style: `background:linear-gradient(90deg,${stops.join(",")})` }),
    digits(colours.high, 3));
}

"""#
}
