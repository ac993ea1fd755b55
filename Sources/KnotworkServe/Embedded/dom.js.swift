// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let domJs = #"""
// Elements, numbers and formulas.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" && "value" in element && element.localName !== "data") element.value = value;
    else if (key === "style") element.style.cssText = value;
    else if (key === "checked") element.checked = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/// An HTML element.
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/// An SVG element.
export function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/// The first element that matches a selector.
export const $ = (selector, root = document) => root.querySelector(selector);

/// A number as people read it: so many significant digits, a true minus sign.
export function digits(x, significant = 4) {
  if (x === null || x === undefined) return "–";
  if (!Number.isFinite(x)) return String(x);
  if (x === 0) return "0";
  const size = Math.abs(x);
  let text = size >= 1e6 || size < 1e-4 ? x.toExponential(significant - 1) : String(Number(x.toPrecision(significant)));
  text = text.replace(/\.?0+e/, "e").replace("e+", "e");
  return text.replaceAll("-", "\u2212");
}

/// A number on the page; its `value` is the answer's own, with all digits.
export function num(x, significant = 4) {
  return h("data", { value: x === null || x === undefined ? "" : String(x) }, digits(x, significant));
}

/// A share as a percentage.
export function percent(x) {
  return h("data", { value: String(x) }, `${digits(100 * x, 3)} %`);
}

/// An affine function in numbers: [1.635 x1 − 2.135 x2].
export function affine(slope, intercept, names, significant = 4) {
  const parts = [];
  const add = (coefficient, name) => {
    if (coefficient === 0) return;
    const size = Math.abs(coefficient);
    const sign = coefficient < 0 ? (parts.length ? " \u2212 " : "\u2212") : parts.length ? " + " : "";
    parts.push(sign);
    const text = digits(size, significant);
    parts.push(h("data", { value: String(coefficient) }, text), name ? `\u00a0${name}` : "");
  };
  slope.forEach((coefficient, index) => add(coefficient, names[index]));
  add(intercept, "");
  if (!parts.length) parts.push(h("data", { value: "0" }, "0"));
  return h("span", { class: "formula" }, parts);
}

/// A point as (x1, x2).
export const point = (p) => `(${p.map((x) => digits(x, 4)).join(", ")})`;

let speaking;
/// Tells screen readers something once the user has stopped moving.
export function announce(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => { $("#live").textContent = text; }, 400);
}

/// Replaces the children of an element.
export function put(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/// Saves bytes or text as a file.
export function save(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/// Places round ticks within an interval.
export function ticks(lower, upper, count = 5) {
  const span = upper - lower;
  if (!(span > 0)) return [lower];
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999);
  const result = [];
  for (let k = Math.ceil(lower / step - 1e-9); k * step <= upper + step * 1e-9; k += 1) {
    result.push(Number((k * step).toPrecision(12)));
  }
  return result;
}

/// A label for a tick.
export const tick = (x) => digits(Number(x.toPrecision(6)), 6);

"""#
}
