// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let trainingJs = #"""
// The panel of training: a run as frames that can be played, stopped and gone through.
import { announce, h, num, put } from "./dom.js";
import { Newest, ask, train } from "./ask.js";
import { flag, number, state, text, widths } from "./state.js";
import { shared, sizes } from "./shared.js";
import { SETS, makeTable } from "./data.js";
import { Frames } from "./frames.js";
import { Explorer } from "./explorer.js";
import { LineView } from "./line.js";
import { LossChart } from "./loss.js";
import { settings } from "./settings.js";

/// Why a run has ended, in words.
const REASONS = { epochs: "all epochs are over", time: "its time is over", cancelled: "stopped",
  diverged: "its weights overflow: try a smaller learning rate" };

/// How far the run may get ahead of what is shown.
const AHEAD = 60;

export class TrainPanel {
  static declare(to) {
    const add = (key, codec, initial) => to.declare("train", key, codec, initial);
    add("data", text, "gauss");
    add("units", widths, [8, 8]);
    add("biases", flag, true);
    add("activation", text, "relu");
    add("start", number, 1);
    add("rate", number, 0.02);
    add("penalty", number, 0);
    add("noise", number, 0);
    add("rows", number, 200);
    add("batch", number, 32);
    add("epochs", number, 200);
  }

  constructor(section) {
    const button = (id, name, action, extra) => h("button", { type: "button", id, onclick: action, ...extra }, name);
    this.playing = false;
    this.play = button("play", "Play", () => this.toggle(), { class: "main" });
    this.scrub = h("input", { type: "range", id: "scrub", min: 0, max: 0, value: 0, "aria-label": "Frame",
      oninput: (event) => { this.pause(); this.go(Number(event.target.value)); } });
    this.status = h("div", { class: "numbers", id: "train-numbers" });
    this.fault = h("p", { class: "fault", role: "alert", hidden: true });
    this.loss = h("div");
    this.settings = settings();
    const twoHost = h("div", { id: "train-view" });
    const oneHost = h("div", { hidden: true });
    const transport = h("div", { class: "card tight", style: "margin-bottom:1.2rem" },
      h("div", { class: "row" },
        button("rewind", "Rewind", () => { this.pause(); this.go(0); }),
          button("back", "Back", () => { this.pause(); this.go(this.cursor - 1); }),
        this.play, button("step", "Step", () => this.step()), button("restart", "Start anew", () => { this.reset(); })),
      this.scrub, this.status, this.fault);
    section.append(
      h("div", { class: "top" }, h("div", {}, h("h1", { id: "train-title" }, "Training, live: knots and creases move"),
        h("p", { class: "lead" }, "Every frame is the exact dissection of the network at that step. The same seed starts from the same weights."))),
      transport,
      twoHost, oneHost);
    this.cards = [h("div", { class: "card stack", "data-part": "controls" }, h("h2", {}, "What is trained"), this.settings.element),
      h("div", { class: "card tight" }, h("h2", {}, "Error beside linear regression"), this.loss)];
    this.hosts = { twoHost, oneHost };
    this.chart = new LossChart(this.loss);
    this.scrubbing = new Newest(async (index) =>
      ({ index, dissection: await ask({ question: "dissect", network: this.frames.at(index).network, domain: this.domain }) }),
      ({ index, dissection }) => { if (index === this.cursor) this.draw(this.frames.at(index), dissection); },
        (error) => this.fail(error));
    this.regression = new Newest((table) =>
      ask({ question: "fit", table, options: { hidden: [1], epochs: 1, folds: 0, restarts: 1 } }),
      (answer) => { this.linear = answer.linear; this.chart.linear = answer.linear; this.showNumbers(); },
        () => { this.linear = null; });
  }

  leave() { this.pause(); this.stop(); }

  table() {
    if (state.get("data") === "own" && shared.table) return shared.table;
    const name = SETS[state.get("data")] ? state.get("data") : "gauss";
    return makeTable(name, { noise: state.get("noise"), rows: state.get("rows"), seed: state.get("start") });
  }

  update(changed) {
    this.settings.update();
    if (!changed || changed.some((key) => key !== "panel")) this.reset();
  }

  reset() {
    this.stop();
    this.pause();
    this.fault.hidden = true;
    this.rows = this.table();
    const inputs = this.rows.names.filter((name) => name !== (this.rows.target ?? this.rows.names.at(-1)));
    this.inputs = inputs;
    this.domain = { box: inputs.map((name) => { const column = this.rows.columns[this.rows.names.indexOf(name)];
      return [Math.min(...column), Math.max(...column)]; }) };
    if (inputs.length > 2) this.domain = undefined;
    this.hosts.twoHost.hidden = inputs.length !== 2;
    this.hosts.oneHost.hidden = inputs.length !== 1;
    if (inputs.length === 2) this.explorer ??= new Explorer(this.hosts.twoHost, { label: "Regions of the network in training" });
    if (inputs.length === 1) this.line ??= new LineView(this.hosts.oneHost);
    if (inputs.length <= 2) (inputs.length === 2 ? this.explorer : this.line).beside.append(...this.cards);
    this.frames = new Frames();
    this.cursor = 0;
    this.regression.request(this.rows);
    this.run();
  }

  async run() {
    const run = { stop: new AbortController(), wake: null };
    this.current = run;
    this.ended = null;
    const slope = state.get("activation") === "leaky_relu" ? "leaky_relu" : "relu";
    const request = { table: this.rows,
      options: { hidden: state.get("units"), epochs: state.get("epochs"), learning_rate: state.get("rate"),
      penalty: state.get("penalty"),
      activation: slope, bias: state.get("biases"), seed: state.get("start"), batch: state.get("batch"), every: 1 },
        ...(this.domain && { domain: this.domain }) };
    try {
      for await (const frame of train(request, run.stop.signal)) {
        if (this.current !== run) return;
        if (frame.done) { this.ended = REASONS[frame.reason] ?? frame.reason; this.showNumbers(); return; }
        this.frames.add(frame);
        this.scrub.max = this.frames.length - 1;
        if (this.frames.length === 1) this.go(0);
        while (this.frames.length - this.cursor > AHEAD && this.current === run) await new Promise((wake) => { run.wake = wake; });
      }
    } catch (error) {
      if (error.name !== "AbortError" && this.current === run) this.fail(error);
    }
  }

  stop() {
    this.current?.stop.abort();
    this.current?.wake?.();
    this.current = null;
  }

  fail(error) { this.pause(); this.fault.textContent = error.message; this.fault.hidden = false; }

  toggle() {
    if (this.playing) { this.pause(); announce("Paused"); return; }
    if (this.ended && this.cursor >= this.frames.length - 1) this.go(0);
    this.playing = true;
    this.play.textContent = "Pause";
    const next = () => {
      if (!this.playing) return;
      if (this.cursor < this.frames.length - 1) this.go(this.cursor + 1);
      else if (this.ended) { this.pause(); announce(`Training is over: ${this.ended}`); return; }
      this.timer = requestAnimationFrame(next);
    };
    next();
  }

  pause() {
    const moving = this.playing;
    this.playing = false;
    this.play.textContent = "Play";
    cancelAnimationFrame(this.timer);
    if (moving && this.frames?.length) this.go(this.cursor);
  }

  step() { this.pause(); this.go(this.cursor + 1); }

  go(index) {
    if (!this.frames.length) return;
    this.cursor = Math.min(this.frames.length - 1, Math.max(0, index));
    this.current?.wake?.();
    this.scrub.value = this.cursor;
    const frame = this.frames.at(this.cursor);
    this.scrub.setAttribute("aria-valuetext", `step ${frame.step}`);
    if (frame.dissection) this.draw(frame, frame.dissection);
    else if (frame.dissection === undefined) this.scrubbing.request(this.cursor);
    this.showNumbers();
  }

  draw(frame, dissection) {
    this.shown = performance.now();
    if (this.inputs.length === 1) { this.line.show(dissection, { network: frame.network, domain: this.domain }, this.rows); return; }
    if (this.inputs.length !== 2) return;
    const question = { network: frame.network, domain: this.domain, table: this.rows };
    this.explorer.show(dissection, { ...question, moving: this.playing, run: this.playing });
    // At rest there is time for the rows of each region and the best linear approximation.
    if (!this.playing) this.explorer.ask(question);
  }

  showNumbers() {
    const frame = this.frames?.at(this.cursor);
    if (!frame) return;
    const item = (value, name, id) => h("div", {}, h("output", { id }, num(value, 4)), h("span", {}, name));
    put(this.status, item(frame.epoch, "epoch", "train-epoch"), item(frame.step, "step", "train-step"),
      item(frame.loss, "loss", "train-loss"), item(frame.rmse, "RMSE", "train-rmse"), item(frame.r2, "R²", "train-r2"),
      this.linear ? item(this.linear.r_squared, "R² of linear regression", "train-linear") : "",
      frame.regions !== null ? [item(frame.regions, "regions", "train-regions"), item(frame.births, "regions born", "train-births"),
        item(frame.deaths, "died", "train-deaths")] : "",
      h("div", {}, h("output", {}, sizes(frame.network).join("-")),
        h("span", {}, this.ended && this.cursor === this.frames.length - 1 ? this.ended : "network")));
    this.chart.show(this.frames, this.cursor);
  }
}

"""#
}
