// Taking away what is shown: pictures, documents, tables, the network, a page, and the command that reproduces it.
import { h, save } from "./dom.js";
import { answerText, draw, page } from "./ask.js";
import { isDark } from "./palette.js";

const joined = (numbers) => numbers.map(String).join(",");

/// The options of the tool for a domain.
export function domainOptions(domain) {
  if (!domain) return "";
  const parts = [];
  if (domain.slice) parts.push(` --slice=${[domain.slice.origin, ...domain.slice.directions].map(joined).join("/")}`);
  if (domain.through) parts.push(` --through=${domain.through.map(joined).join("/")}`);
  if (domain.box) parts.push(` --box=${domain.box.map(([a, b]) => `${a}:${b}`).join(",")}`);
  return parts.join("");
}

/// The command line that reproduces a view.
export function command({ network, domain, file = "network.json", table }, verb = "dissect") {
  void network;
  return `knotwork ${verb} ${file}${domainOptions(domain)}${table && verb === "plot" ? " --data data.csv" : ""}`;
}

/// A table as CSV.
export function csv(names, rows) {
  const field = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return [names, ...rows].map((row) => row.map(field).join(",")).join("\n") + "\n";
}

/// Regions as CSV, one a line.
export function regionsCSV({ answer }, names, outputs) {
  const head = ["region", "pattern", ...outputs.flatMap((output) => [...names.map((name) => `${output} per ${name}`), `${output} intercept`]), "volume"];
  return csv(head, answer.region.map((region, index) => [index, region.pattern,
    ...outputs.flatMap((_, k) => [...region.slope[k], region.intercept[k]]), region.volume]));
}

/// Buttons that export what an explorer shows.
export function exports(explorer) {
  const fault = h("p", { class: "fault", role: "alert", hidden: true });
  const line = h("pre", { id: "command", "aria-label": "Command line", tabindex: "0" });
  const question = (verb) => {
    const { network, domain, table } = explorer.asked;
    return { question: verb, network, ...(domain && { domain }), ...(table && verb === "plot" && { table }) };
  };
  const button = (name, action) => h("button", { type: "button", onclick: async () => {
    fault.hidden = true;
    try { await action(); } catch (error) { fault.textContent = error.message; fault.hidden = false; }
  } }, name);
  const views = { output: "output", pattern: "pattern", residual: "residual", slope1: "slope", slope2: "slope" };
  const svg = async () => {
    const colouring = explorer.options.colouring;
    const input = colouring.startsWith("slope") ? { input: explorer.names[Number(colouring.slice(5)) - 1] } : {};
    return draw({ ...question("plot"), options: { view: "regions", color_by: views[colouring], appearance: isDark() ? "dark" : "light", ...input } });
  };
  const png = () => new Promise((resolve) => explorer.map.picture().toBlob(resolve, "image/png"));
  const element = h("div", { class: "stack" },
    h("h2", {}, "Take it away"),
    h("div", { class: "row" },
      button("SVG", async () => save("regions.svg", await svg(), "image/svg+xml")),
      button("PNG", async () => save("regions.png", await png(), "image/png")),
      button("JSON", async () => save("dissection.json", await answerText(question("dissect")), "application/json")),
      button("CSV of regions", async () => save("regions.csv", regionsCSV(explorer.shapes, explorer.names, explorer.shapes.answer.outputs.map((o) => o.name)), "text/csv")),
      button("Network", async () => save("network.json", JSON.stringify(explorer.asked.network, null, 1), "application/json")),
      button("Page", async () => { const { network, domain, table } = explorer.asked; save("page.html", await page({ network, domain, table }), "text/html"); })),
    fault, h("p", { class: "note" }, "The same in a terminal, with the network saved as above:"), line);
  return { element, update: () => { line.textContent = command(explorer.asked); } };
}
