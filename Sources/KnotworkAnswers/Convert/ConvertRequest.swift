import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// What is a network in another format, as code, as a query, or as a model for solvers?
public struct ConvertRequest: Sendable {
  /// The format to write.
  public var format: NetworkFormat
  /// What was asked for; nil leaves it to the format.
  public var precision: Precision?
  /// The function or table in code.
  public var name: Identifier
  /// The ranges of the inputs that matter, where they are known.
  public var ranges: InputRanges?
  /// The box of these ranges.
  public var box: Box? { try? ranges?.box() }
  /// For mixed-integer models: an output by its number, and whether its greatest value is looked for.
  public var goal: (output: Int, isMaximum: Bool)

  /// A request for a format.
  public init(
    _ format: NetworkFormat, precision: Precision? = nil, name: Identifier = .network, ranges: InputRanges? = nil,
    goal: (output: Int, isMaximum: Bool) = (0, true)
  ) {
    self.format = format
    self.precision = precision
    self.name = name
    self.ranges = ranges
    self.goal = goal
  }

  /// The bytes of the file, and what should be said of them.
  ///
  /// - Requires: there are as many ranges as inputs of the network, and the goal is one of its outputs.
  /// - Throws: ``InvalidRequest`` where the format needs what is not given or is not written, `FormatError` for a network that
  ///   the format cannot hold.
  public func encode(_ network: Network) throws -> (bytes: [UInt8], notes: [String]) {
    switch format {
    case .json: return (NetworkJSON.encode(network, ranges: ranges), [])
    case .nnet:
      let isLowered = network.layers.dropLast().contains { $0.activations.contains { $0 != .relu } }
      return (
        try NNet(network, box: box).encoded(),
        isLowered ? ["the format has ReLU only: other units are written as two"] : []
      )
    case .npz: return (try NumPyNetwork.encode(network), lostRanges)
    case .c:
      let points = try probeBox(network).probes(16)
      return (try CSource(network, name: name, precision: precision ?? .double, testPoints: points).encoded(), [])
    case .python: return (PythonSource.encode(network, name: name), [])
    case .sql: return (try SQLSource.encode(network, table: name, box: box), [])
    case .excel:
      let last = network.inputCount
      return (
        try SpreadsheetFormula.encode(network),
        ["the inputs are the cells of row 2, from A2 on (\(last.counted("cell")))"]
      )
    case .vnnlib:
      guard let box else { throw InvalidRequest("box", "VNN-LIB describes a box of inputs; expected one") }
      return (VNNLIB.encode(VNNLIB.boxClaim(box, outputCount: network.outputCount)), [])
    case .lp, .mps:
      guard let box else { throw InvalidRequest("box", "a mixed-integer model needs bounded inputs; expected a box") }
      let bounds = UnitBounds(of: network, over: box)
      let model = try MixedIntegerModel(
        of: network, over: box, output: goal.output, maximising: goal.isMaximum, bounds: bounds)
      let units = network.layers.flatMap(\.activations).count { $0.bends }
      return (
        format == .lp ? model.lp() : model.mps(),
        ["\(model.binaryCount) of \(units.counted("unit")) can be active and inactive here; each has a binary variable"]
          + (format == .mps && goal.isMaximum ? ["MPS files minimise: the maximum is minus the answer"] : [])
      )
    case .onnx:
      return (try ONNX.encode(network, precision: precision.map { $0 == .float ? .float : .double }), lostRanges)
    case .npy, .safetensors:
      throw InvalidRequest("to", "\(format.title) is not written; choose one of \(ConvertRequest.writable)")
    }
  }

  /// What formats without a place for ranges leave out.
  private var lostRanges: [String] {
    ranges == nil ? [] : ["the ranges of the inputs are left out: \(format.title) has no place for them"]
  }

  /// Where test points are taken from.
  ///
  /// - Throws: nothing for a network of one input or more.
  public func probeBox(_ network: Network) throws -> Box { try box ?? Box(-1...1, dimension: network.inputCount) }

  /// The formats that are written, by their names.
  public static var writable: String {
    NetworkFormat.allCases.filter(\.isWritable).map(\.rawValue).joined(separator: ", ")
  }
}
