// One row of the data: how its output comes about from the mean over all rows, input by input (Shapley values).

import { grouped, short, ticks } from "./numbers.js";
import { choice, html, svg } from "./elements.js";
import { printing } from "./palette.js";

const most = 14;

/** The parts of a row by size, the largest first; the smallest of many as one. */
export function parts(row, names) {
  const all = names.map((name, k) => ({ name: `${name} = ${short(row.row[k])}`, value: row.shapley[k], error: row.errors === null ? 0 : row.errors[k] }));
  const sorted = all.map((part, k) => [part, k]).sort(([a, i], [b, j]) => Math.abs(b.value) - Math.abs(a.value) || i - j).map(([part]) => part);
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  const sum = (key) => rest.reduce((total, part) => total + part[key], 0);
  return [...sorted.slice(0, most - 1), { name: `${rest.length} others`, value: sum("value"), error: sum("error") }];
}

/** Draws the rows of `explanation` into `element`, one at a time, with a choice of which. */
export function drawContributions(element, { explanation, names, outputName }) {
  const { rows, background, exact, first } = explanation;
  const picture = svg("svg", { class: "curve", "aria-hidden": "true" });
  const frame = html("div", { class: "plane" }, picture);
  const words = html("p", { class: "caption", role: "status" });
  const body = html("tbody", {});
  let [now, width] = [rows[first], 0];
  const chooser = choice("Row", rows.map((row, k) => [String(k), `${grouped(row.number)}: ${outputName} = ${short(row.value)}`]), String(first),
    (value) => { now = rows[Number(value)]; draw(); });
  element.replaceChildren(html("h3", {}, "One row, input by input"), html("div", { class: "filters" }, chooser.element), frame, words,
    html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What each input adds, a table that scrolls" }, html("table", {},
      html("caption", {}, "What each input adds"),
      html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "input"), html("th", { scope: "col" }, "adds"))), body)));

  function draw() {
    const shown = parts(now, names);
    const sums = [now.base];
    for (const part of shown) sums.push(sums.at(-1) + part.value);
    body.replaceChildren(...shown.map((part) => html("tr", {}, html("td", {}, part.name), html("td", {},
      short(part.value) + (part.error > 0 ? ` ± ${short(part.error)}` : "")))));
    words.textContent = `Row ${grouped(now.number)}: from the mean ${short(now.base)} over ${grouped(background)} rows to ${outputName} = ${short(now.value)}. `
      + (exact ? "Shapley values, exact." : "Shapley values; some rows have estimates with 95 % intervals.");
    width = frame.clientWidth;
    if (width < 100) return;
    const left = Math.min(width * 0.4, 190);
    const step = 28;
    const height = step * (shown.length + 2) + 34;
    const ends = [...sums, now.value, ...shown.flatMap((part, k) => [sums[k + 1] - part.error, sums[k + 1] + part.error])];
    let [low, high] = [Math.min(...ends), Math.max(...ends)];
    const rest = high > low ? (high - low) * 0.16 : 1;
    [low, high] = [low - rest, high + rest];
    const x = (value) => left + ((value - low) / (high - low)) * (width - left - 14);
    const y = (k) => 8 + step * (k + 0.5);
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const foot = 8 + step * (shown.length + 2);
    const axes = svg("g", { class: "axes" });
    for (const value of ticks(low, high, (width - left) / 60)) {
      axes.append(svg("line", { x1: x(value), x2: x(value), y1: foot, y2: foot + 4 }), svg("text", { x: x(value), y: foot + 18, "text-anchor": "middle" }, short(value)));
    }
    axes.append(svg("line", { x1: left, x2: width - 14, y1: foot, y2: foot }));
    const clipped = (text) => (text.length > left / 7 ? `${text.slice(0, Math.floor(left / 7) - 1)}…` : text);
    const label = (k, text) => svg("text", { x: left - 10, y: y(k) + 4, "text-anchor": "end" }, clipped(text));
    const number = (k, value, text, anchor) => svg("text", { class: "name", x: x(value) + (anchor === "end" ? -7 : 7), y: y(k) + 4, "text-anchor": anchor }, text);
    axes.append(label(0, `mean of ${grouped(background)} rows`), number(0, now.base, short(now.base), "start"));
    const marks = [];
    shown.forEach((part, k) => {
      const [from, to] = [x(sums[k]), x(sums[k + 1])];
      marks.push(svg("line", { x1: from, x2: from, y1: y(k), y2: y(k + 1), class: "s-muted" }));
      marks.push(svg("rect", {
        x: Math.min(from, to), y: y(k + 1) - 9, width: Math.max(1, Math.abs(to - from)), height: 18, class: part.value < 0 ? "f-second" : "f-first" }));
      if (part.error > 0) marks.push(svg("line", { x1: x(sums[k + 1] - part.error), x2: x(sums[k + 1] + part.error), y1: y(k + 1), y2: y(k + 1), class: "s-text", "stroke-width": 1.5 }));
      const end = sums[k + 1] + (part.value < 0 ? -part.error : part.error);
      axes.append(label(k + 1, part.name), number(k + 1, end, (part.value > 0 ? "+" : "") + short(part.value), part.value < 0 ? "end" : "start"));
    });
    const last = shown.length + 1;
    marks.push(svg("line", { x1: x(now.value), x2: x(now.value), y1: y(last - 1), y2: y(last), class: "s-muted" }));
    for (const [k, value] of [[0, now.base], [last, now.value]]) marks.push(svg("circle", { cx: x(value), cy: y(k), r: 4, class: "f-text" }));
    axes.append(label(last, `row ${grouped(now.number)}`), number(last, now.value, short(now.value), "start"));
    picture.replaceChildren(...marks, axes);
  }

  new ResizeObserver(() => { if (frame.clientWidth !== width && !printing()) draw(); }).observe(frame);
  draw();
}
