// Taking away what is shown: pictures, documents, tables, the network, a page, and the command that reproduces it.
import { h, save } from "./dom.js";
import { answerText, draw, page } from "./ask.js";
import { isDark } from "./palette.js";
import { png } from "./raster.js";

const joined = (numbers) => numbers.map(String).join(",");

/// The options of the tool for a domain.
function domainOptions(domain) {
  if (!domain) return "";
  const parts = [];
  if (domain.slice) parts.push(` --slice=${[domain.slice.origin, ...domain.slice.directions].map(joined).join("/")}`);
  if (domain.through) parts.push(` --through=${domain.through.map(joined).join("/")}`);
  if (domain.box) parts.push(` --box=${domain.box.map(([a, b]) => `${a}:${b}`).join(",")}`);
  return parts.join("");
}

/// The command line that reproduces a view.
const command = ({ domain }) => `knotwork dissect network.json${domainOptions(domain)}`;

/// A table as CSV.
function csv(names, rows) {
  const field = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return [names, ...rows].map((row) => row.map(field).join(",")).join("\n") + "\n";
}

/// Regions as CSV, one a line.
function regionsCSV({ answer }, names, outputs) {
  const head = ["region", "pattern",
    ...outputs.flatMap((output) => [...names.map((name) => `${output} per ${name}`), `${output} intercept`]), "volume"];
  return csv(head, answer.region.map((region, index) => [index, region.pattern,
    ...outputs.flatMap((_, k) => [...region.slope[k], region.intercept[k]]), region.volume]));
}

/// A card of buttons, each with what it saves, and the command line that says the same in a terminal.
function takeaway(items, line, note = "The same in a terminal, with the files saved as above:") {
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const written = h("pre", { class: "command", "aria-label": "Command line", tabindex: "0" });
  const buttons = items.map(([name, action]) => h("button", { type: "button", onclick: async () => {
    fault.hidden = true;
    try { await action(); } catch (error) { fault.textContent = error.message; fault.hidden = false; }
  } }, name));
  const element = h("div", { class: "card stack", "data-part": "export" }, h("h2", {}, "Take it away"),
    h("div", { class: "row" }, buttons), fault,
    h("p", { class: "note" }, note), written);
  return { element, update: () => { written.textContent = line(); } };
}

const appearance = () => (isDark() ? "dark" : "light");
const asJSON = (value) => JSON.stringify(value, null, 1);
const saveNetwork = (network) => save("network.json", asJSON(network), "application/json");

// A question about the network and domain at hand.
const about = ({ network, domain }, question) => ({ question, network, ...(domain && { domain }) });

/// What an explorer of two dimensions gives away.
export function exports(explorer) {
  const views = { output: "output", pattern: "pattern", residual: "residual", slope1: "slope", slope2: "slope" };
  const svg = () => {
    const { asked, names, options: { colouring } } = explorer;
    const input = colouring.startsWith("slope") ? { input: names[Number(colouring.slice(5)) - 1] } : {};
    return draw({ ...about(asked, "plot"), ...(asked.table && { table: asked.table }),
      options: { view: "regions", color_by: views[colouring], appearance: appearance(), ...input } });
  };
  const picture = () => new Promise((resolve) => explorer.map.picture().toBlob(resolve, "image/png"));
  const outputs = () => explorer.shapes.answer.outputs.map((output) => output.name);
  return takeaway([
    ["SVG", async () => save("regions.svg", await svg(), "image/svg+xml")],
    ["PNG", async () => save("regions.png", await picture(), "image/png")],
    ["JSON", async () => save("dissection.json", await answerText(about(explorer.asked, "dissect")), "application/json")],
    ["CSV of regions", async () => save("regions.csv", regionsCSV(explorer.shapes, explorer.names, outputs()), "text/csv")],
    ["Network", async () => saveNetwork(explorer.asked.network)],
    ["Page", async () => {
      const { network, domain, table } = explorer.asked;
      save("page.html", await page({ network, domain, table }), "text/html");
    }],
  ], () => command(explorer.asked));
}

// The buttons that save the curve of a question as a picture.
const curves = (question) => {
  const svg = () => {
    const { options, ...rest } = question();
    return draw({ ...rest, question: "plot", options: { ...options, view: "curve", appearance: appearance() } });
  };
  return [
    ["SVG", async () => save("curve.svg", await svg(), "image/svg+xml")],
    ["PNG", async () => save("curve.png", await png(await svg()), "image/png")],
  ];
};

/// What a view of a network of one input gives away.
export function lineExports(view) {
  const outputs = () => view.answer.outputs.map((output) => output.name);
  return takeaway([
    ...curves(() => about(view.asked, "plot")),
    ["JSON", async () => save("dissection.json", await answerText(about(view.asked, "dissect")), "application/json")],
    ["CSV of pieces", async () => save("pieces.csv", regionsCSV({ answer: view.answer }, [view.chart.names.x], outputs()),
      "text/csv")],
    ["Network", async () => saveNetwork(view.asked.network)],
    ["Page", async () => save("page.html", await page(view.asked), "text/html")],
  ], () => command(view.asked));
}

// The network that an answer brings.
const networkOf = ({ network }, command) => {
  if (!network) throw new Error(`The answer has no network; ${command} -o network.json writes it.`);
  return network;
};

/// What the points and their broken line give away.
export function pointExports(view) {
  const line = () => `knotwork knots points.csv --target y${view.answers.knots === "auto" ? "" : ` --knots ${view.answers.knots}`}`;
  const network = () => networkOf(view.answers.fit, line());
  const shown = () => ({ table: view.answers.table,
    options: view.answers.knots === "auto" ? {} : { knots: Number(view.answers.knots) } });
  return takeaway([
    ...curves(shown),
    ["Points as CSV", async () => save("points.csv", csv(["x", "y"], view.answers.points), "text/csv")],
    ["JSON", async () => save("knots.json", asJSON(view.answers.fit), "application/json")],
    ["Network", async () => saveNetwork(network())],
  ], line);
}

/// What a formula and the broken line that follows it give away.
export function formulaExports(view) {
  const line = () => {
    const { formula, on, error } = view.answer.asked;
    return `knotwork approximate "${formula}" --on=${on.join(":")} --error ${error}`;
  };
  const network = () => networkOf(view.answer, line());
  return takeaway([
    ...curves(() => ({ network: network(), domain: { box: [view.answer.asked.on] } })),
    ["JSON", async () => save("approximation.json", asJSON({ ...view.answer, asked: undefined }), "application/json")],
    ["Network", async () => saveNetwork(network())],
  ], line, "The same in a terminal:");
}
