// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let creasesJs = #"""
// The crease map: as wide as the bend is large, solid where convex, dashed where concave.

import { counted, short } from "./numbers.js";
import { bounds, extent, kind } from "./model.js";
import { inks } from "./palette.js";
import { html, svg } from "./elements.js";
import { clipped, createPlane } from "./plane.js";
import { legend } from "./legend.js";

const widest = 9;

function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** "crease of unit 3 in layer 1, bend 0.5, convex (valley), between regions 4 and 7". */
export function creaseInWords(dissection, index, output = 0) {
  const crease = dissection.crease[index];
  const bend = crease.bends[output];
  return `Crease of unit ${crease.unit} in layer ${crease.layer}: bend ${short(bend)}, ${kind(bend)}, between regions `
    + `${crease.regions[0]} and ${crease.regions[1]}`;
}

/** Draws the creases of a dissection of two dimensions into `element`; options as those of drawMap. */
export function drawCreases(element, { dissection, names, outputName, output = 0, selection }) {
  const [x, y] = bounds(dissection);
  const bends = dissection.crease.map((crease) => crease.bends[output]);
  const most = extent(bends.map(Math.abs).concat(0))[1];
  const order = bends.map((_, index) => index).sort((a, b) => Math.abs(bends[b]) - Math.abs(bends[a]));
  const width = (bend) => (most > 0 ? Math.max(dissection.crease.length > 1500 ? 0.4 : 1, (widest * Math.abs(bend)) / most) : 1);
  let shown = null;

  function paint(context, place) {
    shown = place;
    const ink = inks();
    for (const index of order) {
      const bend = bends[index];
      context.beginPath();
      context.moveTo(...place(dissection.crease[index].vertices[0]));
      context.lineTo(...place(dissection.crease[index].vertices[1]));
      context.lineWidth = bend === 0 ? 1.5 : width(bend);
      context.strokeStyle = bend > 0 ? ink.first : bend < 0 ? ink.second : ink.muted;
      context.setLineDash(bend > 0 ? [] : bend < 0 ? [Math.max(6, 2 * width(bend)), Math.max(3, width(bend))] : [1, 4]);
      context.stroke();
    }
    context.setLineDash([]);
  }

  function mark(place, frame) {
    const clip = clipped(frame);
    for (const index of selection.state.regions) {
      const points = dissection.region[index].vertices.map((vertex) => place(vertex).join()).join(" ");
      clip.append(svg("polygon", { points, class: "wash" }), svg("polygon", { points, class: "edge", "data-region": index }));
    }
    const crease = selection.state.crease;
    if (crease >= 0) {
      const [[x1, y1], [x2, y2]] = dissection.crease[crease].vertices.map(place);
      clip.append(svg("line", { x1, y1, x2, y2, class: "edge thick", "data-crease": crease }));
    }
    return clip;
  }

  function near(pixel) {
    let [best, least] = [-1, 8];
    dissection.crease.forEach((crease, index) => {
      const away = distance(pixel, shown(crease.vertices[0]), shown(crease.vertices[1])) - width(bends[index]) / 2;
      if (away < least) [best, least] = [index, away];
    });
    return best;
  }

  const plane = createPlane(element, {
    x, y, names, paint, mark,
    label: `Crease map of ${outputName}: ${counted(dissection.crease.length, "crease")}`,
    help: "Right and left go from the largest bend to smaller ones, Enter keeps one, Escape lets go.",
    center: () => (selection.state.crease >= 0 ? dissection.crease[selection.state.crease].vertices[0] : undefined),
    onPoint(_, pixel) {
      const index = near(pixel);
      selection.point(index < 0 ? [] : dissection.crease[index].regions, "creases", index);
    },
    onLeave: () => selection.point([], "creases"),
    onClick(_, pixel) {
      const index = near(pixel);
      if (index >= 0) selection.pin(dissection.crease[index].regions, "creases", index);
    },
    onKey(key) {
      if (order.length === 0) return false;
      const now = order.indexOf(selection.state.crease);
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (key in steps || key === "Home") {
        const next = key === "Home" || now < 0 ? order[0] : order[(now + steps[key] + order.length) % order.length];
        selection.choose(dissection.crease[next].regions, "creases", next);
      } else if (key === "Enter" || key === " ") {
        const index = now < 0 ? order[0] : order[now];
        selection.pin(dissection.crease[index].regions, "creases", index);
      } else if (key === "Escape") selection.clear("creases");
      else return false;
      return true;
    },
  });
  element.append(html("p", { class: "caption" }, most > 0 ? `The widest lines bend by ${short(most)}.` : "Nothing bends."), legend(null, { bends }));
  selection.listen(() => plane.remark());
  return { frame: plane.frame };
}

"""#
}
