import KnotworkFormats
import KnotworkGeometry

extension JSONWriter {
  /// `normal` and `offset` of normal · x ≤ offset, as members of the object that is being written.
  package mutating func members(_ halfSpace: HalfSpace) {
    member("normal", halfSpace.normal)
    member("offset", halfSpace.offset)
  }

  /// A key and an array of half-spaces.
  package mutating func member(_ name: String, _ halfSpaces: [HalfSpace], lines: Bool = false) {
    key(name)
    array(lines: lines) { json in
      for half in halfSpaces { json.object { json in json.members(half) } }
    }
  }

  /// A key and a box, as one [lower, upper] for each coordinate.
  package mutating func member(_ name: String, _ box: Box) {
    member(name, zip(box.lower, box.upper).map { [$0, $1] })
  }

  /// `slope` and `intercept` of an affine map, as members of the object that is being written.
  package mutating func members(_ map: AffineMap) {
    key("slope")
    array { json in
      for row in 0..<map.slope.rows { json.value(Array(map.slope[row: row])) }
    }
    member("intercept", map.intercept)
  }
}
