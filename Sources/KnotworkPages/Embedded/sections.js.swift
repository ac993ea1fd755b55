// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let sectionsJs = #"""
// The parts of a page about one plane, or one line, of the input space: all of them share a selection.

import { counted, formula, short, tuple } from "./numbers.js";
import { choice, html } from "./elements.js";
import { createSelection } from "./selection.js";
import { colorings, drawMap } from "./map.js";
import { drawCreases } from "./creases.js";
import { drawSurface } from "./surface.js";
import { drawDetails } from "./details.js";
import { drawTable } from "./table.js";
import { drawCurve, ends } from "./curve.js";

/** A section with a heading. */
export function section(title, kind, ...children) {
  return html("section", { class: kind }, html("h2", {}, title), ...children);
}

/** What `knotwork linear` says, in sentences. */
export function linearInWords(document, names, name) {
  const output = document.outputs.find((one) => one.name === name) ?? document.outputs[0];
  if (output.linear) return `${name} is linear here: ${name} = ${formula(output.slope, output.intercept, names)}.`;
  if (output.witness === null) return `${name} is not linear here.`;
  const { p, q, value_p: a, value_q: b, value_midpoint: c } = output.witness;
  const middle = p.map((part, k) => (part + q[k]) / 2);
  const best = output.slope === null ? "" : ` Best linear approximation: ${name} ≈ ${formula(output.slope, output.intercept, names)}, off by `
    + `${short(output.rms)} (root mean square), and by at most ${short(output.largest_deviation)}.`;
  return `${name} is not linear here: f${tuple(p)} = ${short(a)} and f${tuple(q)} = ${short(b)}, but at their midpoint f${tuple(middle)} = `
    + `${short(c)}, which is not the mean ${short((a + b) / 2)}.${best}`;
}

/** The parts of a plane: map, details, table, creases, surface. */
export function showPlane(element, { dissection, names, outputName, rows, rowWords, linear, say }) {
  const selection = createSelection();
  const common = { dissection, names, outputName, selection, say, rowWords };
  const [left, right, creases, surface] = ["part", "part", "part", "part"].map((kind) => html("div", { class: kind }));
  const summary = html("p", { class: "summary" },
    `${counted(dissection.regions, "region")}, ${counted(dissection.linear_pieces, "linear piece")}, ${counted(dissection.affine_maps, "distinct affine map")}, `
    + `${counted(dissection.creases, "crease")} over ${dissection.domain.description}. `, linear === null ? "" : linearInWords(linear, names, outputName));
  element.replaceChildren(
    summary, section("Regions", "pair", left, right), html("div", { class: "pair" }, section("Creases", "part", creases), section("Surface", "part", surface)));
  const bar = html("div", { class: "filters" });
  left.append(bar);
  const map = drawMap(left, { ...common, rows });
  bar.append(choice("Colours show", colorings(dissection, names, outputName), "output", map.color).element);
  drawDetails(left, common);
  drawTable(right, { ...common, caption: `Regions of ${outputName}` });
  drawCreases(creases, common);
  drawSurface(surface, common);
  return selection;
}

/** The parts of a line: curve, details, table. */
export function showLine(element, { dissection, profile, names, outputName, rows, rowWords, linear, regression, say }) {
  const selection = createSelection();
  const common = { dissection, names, outputName, selection, say, rowWords };
  const [left, right] = ["part", "part"].map((kind) => html("div", { class: kind }));
  element.replaceChildren(
    html("p", { class: "summary" },
      `${counted(dissection.regions, "region")}, ${counted(dissection.linear_pieces, "linear piece")}, ${counted(profile.knots.length, "knot")} over `
      + `${dissection.domain.description}. `, linear === null ? "" : linearInWords(linear, names, outputName)),
    section("Curve", "pair", left, right));
  const [low, high] = profile.range;
  const lines = regression === null ? [] : [{
    points: [low, high].map((s) => [s, regression.slope[0] * s + regression.intercept]), ink: "second", dash: "8 5", name: "linear regression" }];
  // Pieces are where the slope changes; a piece may hold several regions.
  const at = ends(profile);
  const piece = dissection.region.map((region) => {
    const k = profile.knots.findIndex((knot) => region.interior_point[0] < knot);
    return k < 0 ? profile.slopes.length - 1 : k;
  });
  const members = at.slice(1).map((_, k) => piece.map((p, index) => (p === k ? index : -1)).filter((index) => index >= 0));
  const curve = drawCurve(left, {
    profile, xName: names[0], yName: outputName, lines, rows,
    label: `Curve of ${outputName} over ${names[0]}: ${counted(profile.knots.length, "knot")}. Right and left go from piece to piece.`,
    onPiece(index, how) {
      if (how === "clear") selection.clear("curve");
      else selection[how](index < 0 ? [] : members[index], "curve");
    },
  });
  left.append(html("p", { class: "help" }, "Right and left go from piece to piece, Enter keeps one, Escape lets go."));
  selection.listen(({ regions }) => curve.light([...new Set(regions.map((index) => piece[index]))]));
  drawDetails(left, common);
  drawTable(right, { ...common, caption: `Regions of ${outputName}` });
  right.append(knots(profile, names[0]));
  return selection;
}

function knots(profile, name) {
  const body = html("tbody", {});
  profile.knots.forEach((knot, k) => body.append(html("tr", {}, html("td", {}, short(knot)), html("td", {}, short(profile.bends[k])))));
  return html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Knots, a table that scrolls" }, html("table", {}, html("caption", {}, "Knots"),
    html("thead", {}, html("tr", {}, html("th", { scope: "col" }, `${name} =`), html("th", { scope: "col" }, "bend"))), body));
}

/** Profiles and partial dependence, each linked with a selection that `current()` gives: { selection, indexOf(pattern), patternOf(index) }. */
export function showProfiles(element, profiles, outputName, current) {
  const shown = profiles.map(({ input, profile, patterns, effect }) => {
    const card = html("div", { class: "part" }, html("h3", {}, `${outputName} over ${input}`));
    element.append(card);
    const curve = drawCurve(card, {
      profile, xName: input, yName: outputName, name: "profile",
      label: `Profile of ${outputName} over ${input}: ${counted(profile.knots.length, "knot")}. Right and left go from piece to piece.`,
      lines: effect === null ? [] : [
        ...effect.rows.map((points) => ({ points, ink: "muted", width: 0.6, name: "others as in a row" })),
        { points: effect.mean, ink: "second", width: 2.5, dash: "8 4", name: `mean over ${effect.count} rows (partial dependence)` }],
      onPiece(index, how) {
        const { selection, indexOf } = current();
        const region = index < 0 ? -1 : indexOf(patterns[index]);
        curve.light([index]);
        note.textContent = index < 0 ? "" : pieceInWords(profile, index, input, outputName)
          + (region < 0 ? " It is not among the regions above." : ` It lies in region ${region}.`);
        if (how === "clear") selection.clear("profile");
        else selection[how](region < 0 ? [] : [region], "profile");
      },
    });
    const note = html("p", { class: "caption", role: "status" });
    card.append(html("p", { class: "caption" }, profile.domain.description), note);
    return { curve, patterns };
  });
  return {
    light(state) {
      if (state.source === "profile") return;
      const wanted = new Set(state.regions.map((index) => current().patternOf(index)));
      for (const { curve, patterns } of shown) {
        curve.light(patterns.map((pattern, k) => (wanted.has(pattern) ? k : -1)).filter((k) => k >= 0));
      }
    },
  };
}

function pieceInWords(profile, index, input, outputName) {
  const at = ends(profile);
  return `From ${short(at[index])} to ${short(at[index + 1])}: ${outputName} = ${formula([profile.slopes[index]], profile.intercepts[index], [input])}.`;
}

"""#
}
