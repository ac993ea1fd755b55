import Knotwork
import KnotworkFormats

/// Whether two readings of the same function agree at many points.
public struct Verification: Sendable {
  /// What came of the comparison.
  public enum Outcome: Sendable {
    /// The largest difference of two outputs, and how much of it is rounding.
    case compared(largestDifference: Double, allowed: Double)
    /// Why nothing was compared.
    case impossible(String)
  }

  /// What was compared with what.
  public let title: String
  /// At how many points.
  public let points: Int
  /// What came of it.
  public let outcome: Outcome

  /// Whether more than rounding differs; nil where nothing was compared.
  public var passes: Bool? {
    guard case .compared(let difference, let allowed) = outcome else { return nil }
    return difference <= allowed
  }

  /// Compares the outputs of another reader at the points with those of the network.
  ///
  /// - Parameters:
  ///   - title: what was compared.
  ///   - network: the network.
  ///   - points: the inputs at which both are compared.
  ///   - tolerance: how much of the outputs' scale, their largest magnitude, may differ.
  ///   - others: the other reader's outputs, one row for each point.
  public init(_ title: String, _ network: Network, at points: [[Double]], tolerance: Double, others: [[Double]]) {
    self.title = title
    self.points = points.count
    guard others.count == points.count, others.allSatisfy({ $0.count == network.outputCount }) else {
      outcome = .impossible("the other program gave outputs of another shape")
      return
    }
    var largest = 0.0
    var scale = 0.0
    for (point, other) in zip(points, others) {
      for (value, otherValue) in zip(network(point), other) {
        let difference = (value - otherValue).magnitude
        // What is not a number differs.
        largest = max(largest, difference.isNaN ? .infinity : difference)
        scale = max(scale, value.magnitude)
      }
    }
    outcome = .compared(largestDifference: largest, allowed: tolerance * scale)
  }

  /// A comparison that could not be made, and why.
  public init(_ title: String, impossible reason: String) {
    self.title = title
    points = 0
    outcome = .impossible(reason)
  }

  /// The result in a sentence.
  public var text: String {
    switch outcome {
    case .impossible(let reason): "\(title): not compared, \(reason)"
    case .compared(let difference, let allowed):
      if difference == 0 {
        "\(title): equal bit for bit at \(points.counted("point"))"
      } else {
        "\(title): largest difference \(difference.short) at \(points.counted("point")), "
          + "\(difference <= allowed ? "within" : "BEYOND") rounding (\(allowed.short))"
      }
    }
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("what", title)
      switch outcome {
      case .impossible(let reason): json.member("not_compared", reason)
      case .compared(let difference, let allowed):
        json.member("points", points)
        if difference.isFinite { json.member("largest_difference", difference) }
        json.member("allowed", allowed)
        json.member("passes", difference <= allowed)
      }
    }
  }

  /// The share of the outputs' scale that rounding of double precision may differ by.
  public static let doubleRounding = 1e-12
  /// That of single precision.
  public static let singleRounding = 1e-5
}

extension Sequence<Verification> {
  /// Holds when something was compared and nothing failed; fails when one failed; undecided when nothing was compared.
  public var ending: Ending {
    if contains(where: { $0.passes == false }) {
      return Ending(.fails(reason: "the two readings differ by more than rounding"))
    }
    return Ending(contains { $0.passes == true } ? .holds : .undecided(reason: "nothing could be compared"))
  }
}

extension JSONWriter {
  /// `verification`, as a member of the object that is being written.
  mutating func member(_ checks: [Verification]) {
    key("verification")
    array(lines: true) { json in for check in checks { check.write(to: &json) } }
  }
}
