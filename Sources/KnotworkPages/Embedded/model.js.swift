// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let modelJs = #"""
// What drawings need of a dissection besides its document: places, neighbours, ranges.

/** The value of an output on a region at a point. */
export function value(region, point, output = 0) {
  return region.slope[output].reduce((sum, factor, k) => sum + factor * point[k], region.intercept[output]);
}

/** The least and the greatest value of an output on a region; it is affine, so they lie at vertices. */
export function range(region, output = 0) {
  const values = region.vertices.map((vertex) => value(region, vertex, output));
  return [Math.min(...values), Math.max(...values)];
}

/** The least and the greatest of many numbers. */
export function extent(numbers) {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The ranges of the coordinates. */
export function bounds(dissection) {
  return Array.from({ length: dissection.dimension }, (_, k) => extent(
    dissection.region.flatMap((region) => region.vertices.map((vertex) => vertex[k]))));
}

function contains(vertices, [x, y]) {
  let sign = 0;
  for (let k = 0; k < vertices.length; k += 1) {
    const [ax, ay] = vertices[k];
    const [bx, by] = vertices[(k + 1) % vertices.length];
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    if (side !== 0 && sign !== 0 && Math.sign(side) !== sign) return false;
    if (side !== 0) sign = Math.sign(side);
  }
  return true;
}

/** A function that says in which region a point of the plane lies; -1 for none. A grid of the regions' rectangles makes it fast. */
export function locator(dissection) {
  const [x, y] = bounds(dissection);
  const count = Math.max(1, Math.min(200, Math.round(Math.sqrt(dissection.region.length) * 1.5)));
  const cells = Array.from({ length: count * count }, () => []);
  const cell = (at, [low, high]) => Math.min(count - 1, Math.max(0, Math.floor(((at - low) / (high - low)) * count)));
  dissection.region.forEach((region, index) => {
    const [left, right] = extent(region.vertices.map((vertex) => vertex[0]));
    const [low, high] = extent(region.vertices.map((vertex) => vertex[1]));
    for (let row = cell(low, y); row <= cell(high, y); row += 1) {
      for (let column = cell(left, x); column <= cell(right, x); column += 1) cells[row * count + column].push(index);
    }
  });
  return (point) => {
    const found = cells[cell(point[1], y) * count + cell(point[0], x)].find((index) => contains(dissection.region[index].vertices, point));
    return found ?? -1;
  };
}

/** The neighbour of a region that lies most in a direction; the region itself where none lies there. */
export function towards(dissection, index, [dx, dy], [x, y]) {
  const from = dissection.region[index].interior_point;
  let [best, most] = [index, 0.2];
  for (const neighbour of dissection.region[index].neighbours) {
    const to = dissection.region[neighbour].interior_point;
    const way = [(to[0] - from[0]) / (x[1] - x[0]), (to[1] - from[1]) / (y[1] - y[0])];
    const cosine = (way[0] * dx + way[1] * dy) / Math.hypot(...way);
    if (cosine > most) [best, most] = [neighbour, cosine];
  }
  return best;
}

/** The index of the region with the largest volume. */
export function largest(dissection) {
  return dissection.region.reduce((best, region, index) => (region.volume > dissection.region[best].volume ? index : best), 0);
}

/** The kind of a bend in words. */
export function kind(bend) {
  return bend > 0 ? "convex (valley)" : bend < 0 ? "concave (ridge)" : "no bend";
}

"""#
}
