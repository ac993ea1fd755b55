// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let paletteJs = #"""
// Colours: those of Okabe and Ito (2008), each of at least 3 : 1 on its ground, and viridis for fields. The same as in the pictures
// that `knotwork plot` draws.

const themes = {
  light: { text: "#000000", first: "#0072b2", second: "#d55e00", third: "#009e73", muted: "#666666", paper: "#ffffff" },
  dark: { text: "#ffffff", first: "#e69f00", second: "#56b4e9", third: "#f0e442", muted: "#a8a8a8", paper: "#16181d" },
};
const viridis = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"].map(parts);
const signed = ["#0072b2", "#ffffff", "#d55e00"].map(parts);
const tints = [
  "#bfd7ea", "#f6d5b5", "#bfe3d0", "#f3e9a9", "#e5c6dd", "#cde7f5", "#e3d3c4", "#d5ddb0", "#d3cce8", "#f2c9c4", "#c6e2e0",
  "#dadada",
];

const darkness = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
let isPrinting = false;
const listeners = new Map();

function parts(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/** The colours of lines and words as they are now: dark where the reader prefers it, light on paper. */
export function inks() {
  return darkness !== null && darkness.matches && !isPrinting ? themes.dark : themes.light;
}

/** Calls `redraw` whenever the colours change, as long as `element` is on the page. */
export function onThemeChange(redraw, element) {
  listeners.set(redraw, element);
}

/** Whether the page is being printed: pictures are drawn finer then. */
export function printing() {
  return isPrinting;
}

function changed(now) {
  isPrinting = now;
  for (const [redraw, element] of listeners) {
    if (element.isConnected) redraw();
    else listeners.delete(redraw);
  }
}

if (darkness !== null) {
  darkness.addEventListener("change", () => changed(isPrinting));
  addEventListener("beforeprint", () => changed(true));
  addEventListener("afterprint", () => changed(false));
}

function mix(stops, share) {
  const position = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  const rest = position - index;
  const mixed = stops[index].map((part, k) => Math.round(part + (stops[index + 1][k] - part) * rest));
  return `rgb(${mixed.join(" ")})`;
}

/** The colours of a field of values: { name, low, high, isSigned, color(value), stops }. */
export function field(name, low, high, isSigned) {
  if (isSigned) {
    const most = Math.max(Math.abs(low), Math.abs(high));
    [low, high] = [-most, most];
  }
  const stops = isSigned ? signed : viridis;
  const span = high - low;
  const color = (value) => mix(stops, span > 0 ? (value - low) / span : 0.5);
  return { name, low, high, isSigned, color, stops: stops.map((stop) => `rgb(${stop.join(" ")})`) };
}

const known = new Map();

/** One of twelve light colours, always the same for the same pattern (FNV-1a, 64 bits). */
export function tint(pattern) {
  let color = known.get(pattern);
  if (color === undefined) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(pattern)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
    color = tints[Number((hash ^ (hash >> 32n)) % BigInt(tints.length))];
    known.set(pattern, color);
  }
  return color;
}

"""#
}
