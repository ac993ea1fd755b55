// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let numbersJs = #"""
// Numbers and formulas as the tool writes them.

function withoutZeros(text) {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** Up to six significant digits. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(5).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  return withoutZeros(value.toFixed(5 - exponent));
}

/** "(0.5, -1)". */
export function tuple(numbers) {
  return `(${numbers.map(short).join(", ")})`;
}

/** "1.5 x1 - 0.7 x2 + 2"; "0" for the zero function. */
export function formula(slope, intercept, names) {
  let text = "";
  const add = (value, name) => {
    const digits = short(Math.abs(value));
    if (digits === "0") return;
    const body = name === "" ? digits : digits === "1" ? name : `${digits} ${name}`;
    if (text === "") text = value < 0 ? `-${body}` : body;
    else text += value < 0 ? ` - ${body}` : ` + ${body}`;
  };
  slope.forEach((value, index) => add(value, names[index]));
  add(intercept, "");
  return text === "" ? "0" : text;
}

/** "1 region", "1,234 regions". */
export function counted(count, name, plural = `${name}s`) {
  return `${grouped(count)} ${count === 1 ? name : plural}`;
}

/** "1,234". */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Round numbers from low to high, at most `count` or so. */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const places = [];
  for (let k = first; k <= last && places.length < 50; k += 1) places.push(k === 0 ? 0 : Number((k * step).toPrecision(12)));
  return places;
}

"""#
}
