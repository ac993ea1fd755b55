// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let paintJs = #"""
// Fills and creases of a map, group by group, so that large maps can be painted over several frames.
import { css, field, ink, isDark, patternTint, signed } from "./palette.js";

// Fields have so many colours where each region has one, so that regions can be filled together.
const STEPS = 64;
const step = (t) => Math.round(t * STEPS) / STEPS;

/// How a value becomes a colour: for outputs, slopes and residuals.
export function scale(colouring, shapes, residuals) {
  const { answer, output } = shapes;
  if (colouring === "pattern") return { of: (index) => patternTint(answer.region[index].pattern) };
  if (colouring === "residual") {
    const values = answer.region.map((region) => residuals?.get(region.pattern)?.mean ?? 0);
    return signedScale(values);
  }
  if (colouring.startsWith("slope")) {
    const input = Number(colouring.slice(5)) - 1;
    return signedScale(answer.region.map((region) => region.slope[output][input]));
  }
  const { minimum, maximum } = answer.outputs[output];
  const [low, high] = minimum === null ? [-1, 1] : [minimum, maximum];
  const span = high - low || 1;
  const of = (index) => field(step((shapes.value(index, answer.region[index].interior_point) - low) / span));
  return { of, low, high, at: (value) => field((value - low) / span), kind: "field" };
}

function signedScale(values) {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return { of: (index) => signed(step(values[index] / most)), low: -most, high: most, at: (value) => signed(value / most),
    kind: "signed" };
}

/// Paints a map: a generator that gives way after each group.
/// `place` is {scale, left, top}: a point (u, v) lies at left + u·scale, top − v·scale; `width` and `height` are what is seen.
export function* paint(context, shapes, place, { colouring, colours, creases, moving, width, height }) {
  const visible = [];
  const { bounds, polygons } = shapes;
  const u0 = -place.left / place.scale;
  const u1 = (width - place.left) / place.scale;
  const v0 = (place.top - height) / place.scale;
  const v1 = place.top / place.scale;
  for (let index = 0; index < polygons.length; index += 1) {
    const k = 4 * index;
    if (bounds[k] <= u1 && bounds[k + 2] >= u0 && bounds[k + 1] <= v1 && bounds[k + 3] >= v0) visible.push(index);
  }
  yield;
  const exact = colouring === "output" && visible.length <= 1500;
  if (exact) {
    for (const index of visible) fillExactly(context, shapes, place, index, colours);
    yield;
  } else {
    const groups = new Map();
    for (const index of visible) {
      const colour = css(colours.of(index));
      if (!groups.has(colour)) groups.set(colour, []);
      groups.get(colour).push(index);
    }
    yield;
    for (const [colour, members] of groups) {
      for (let from = 0; from < members.length; from += 500) {
        const path = new Path2D();
        for (const index of members.slice(from, from + 500)) trace(path, polygons[index], place);
        context.fillStyle = colour;
        context.fill(path);
        // Creases cover the seams between neighbours.
        if (!creases && visible.length <= 5000) seal(context, path, colour);
        yield;
      }
    }
  }
  if (creases) yield* paintCreases(context, shapes, place,
      { u0, u1, v0, v1, count: visible.length, field: colouring !== "pattern", moving });
}

// Closes the hairline gaps that antialiasing leaves between neighbours.
function seal(context, path, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 0.7;
  context.setLineDash([]);
  context.stroke(path);
}

/// Adds a polygon to a path.
export function trace(path, flat, place) {
  path.moveTo(place.left + flat[0] * place.scale, place.top - flat[1] * place.scale);
  for (let k = 2; k < flat.length; k += 2) path.lineTo(place.left + flat[k] * place.scale, place.top - flat[k + 1] * place.scale);
  path.closePath();
}

// An affine function shades exactly along its slope: a gradient between its least and greatest value.
function fillExactly(context, shapes, place, index, colours) {
  const region = shapes.answer.region[index];
  const path = new Path2D();
  trace(path, shapes.polygons[index], place);
  const [[x0, x1], [y0, y1]] = shapes.box;
  const slope = region.slope[shapes.output];
  const g = [slope[0] * (x1 - x0), slope[1] * (y1 - y0)];
  const size = g[0] ** 2 + g[1] ** 2;
  const middle = shapes.value(index, region.interior_point);
  let style = css(colours.at(middle));
  if (size > 0) {
    const values = region.vertices.map((p) => shapes.value(index, p));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    if (high > low) {
      const [u, v] = shapes.toUnit(region.interior_point);
      const along = (value) => [u + (g[0] * (value - middle)) / size, v + (g[1] * (value - middle)) / size];
      const [from, to] = [along(low), along(high)];
      style = context.createLinearGradient(
        place.left + from[0] * place.scale, place.top - from[1] * place.scale,
        place.left + to[0] * place.scale, place.top - to[1] * place.scale);
      for (let k = 0; k <= 8; k += 1) style.addColorStop(k / 8, css(colours.at(low + ((high - low) * k) / 8)));
    }
  }
  context.fillStyle = style;
  context.fill(path);
  if (typeof style === "string" || shapes.polygons.length <= 1500) seal(context, path, style);
}

function* paintCreases(context, shapes, place, { u0, u1, v0, v1, count, field: onField, moving }) {
  const most = shapes.largestBend || 1;
  const groups = new Map();
  const { ends, bends } = shapes;
  for (let k = 0; k < bends.length; k += 1) {
    const [a, b, c, d] = [ends[4 * k], ends[4 * k + 1], ends[4 * k + 2], ends[4 * k + 3]];
    if (Math.max(a, c) < u0 || Math.min(a, c) > u1 || Math.max(b, d) < v0 || Math.min(b, d) > v1) continue;
    const size = Math.ceil(Math.sqrt(Math.abs(bends[k]) / most) * 4);
    const kind = size === 0 ? "flat" : bends[k] > 0 ? "valley" : "ridge";
    const key = `${kind} ${size}`;
    if (!groups.has(key)) groups.set(key, { kind, size, path: new Path2D() });
    const { path } = groups.get(key);
    path.moveTo(place.left + a * place.scale, place.top - b * place.scale);
    path.lineTo(place.left + c * place.scale, place.top - d * place.scale);
  }
  yield;
  const many = count > 3000 ? 0.35 : count > 400 ? 0.55 : 1;
  context.lineCap = "butt";
  for (const { kind, size, path } of [...groups.values()].sort((a, b) => a.size - b.size)) {
    context.strokeStyle = kind === "flat" ? ink("muted") : isDark() && !onField ? "#fff" : "#16181d";
    context.lineWidth = kind === "flat" ? 0.8 : (0.4 + 0.75 * size) * many;
    context.setLineDash(kind === "flat" ? [1, 4] : kind === "ridge" && count <= 3000 && !(moving && count > 300)
      ? [7 * many + 2, 4 * many + 1.5] : []);
    if (onField && count <= 1500 && !moving) around(context, path);
    context.stroke(path);
    yield;
  }
  context.setLineDash([]);
}

// A soft light edge, so that dark lines are seen on dark and on light fields.
function around(context, path) {
  const { lineWidth, strokeStyle } = context;
  context.globalAlpha = 0.5;
  context.lineWidth = lineWidth + 1.6;
  context.strokeStyle = "#fff";
  context.stroke(path);
  Object.assign(context, { globalAlpha: 1, lineWidth, strokeStyle });
}

"""#
}
