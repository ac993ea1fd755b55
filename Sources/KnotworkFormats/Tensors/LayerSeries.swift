/// Layers whose names differ in numbers only, by rising numbers.
struct LayerSeries {
  let layers: [StoredLayer]
  /// Whether the first number in which the names differ counts them.
  let isNumbered: Bool

  var inputs: Int { layers[0].inputs }
  var units: Int { layers[layers.count - 1].units }

  /// Two layers that take as many inputs, so that they could be parallel.
  var twins: (StoredLayer, StoredLayer)? {
    var seen: [Int: StoredLayer] = [:]
    for layer in layers {
      if let twin = seen[layer.inputs] { return (twin, layer) }
      seen[layer.inputs] = layer
    }
    return nil
  }

  /// The series of a file, by their names.
  static func all(_ layers: [StoredLayer]) -> [LayerSeries] {
    var groups: [String: [(numbers: [String], layer: StoredLayer)]] = [:]
    for layer in layers {
      let (pattern, numbers) = parsed(layer.stem)
      groups[pattern, default: []].append((numbers, layer))
    }
    // The first of a series may have no number: dense, dense_1.
    for pattern in groups.keys.sorted() {
      guard let group = groups[pattern], group.count == 1, groups["\(pattern)_#"] != nil else { continue }
      groups["\(pattern)_#"]?.append((group[0].numbers + [""], group[0].layer))
      groups[pattern] = nil
    }
    return groups.sorted { $0.key < $1.key }.map { LayerSeries($0.value) }
  }

  private init(_ group: [(numbers: [String], layer: StoredLayer)]) {
    let sorted = group.sorted { LayerSeries.precedes($0.numbers, $1.numbers) }
    layers = sorted.map(\.layer)
    let places = sorted[0].numbers.indices
    let first = places.first { place in sorted.contains { $0.numbers[place] != sorted[0].numbers[place] } }
    isNumbered = first.map { place in LayerSeries.isCount(sorted.map { $0.numbers[place] }) } ?? (layers.count == 1)
  }

  /// Whether rising numbers count layers: each occurs once, and there are no large gaps, as between fc4 and fc21.
  private static func isCount(_ numbers: [String]) -> Bool {
    let values = numbers.map { $0.isEmpty ? 0 : Int($0) ?? -1 }
    return Set(numbers).count == numbers.count && !values.contains(-1)
      && zip(values, values.dropFirst()).allSatisfy { $1 - $0 <= 10 }
  }

  /// "block1.fc2" as "block#.fc#" with 1 and 2.
  private static func parsed(_ name: String) -> (pattern: String, numbers: [String]) {
    var pattern = ""
    var numbers: [String] = []
    var isDigit = false
    for character in name {
      if character.isASCII, character.isNumber {
        if !isDigit {
          pattern.append("#")
          numbers.append("")
        }
        numbers[numbers.count - 1].append(character)
        isDigit = true
      } else {
        pattern.append(character)
        isDigit = false
      }
    }
    // 01 is 1.
    return (
      pattern,
      numbers.map { number in
        let trimmed = number.drop { $0 == "0" }
        return trimmed.isEmpty ? "0" : String(trimmed)
      }
    )
  }

  private static func precedes(_ left: [String], _ right: [String]) -> Bool {
    for (a, b) in zip(left, right) where a != b { return a.count == b.count ? a < b : a.count < b.count }
    return false
  }
}
