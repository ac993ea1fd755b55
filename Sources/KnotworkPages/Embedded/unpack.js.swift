// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let unpackJs = #"""
// The documents of `knotwork dissect` from the short form in which a page holds them (Documentation/Pages.md).

function bits(digits, sizes) {
  return digits.split(".").map((layer, index) => {
    const all = [...layer].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
    return all.slice(0, sizes[index]);
  }).join(" ");
}

/** The document: its keys are those of `knotwork dissect --json`, without facets, and with rows, rmse and mean_residual of regions. */
export function unpack(short) {
  const dimension = short.dimension;
  const point = (index) => short.points.slice(index * dimension, (index + 1) * dimension);
  const region = short.corners.map((corners, index) => {
    const vertices = corners.map(point);
    return {
      pattern: bits(short.patterns[index], short.layers),
      slope: [short.slope.slice(index * dimension, (index + 1) * dimension)],
      intercept: [short.intercept[index]],
      volume: short.volumes[index],
      interior_point: vertices[0].map((_, k) => vertices.reduce((sum, vertex) => sum + vertex[k], 0) / vertices.length),
      vertices,
      neighbours: [],
      rows: short.rows?.[index] ?? null,
      rmse: short.rmse?.[index] ?? null,
      mean_residual: short.mean_residual?.[index] ?? null,
    };
  });
  const width = 4 + dimension;
  const crease = short.bends.map((bend, index) => {
    const [active, inactive, layer, unit, ...ends] = short.creases.slice(index * width, (index + 1) * width);
    region[active].neighbours.push(inactive);
    region[inactive].neighbours.push(active);
    return { regions: [active, inactive], layer, unit, bends: [bend], vertices: ends.map(point) };
  });
  for (const one of region) one.neighbours.sort((a, b) => a - b);
  return { ...short.head, dimension, region, crease };
}

"""#
}
