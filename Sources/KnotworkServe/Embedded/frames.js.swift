// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let framesJs = #"""
// The frames of a training run as they arrive: kept small, so that one can go back to any of them.

/// Dissections of so many of the newest frames are kept; older ones are asked for again.
const KEPT = 80;

export class Frames {
  constructor() {
    this.list = [];
    this.births = 0;
    this.deaths = 0;
    this.patterns = null;
  }

  /// Takes a frame in; counts the regions that came and went since the one before.
  add(frame) {
    const { dissection } = frame;
    let born = 0;
    let died = 0;
    if (dissection) {
      const now = new Set(dissection.region.map((region) => region.pattern));
      if (this.patterns) {
        for (const pattern of now) if (!this.patterns.has(pattern)) born += 1;
        for (const pattern of this.patterns) if (!now.has(pattern)) died += 1;
      }
      this.patterns = now;
    }
    this.births += born;
    this.deaths += died;
    this.list.push({ ...frame, regions: dissection?.regions ?? null, born, died, births: this.births, deaths: this.deaths });
    const old = this.list[this.list.length - 1 - KEPT];
    if (old && this.list.length - 1 - KEPT > 0) { old.dissection = undefined; }
    return this.list.length;
  }

  get length() { return this.list.length; }
  at(index) { return this.list[index]; }
}

"""#
}
