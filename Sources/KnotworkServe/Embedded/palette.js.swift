// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let paletteJs = #"""
// Colours: Okabe and Ito's for lines, soft tints for regions, viridis for fields, blue to orange for signs.

const dark = matchMedia("(prefers-color-scheme: dark)");

let known = null;
const forget = () => { known = null; };
dark.addEventListener("change", forget);
addEventListener("appearance", forget);

/// Whether the page is dark; asked once for each colour, so it is remembered.
export function isDark() {
  if (known === null) {
    const forced = document.documentElement.dataset.appearance;
    known = forced ? forced === "dark" : dark.matches;
  }
  return known;
}

/// Calls back when light and dark change.
export function onAppearance(action) {
  dark.addEventListener("change", action);
  addEventListener("appearance", action);
}

const inks = {
  light: { text: "#1a1c20", first: "#0072b2", second: "#d55e00", third: "#009e73", muted: "#666666", paper: "#ffffff",
    faint: "#d9d8d2" },
  dark: { text: "#f2f2f0", first: "#e69f00", second: "#56b4e9", third: "#f0e442", muted: "#a8a8a8", paper: "#16181d",
    faint: "#3a3d45" },
};

/// The colour of an ink.
export const ink = (name) => inks[isDark() ? "dark" : "light"][name];

const clamp = (x) => Math.min(1, Math.max(0, x));
const gamma = (x) => clamp(x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);

/// A colour of given lightness, chroma and hue (Oklch), as [r, g, b] between 0 and 1.
function oklch(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const t = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * t),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * t),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * t),
  ];
}

/// [r, g, b] as CSS.
export const css = (c) => `rgb(${c.map((x) => Math.round(255 * x)).join(" ")})`;

/// CSS #rrggbb as [r, g, b].
export const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16) / 255);

const mix = (a, b, t) => a.map((x, k) => x + (b[k] - x) * t);

function hash(text) {
  let value = 2166136261;
  for (let k = 0; k < text.length; k += 1) value = Math.imul(value ^ text.charCodeAt(k), 16777619);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/// The tint of a pattern: its own, whatever other regions there are.
export function patternTint(pattern) {
  if (/^[01]{2}$/.test(pattern)) return caseTint(pattern);
  const value = hash(pattern);
  const lightness = [0, 0.05, 0.1][(value >>> 8) % 3];
  return oklch(isDark() ? 0.33 + lightness : 0.95 - lightness, isDark() ? 0.06 : 0.055, (value % 24) * 15);
}

/// The four cases of two units: the colour of the unit that is active, of both, or of none.
export function caseTint(pattern) {
  const paper = rgb(ink("paper"));
  const strength = isDark() ? 0.36 : 0.3;
  if (pattern === "10") return mix(paper, rgb(ink("first")), strength);
  if (pattern === "01") return mix(paper, rgb(ink("second")), strength);
  if (pattern === "11") return mix(paper, rgb(ink("third")), strength);
  return mix(paper, rgb(ink("muted")), isDark() ? 0.22 : 0.14);
}

const viridis = ["#440154", "#482878", "#3e4a89", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b",
  "#fde725"].map(rgb);

/// A field between 0 and 1.
export function field(t) {
  const place = clamp(t) * (viridis.length - 1);
  const k = Math.min(viridis.length - 2, Math.floor(place));
  return mix(viridis[k], viridis[k + 1], place - k);
}

/// A signed value between −1 and 1: blue, white at zero, orange.
export function signed(t) {
  const end = rgb(t < 0 ? "#0072b2" : "#d55e00");
  return mix([1, 1, 1], end, clamp(Math.abs(t)));
}

"""#
}
