// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let lossJs = #"""
// The error of a run, step by step, beside that of linear regression.
import { h, s } from "./dom.js";
import { Chart, sample } from "./chart.js";

export class LossChart {
  constructor(host) {
    const board = h("div");
    host.append(board, h("p", { class: "legend" }, sample("fit", "RMSE of the network"),
      sample("regression", "linear regression")));
    this.chart = new Chart(board, { x: "epoch", y: "RMSE", height: 250 });
    this.linear = null;
    this.chart.redraw = () => this.frames && this.draw();
  }

  show(frames, cursor) {
    Object.assign(this, { frames, cursor });
    if (!this.waiting) this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.draw(); });
  }

  draw() {
    const { chart, frames } = this;
    const count = Math.min(frames.length, this.cursor + 1);
    if (!count || !chart.frame) return;
    const skip = Math.max(1, Math.floor(count / 400));
    const values = [];
    for (let k = 0; k < count; k += skip) values.push([frames.at(k).epoch, frames.at(k).rmse]);
    const here = frames.at(this.cursor);
    values.push([here.epoch, here.rmse]);
    const most = values.reduce((top, [, y]) => Math.max(top, y), this.linear?.rmse ?? 0);
    const end = Math.max(20, here.epoch);
    chart.setRange([0, end], [0, most * 1.05], 0);
    chart.draw([
      this.linear ? chart.line([[0, this.linear.rmse], [end, this.linear.rmse]], { class: "regression" }) : null,
      chart.line(values, { class: "fit" }), chart.dot([here.epoch, here.rmse], { r: 5, fill: "var(--first)" }),
      s("title", {}, "RMSE by epoch")]);
  }
}

"""#
}
