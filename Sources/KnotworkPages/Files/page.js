// A page of `knotwork page`: reads the documents in it and shows them; the pictures without script make way when that has worked.

import { choice, html, speaker } from "./elements.js";
import { formula, grouped, short } from "./numbers.js";
import { section, showLine, showPlane, showProfiles } from "./sections.js";
import { unpack } from "./unpack.js";
import { drawContributions } from "./contributions.js";

function regressionInWords(data) {
  const { regression, output, inputs } = data;
  if (regression === null) return "";
  return `Linear regression on ${grouped(regression.rows)} rows: ${output} ≈ ${formula(regression.slope, regression.intercept, inputs)}, RMSE `
    + `${short(regression.rmse)}; the network: RMSE ${short(regression.network_rmse)}.`;
}

/** Shows the documents in `data` in `element`. */
export function showPage(element, data) {
  const { element: voice, say } = speaker();
  const controls = html("div", { class: "filters", role: "group", "aria-label": "What is shown" });
  const content = html("div", {});
  const command = html("code", {});
  const commandLine = html("p", { class: "command" }, "The same numbers: ", command);
  element.append(voice, controls, content, commandLine);
  const documents = data.slices.map(() => null);
  let now = { selection: null, indexOf: () => -1, patternOf: () => "" };
  let profiles = null;

  function show(index) {
    const slice = data.slices[index];
    documents[index] ??= unpack(slice.dissection);
    const dissection = documents[index];
    const options = {
      dissection, names: slice.names, outputName: data.output, rows: slice.rows, rowWords: slice.is_whole ? "rows inside" : "rows with this pattern",
      linear: slice.linear, regression: data.regression, say };
    const regression = regressionInWords(data);
    const patterns = new Map(dissection.region.map((region, k) => [region.pattern, k]));
    const selection = dissection.dimension === 1 ? showLine(content, { ...options, profile: data.line }) : showPlane(content, options);
    if (regression !== "") content.firstElementChild.after(html("p", { class: "summary" }, regression));
    now = { selection, indexOf: (pattern) => patterns.get(pattern) ?? -1, patternOf: (k) => dissection.region[k].pattern };
    selection.listen((state) => profiles?.light(state));
    commandLine.hidden = slice.command === null;
    command.textContent = slice.command;
  }

  if (data.slices.length > 1) {
    const distinct = (key) => [...new Map(data.slices.map((slice) => [slice[key], slice[key]])).entries()];
    let [pair, others] = [data.slices[0].pair, data.slices[0].others];
    const update = () => {
      let index = data.slices.findIndex((slice) => slice.pair === pair && slice.others === others);
      if (index < 0) {
        index = data.slices.findIndex((slice) => slice.pair === pair);
        others = data.slices[index].others;
        second.select.value = others;
      }
      for (const option of second.select.options) {
        option.disabled = !data.slices.some((slice) => slice.pair === pair && slice.others === option.value);
      }
      show(index);
    };
    const one = choice("Two inputs", distinct("pair"), pair, (value) => { pair = value; update(); });
    const second = choice("The others", distinct("others"), others, (value) => { others = value; update(); });
    controls.append(one.element, second.element);
    update();
  } else show(0);
  if (data.profiles.length > 0) {
    const grid = html("div", { class: "cards" });
    element.insertBefore(section("Profiles and partial dependence", "part", html("p", { class: "caption" },
      "How the output changes with one input while the others stay: exact broken lines."), grid), commandLine);
    profiles = showProfiles(grid, data.profiles, data.output, () => now);
  }
  const row = document.getElementById("knotwork-row");
  if (row !== null && data.explanation) drawContributions(row, { explanation: data.explanation, names: data.inputs, outputName: data.output });
}

const place = document.getElementById("knotwork-page");
if (place !== null) {
  showPage(place, JSON.parse(document.getElementById("knotwork-data").textContent));
  document.getElementById("knotwork-static").remove();
  place.dataset.state = "ready";
}
