import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// Whether two readings of the same function agree at many points.
struct Verification {
  /// What came of the comparison.
  enum Outcome {
    /// The largest difference of two outputs, and how much of it is rounding.
    case compared(largestDifference: Double, allowed: Double)
    /// Why nothing was compared.
    case impossible(String)
  }

  /// What was compared with what.
  let title: String
  let points: Int
  let outcome: Outcome

  /// Whether more than rounding differs; nil where nothing was compared.
  var passes: Bool? {
    guard case .compared(let difference, let allowed) = outcome else { return nil }
    return difference <= allowed
  }

  /// Compares the outputs of another reader at the points with those of the network.
  ///
  /// - Parameter tolerance: how much of the outputs' scale, their largest magnitude, may differ.
  init(_ title: String, _ network: Network, at points: [[Double]], tolerance: Double, others: [[Double]]) {
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

  init(_ title: String, impossible reason: String) {
    self.title = title
    points = 0
    outcome = .impossible(reason)
  }

  /// The result in a sentence.
  var text: String {
    switch outcome {
    case .impossible(let reason): "\(title): not compared, \(reason)"
    case .compared(let difference, let allowed):
      if difference == 0 {
        "\(title): equal bit for bit at \(points.grouped) points"
      } else {
        "\(title): largest difference \(difference.short) at \(points.grouped) points, "
          + "\(difference <= allowed ? "within" : "BEYOND") rounding (\(allowed.short))"
      }
    }
  }

  func write(_ json: inout JSONWriter) {
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

  /// Of double and of single precision, relative to the outputs' scale.
  static let doubleRounding = 1e-12
  static let singleRounding = 1e-5
}

extension Sequence<Verification> {
  /// 0 when all compared and none failed; 1 when one failed; 2 when nothing was compared.
  func requireAgreement() throws {
    if contains(where: { $0.passes == false }) {
      throw Failure(.claimFails, "the two readings differ by more than rounding")
    }
    if !contains(where: { $0.passes == true }) { throw Failure(.undecided, "nothing could be compared") }
  }
}
