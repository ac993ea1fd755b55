import Knotwork
import KnotworkFitting
import KnotworkFormats

/// Questions about a table that is in memory already, for faces that hold arrays.
extension Question {
  /// Reads a question about a table that does not stand in its object.
  ///
  /// - Throws: as ``init(_:)``, and ``InvalidRequest`` for a question that is not about a table, or has one of its own.
  package init(_ bytes: [UInt8], about table: DataTable) throws {
    try self.init(bytes, given: table)
    guard name == .fit || name == .knots else {
      throw InvalidRequest("question", "\(name.rawValue) is not asked about a table of numbers; expected fit or knots")
    }
  }
}

/// Questions about a network that is in memory already.
extension Question {
  /// Reads a question about a network that does not stand in its object.
  ///
  /// - Throws: as ``init(_:)``, and ``InvalidRequest`` for a question that has a network of its own.
  package init(_ bytes: [UInt8], about network: Network, ranges: InputRanges?) throws {
    try self.init(bytes, given: nil, network: (network, ranges))
  }
}

/// An answer whose subject is a network that was found.
package protocol AnswerWithNetwork: Answer {
  /// The network.
  var network: Network { get }
  /// The ranges of its inputs.
  var ranges: InputRanges? { get }
}

extension NetworkAnswer: AnswerWithNetwork {}
