// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let stateJs = #"""
// What is shown, as text in the address; and the way back.

/// Numbers with a comma between, short.
const list = {
  print: (values) => values.map((x) => String(Number(x.toPrecision(8)))).join(","),
  parse: (text) => text.split(",").filter(Boolean).map(Number).filter(Number.isFinite),
};
/// So many numbers, short.
export const fixed = (count) =>
  ({ print: list.print, parse: (value) => { const all = list.parse(value); return all.length === count ? all : undefined; } });
/// Units of hidden layers: up to six whole numbers.
export const widths = { print: list.print, parse: (value) => {
  const all = list.parse(value);
  return all.length && all.length <= 6 && all.every((units) => Number.isInteger(units) && units >= 1 && units <= 512) ? all : undefined;
} };
/// So many numbers, with all their digits.
export const exact = (count) => ({ ...fixed(count), print: (values) => values.join(",") });
/// A text as it is.
export const text = { print: (value) => value, parse: (value) => value };
/// A number.
export const number = { print: (value) => String(value), parse: Number };
/// Yes or no.
export const flag = { print: (value) => (value ? "1" : "0"), parse: (value) => value === "1" };
/// Points x,y with a semicolon between.
export const points = {
  print: (values) => values.map((p) => list.print(p)).join(";"),
  parse: (value) => value.split(";").map(list.parse).filter((p) => p.length === 2),
};

class State {
  constructor() {
    this.keys = new Map();
    this.values = {};
    this.hide = [];
    this.past = [];
    this.future = [];
    this.listeners = new Set();
  }

  /// Declares a key of a panel, how it is written, and what it is to begin with.
  declare(panel, key, codec, initial) {
    this.keys.set(key, { panel, codec, initial });
    if (!(key in this.values)) this.values[key] = structuredClone(initial);
  }

  get(key) { return this.values[key]; }

  /// Changes values. Changes of one gesture share a name and are undone together.
  set(changes, gesture = null) {
    if (!gesture || gesture !== this.gesture) {
      this.past.push(structuredClone(this.values));
      if (this.past.length > 200) this.past.shift();
      this.future = [];
    }
    this.gesture = gesture;
    Object.assign(this.values, changes);
    this.tell(Object.keys(changes));
  }

  /// The gesture is over; what follows is undone by itself.
  settle() { this.gesture = null; }

  move(from, to) {
    if (!from.length) return;
    to.push(structuredClone(this.values));
    const old = this.values;
    this.values = from.pop();
    this.gesture = null;
    this.tell(Object.keys(this.values).filter((key) => JSON.stringify(old[key]) !== JSON.stringify(this.values[key])));
  }

  undo() { this.move(this.past, this.future); }
  redo() { this.move(this.future, this.past); }

  tell(changed) {
    this.write();
    for (const listener of this.listeners) listener(changed);
  }

  /// The address of what is shown.
  hash() {
    const parts = [`panel=${this.values.panel}`];
    for (const [key, { panel, codec, initial }] of this.keys) {
      if (key === "panel" || panel !== this.values.panel) continue;
      const value = codec.print(this.values[key]);
      if (value !== codec.print(initial)) parts.push(`${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3B", ";")}`);
    }
    if (this.hide.length) parts.push(`hide=${this.hide.join(",")}`);
    return `#${parts.join("&")}`;
  }

  write() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      this.written = this.hash();
      history.replaceState(null, "", this.written);
    }, 150);
  }

  /// Makes an entry of its own in the browser's history, so that the way back leads here.
  push() {
    clearTimeout(this.writing);
    this.written = this.hash();
    history.pushState(null, "", this.written);
  }

  /// Takes over what the address says.
  read() {
    clearTimeout(this.writing);
    if (location.hash === this.written) return;
    const parameters = new URLSearchParams(location.hash.slice(1));
    this.hide = (parameters.get("hide") ?? "").split(",").filter(Boolean);
    const panel = parameters.get("panel") ?? "question";
    for (const [key, { panel: own, codec, initial }] of this.keys) {
      const value = parameters.get(key);
      const parsed = value === null ? undefined : codec.parse(value);
      const sound = parsed !== undefined && !(Array.isArray(initial) && !Array.isArray(parsed)) && !Number.isNaN(parsed);
      // What an address does not say is as it is to begin with, but for what no address can hold.
      const told = codec.print(this.values[key]) !== codec.print(initial);
      if (sound) this.values[key] = parsed; else if (own === panel && told) this.values[key] = structuredClone(initial);
    }
  }
}

/// The state of the page.
export const state = new State();

"""#
}
