import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// The slices of a box of more than two dimensions that a page shows: two inputs vary, the others stay.
struct PageSlices {
  let network: Network
  let box: Box
  /// The inputs, those that matter most first.
  let order: [Int]
  let source: Place.Source
  /// The network's name, for commands; nil where there are none.
  let name: String?

  /// Where the inputs that do not vary stay.
  struct Point {
    let words: String
    let values: [Double]
  }

  /// At most `count` of them: all pairs of inputs at the first point, then at the second, and so on.
  func choices(_ count: Int, at points: [Point]) throws -> [PagePlane.Choice] {
    var pairs: [(Int, Int)] = []
    for later in order.indices { for earlier in 0..<later { pairs.append((order[earlier], order[later])) } }
    let wanted = max(1, min(pairs.count, (count + points.count - 1) / points.count))
    var choices: [PagePlane.Choice] = []
    for point in points {
      for pair in pairs.prefix(wanted) where choices.count < count {
        choices.append(try choice((min(pair.0, pair.1), max(pair.0, pair.1)), point))
      }
    }
    return choices
  }

  private func choice(_ pair: (Int, Int), _ point: Point) throws -> PagePlane.Choice {
    let inputs = [pair.0, pair.1]
    var origin = point.values
    for input in inputs { origin[input] = 0 }
    let directions = inputs.map { input in network.inputNames.indices.map { $0 == input ? 1.0 : 0 } }
    let plane = try Plane(origin: origin, directions: directions[0], directions[1])
    let part = try Box(lower: inputs.map { box.lower[$0] }, upper: inputs.map { box.upper[$0] })
    let names = inputs.map { network.inputNames[$0] }
    let rest = network.inputNames.indices.filter { !inputs.contains($0) }
    let others =
      rest.count <= CostLimits.standard.formulaInputs
      ? rest.map { "\(network.inputNames[$0]) = \(point.values[$0].short)" }.joined(separator: ", ") : point.words
    return PagePlane.Choice(
      place: Place(
        .slice(plane, ConvexPolygon(part)), coordinates: names,
        words: "\(names.joined(separator: ", ")) in \(part.inWords), \(others)", source: source),
      pair: names.joined(separator: ", ").visible, others: point.words.visible,
      command: name.map { name in
        "knotwork dissect \(name.shellWord) --slice=\(origin.list)/\(directions[0].list)/\(directions[1].list) "
          + "--box=\(part.list) --json"
      },
      isWhole: false)
  }
}

extension Sequence<Double> {
  /// "0.5,-1", with all digits.
  var list: String {
    map { $0 == $0.rounded() && $0.magnitude < 1e15 ? String(Int($0)) : $0.description }.joined(separator: ",")
  }
}

extension Box {
  /// "-1:1,0:2", with all digits.
  var list: String { zip(lower, upper).map { "\([$0].list):\([$1].list)" }.joined(separator: ",") }
}

extension String {
  /// As a word of a command line.
  var shellWord: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.isASCII && "0123456789._-/+".unicodeScalars.contains($0)
      }
    return isPlain
      ? self : "'" + visible.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
