// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let mainJs = #"""
// Starts the page: panels, address, undo, light and dark.
import { $, h, put } from "./dom.js";
import { start } from "./ask.js";
import { state, text } from "./state.js";
import { QuestionPanel } from "./question.js";
import { OnePanel } from "./one.js";
import { TwoPanel } from "./two.js";
import { TrainPanel } from "./training.js";
import { OwnPanel } from "./own.js";
import { shared } from "./shared.js";

const kinds = { question: QuestionPanel, one: OnePanel, two: TwoPanel, train: TrainPanel, own: OwnPanel };
const titles = { question: "The question", one: "One input", two: "Two inputs", train: "Training", own: "Your own" };
const panels = {};

state.declare("", "panel", text, "question");
for (const kind of Object.values(kinds)) kind.declare(state);

function show() {
  const name = kinds[state.get("panel")] ? state.get("panel") : "question";
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.panel !== name) { link.removeAttribute("aria-current"); continue; }
    link.setAttribute("aria-current", "page");
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  document.title = `${titles[name]} · Knotwork`;
  for (const [other, panel] of Object.entries(panels)) if (other !== name) panel.leave?.();
  if (!panels[name]) panels[name] = new kinds[name]($(`#${name}`));
  panels[name].update(null);
  hide();
}

// Parts that the address hides: &hide=controls,tour,nav,tools,export,zoom,header,footer
const hidden = new CSSStyleSheet();
document.adoptedStyleSheets = [hidden];
function hide() {
  const parts = state.hide.filter((part) => /^[a-z]+$/.test(part));
  hidden.replaceSync(parts.map((part) => `[data-part="${part}"] { display: none !important; }`).join("\n"));
}

function buttons() {
  $("#undo").disabled = !state.past.length;
  $("#redo").disabled = !state.future.length;
}

/// Says something for a moment.
function toast(message) {
  const box = $("#toast");
  box.textContent = message;
  box.hidden = false;
  clearTimeout(box.timer);
  box.timer = setTimeout(() => { box.hidden = true; }, 3500);
}

state.listeners.add((changed) => {
  buttons();
  if (changed.includes("panel")) show(); else panels[state.get("panel")]?.update(changed);
});

$("nav").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (link.dataset.panel !== state.get("panel")) {
    state.set({ panel: link.dataset.panel });
    state.push();
    scrollTo(0, 0);
  }
});
$("#undo").addEventListener("click", () => state.undo());
$("#redo").addEventListener("click", () => state.redo());
$("#share").addEventListener("click", async () => {
  const address = new URL(state.hash(), location.href).href;
  history.replaceState(null, "", address);
  try {
    await navigator.clipboard.writeText(address);
    const own = state.get("panel") === "own" && state.get("network") && !address.includes("network=");
    toast(own ? "The address is copied; this network is too long for it, so send its file along."
      : "The address of this view is copied. Add &hide=controls,tour,nav,tools,export to hide parts of the page.");
  } catch { toast("The address bar shows the address of this view."); }
});
$("#appearance").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.appearance ? root.dataset.appearance === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.appearance = dark ? "light" : "dark";
  dispatchEvent(new Event("appearance"));
});
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], textarea")) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) state.undo();
  else if (key === "y" || (key === "z" && event.shiftKey)) state.redo();
  else return;
  event.preventDefault();
});
addEventListener("pointerup", () => state.settle());
addEventListener("change", () => state.settle());
addEventListener("hashchange", () => { if (location.hash !== "#main") { state.read(); show(); } });
addEventListener("popstate", () => { if (location.hash !== "#main") { state.read(); show(); } });

async function begin() {
  state.read();
  try {
    shared.start = await start();
    put($("#tool"), shared.start.tool ?? "knotwork");
    if ((shared.start.network || shared.start.table) && !location.hash) state.values.panel = "own";
  } catch (error) {
    $("#main").prepend(h("p", { class: "fault", role: "alert" }, error.message));
  }
  show();
  buttons();
  document.body.dataset.ready = "true";
}
begin();

"""#
}
