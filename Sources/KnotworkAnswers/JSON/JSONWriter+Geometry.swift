import Knotwork
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

  /// `domain`: where a question was asked, and who says so.
  package mutating func member(_ place: Place) {
    key("domain")
    object { json in
      json.member("description", place.words)
      json.member("from", place.source.word)
      switch place.domain {
      case .box(let box): json.member("box", box)
      case .polytope(let polytope): json.member("box", polytope.box)
      default:
        json.key("box")
        json.null()
      }
    }
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
