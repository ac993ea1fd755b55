// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let shapesJs = #"""
// The polygons and creases of a dissection, as arrays that are quick to draw.

/// A dissection of two dimensions in coordinates from 0 to 1, with the answer beside it.
export class Shapes {
  constructor(answer, output = 0) {
    this.answer = answer;
    this.output = output;
    this.box = extent(answer);
    const [[x0, x1], [y0, y1]] = this.box;
    const u = (p) => (p[0] - x0) / (x1 - x0);
    const v = (p) => (p[1] - y0) / (y1 - y0);
    this.polygons = answer.region.map((region) => {
      const flat = new Float64Array(2 * region.vertices.length);
      region.vertices.forEach((p, k) => { flat[2 * k] = u(p); flat[2 * k + 1] = v(p); });
      return flat;
    });
    this.bounds = new Float64Array(4 * this.polygons.length);
    this.polygons.forEach((flat, index) => {
      let [left, low, right, high] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let k = 0; k < flat.length; k += 2) {
        left = Math.min(left, flat[k]); right = Math.max(right, flat[k]);
        low = Math.min(low, flat[k + 1]); high = Math.max(high, flat[k + 1]);
      }
      this.bounds.set([left, low, right, high], 4 * index);
    });
    this.creases = (answer.crease ?? []).filter((crease) => crease.vertices?.length === 2);
    this.ends = new Float64Array(4 * this.creases.length);
    this.bends = new Float64Array(this.creases.length);
    this.creases.forEach((crease, k) => {
      const [a, b] = crease.vertices;
      this.ends.set([u(a), v(a), u(b), v(b)], 4 * k);
      this.bends[k] = crease.bends[output];
    });
    this.largestBend = this.bends.reduce((most, bend) => Math.max(most, Math.abs(bend)), 0);
  }

  /// Coordinates from 0 to 1 of a point of the domain.
  toUnit([x, y]) {
    const [[x0, x1], [y0, y1]] = this.box;
    return [(x - x0) / (x1 - x0), (y - y0) / (y1 - y0)];
  }

  /// The point of the domain at coordinates from 0 to 1.
  fromUnit([u, v]) {
    const [[x0, x1], [y0, y1]] = this.box;
    return [x0 + u * (x1 - x0), y0 + v * (y1 - y0)];
  }

  /// The number of the region around a point, or −1.
  regionAt(p) {
    const [u, v] = this.toUnit(p);
    const { bounds, polygons } = this;
    for (let index = 0; index < polygons.length; index += 1) {
      const k = 4 * index;
      if (u < bounds[k] || v < bounds[k + 1] || u > bounds[k + 2] || v > bounds[k + 3]) continue;
      if (inside(polygons[index], u, v)) return index;
    }
    return -1;
  }

  /// The output of a region at a point: U·x + c, as the answer gives U and c.
  value(index, p) {
    const region = this.answer.region[index];
    const slope = region.slope[this.output];
    return slope[0] * p[0] + slope[1] * p[1] + region.intercept[this.output];
  }
}

function extent(answer) {
  if (answer.domain.box?.length === 2) return answer.domain.box;
  const bounds = [[Infinity, -Infinity], [Infinity, -Infinity]];
  for (const region of answer.region) {
    for (const p of region.vertices) {
      for (const k of [0, 1]) bounds[k] = [Math.min(bounds[k][0], p[k]), Math.max(bounds[k][1], p[k])];
    }
  }
  return bounds;
}

function inside(flat, u, v) {
  // Vertices run counter-clockwise, and regions are convex: the point is left of every edge.
  const count = flat.length;
  for (let k = 0; k < count; k += 2) {
    const n = (k + 2) % count;
    const cross = (flat[n] - flat[k]) * (v - flat[k + 1]) - (flat[n + 1] - flat[k + 1]) * (u - flat[k]);
    if (cross < -1e-12) return false;
  }
  return true;
}

/// A broken line of one dimension from a dissection: pieces in order, each with slope and intercept.
export function pieces(answer, output = 0) {
  return answer.region
    .map((region, index) => {
      const ends = region.vertices.map((p) => p[0]);
      return {
        index, pattern: region.pattern, from: Math.min(...ends), to: Math.max(...ends),
        slope: region.slope[output][0], intercept: region.intercept[output],
      };
    })
    .sort((a, b) => a.from - b.from);
}

/// The bends of a broken line of one dimension: from the creases of its dissection.
export function knots(answer, output = 0) {
  return (answer.crease ?? [])
    .map((crease) => ({ at: crease.vertices[0][0], bend: crease.bends[output], layer: crease.layer, unit: crease.unit }))
    .sort((a, b) => a.at - b.at);
}

"""#
}
