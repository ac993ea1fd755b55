import Knotwork
import KnotworkClaims
import KnotworkFormats

/// What a unit of work found in one of its cells, besides the number of regions.
public enum CellFinding: Equatable, Sendable {
  /// For each output where it is least and greatest.
  case range([SharedExtremes])
  /// The volume, and the integrals of the outputs.
  case moments(SharedMoments)
  /// The maps of regions, and which regions have that of a neighbour.
  case pieces(CellPieces)
  /// A part of the proof of a claim, or inputs at which it fails.
  case claim(SharedProof)

  /// The question that it is found for.
  var question: DistributedWork.Question {
    switch self {
    case .range: .range
    case .moments: .moments
    case .pieces: .pieces
    case .claim: .claim
    }
  }
}

/// The maps of the regions of a cell, and which regions have that of a neighbour.
public struct CellPieces: Equatable, Sendable {
  /// Two neighbouring regions with one map, by their patterns in hexadecimal digits: the one of this cell first.
  public struct Joint: Hashable, Comparable, Sendable {
    /// The region of this cell.
    public let here: String
    /// The one behind a facet, of whichever cell.
    public let there: String

    /// Joints are in the order of their texts.
    public static func < (left: Joint, right: Joint) -> Bool { (left.here, left.there) < (right.here, right.there) }

    var reversed: Joint { Joint(here: there, there: here) }
  }

  /// The SHA-256 of each map that occurs, in order, each once; of a map without rounding, as its coefficients are told in text.
  public let maps: [String]
  /// In order.
  public let joints: [Joint]
}

extension CellFinding {
  /// Reads what ``JSONWriter/member(_:_:)`` writes; nil for null.
  init?(_ value: JSONValue?) throws(FormatError) {
    guard let value, value != .null else { return nil }
    if let extremes = value["extremes"]?.elements {
      var found: [SharedExtremes] = []
      for entry in extremes {
        found.append(
          try SharedExtremes(
            least: CellFinding.witness(entry, "least"), greatest: CellFinding.witness(entry, "greatest")))
      }
      self = .range(found)
    } else if value["volume"] != nil {
      var (integrals, errors): ([SharedMoments.Sum], [SharedMoments.Sum]) = ([], [])
      for entry in try value.list("outputs") {
        integrals.append(SharedMoments.Sum(of: try entry.numbers("integral")))
        errors.append(SharedMoments.Sum(of: try entry.numbers("error")))
      }
      self = try .moments(
        SharedMoments(
          volume: SharedMoments.Sum(of: value.numbers("volume")),
          volumeError: SharedMoments.Sum(of: value.numbers("volume_error")), integrals: integrals, errors: errors))
    } else if value["maps"] != nil {
      let (here, there) = (try value.texts("joined"), try value.texts("joined_to"))
      guard here.count == there.count else { throw FormatError("\"joined\" and \"joined_to\" have different lengths") }
      self = try .pieces(
        CellPieces(maps: value.texts("maps"), joints: zip(here, there).map { CellPieces.Joint(here: $0, there: $1) }))
    } else {
      let isNone = value["counterexample"] == nil || value["counterexample"] == .null
      self = try .claim(
        SharedProof(tree: value.text("tree"), counterexample: isNone ? nil : value.numbers("counterexample")))
    }
  }

  private static func witness(_ entry: JSONValue, _ key: String) throws(FormatError) -> VertexWitness {
    guard let end = entry[key], let value = end["value"]?.number else { throw FormatError("\"\(key)\" is no vertex") }
    let facets = try end.numbers("facets").compactMap { Int(exactly: $0) }
    guard let pattern = PatternDigits.words(try end.text("pattern")) else {
      throw FormatError("\"pattern\" is no run of 16 hexadecimal digits for each 64 units")
    }
    return VertexWitness(value: value, facets: facets, pattern: pattern)
  }
}

extension JSONWriter {
  /// The member "found" of a cell.
  mutating func member(_ name: String, _ finding: CellFinding?) {
    key(name)
    guard let finding else { return null() }
    object { json in
      switch finding {
      case .range(let outputs):
        json.key("extremes")
        json.array { json in
          for output in outputs {
            json.object { json in
              json.member("least", output.least)
              json.member("greatest", output.greatest)
            }
          }
        }
      case .moments(let sums):
        json.member("volume", sums.volume.terms)
        json.member("volume_error", sums.volumeError.terms)
        json.key("outputs")
        json.array { json in
          for (integral, error) in zip(sums.integrals, sums.errors) {
            json.object { json in
              json.member("integral", integral.terms)
              json.member("error", error.terms)
            }
          }
        }
      case .pieces(let pieces):
        json.member("maps", pieces.maps)
        json.member("joined", pieces.joints.map(\.here))
        json.member("joined_to", pieces.joints.map(\.there))
      case .claim(let proof):
        json.member("tree", proof.tree)
        json.member("counterexample", orNull: proof.counterexample)
      }
    }
  }

  private mutating func member(_ name: String, _ witness: VertexWitness) {
    key(name)
    object { json in
      json.member("value", witness.value)
      json.member("facets", witness.facets)
      json.member("pattern", PatternDigits.text(witness.pattern))
    }
  }
}

/// Patterns as hexadecimal digits: 16 for each 64 units.
enum PatternDigits {
  static func text(_ words: [UInt64]) -> String {
    words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Nil for what are no digits of whole words.
  static func words(_ text: String) -> [UInt64]? {
    let digits = Array(text.utf8)
    guard digits.count % 16 == 0 else { return nil }
    let words = stride(from: 0, to: digits.count, by: 16).compactMap {
      UInt64(String(decoding: digits[$0..<$0 + 16], as: UTF8.self), radix: 16)
    }
    return words.count * 16 == digits.count ? words : nil
  }
}
