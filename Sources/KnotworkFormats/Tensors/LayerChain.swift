/// Layers in the order of the forward pass, where names and shapes determine it.
///
/// Names determine it where they differ in a number only: 0, 2, 4; fc1, fc2; dense, dense_1. Names that differ otherwise (fc1, fc2,
/// out) may stand in the only order in which the shapes fit, but not where layers could as well be parallel: two that take as many
/// inputs, or two numbered series that both start anew.
struct LayerChain {
  private enum Finding {
    case chain([StoredLayer])
    /// Several ways of putting the layers together, and why.
    case open(FormatError)
  }

  private let finding: Finding
  /// Whether the shapes determine the order, and not the names.
  let isByShapes: Bool

  /// - Parameters:
  ///   - layers: with matrices of units × inputs.
  ///   - isOrdered: whether they stand in their order.
  /// - Throws: ``FormatError`` where no order fits.
  init(_ layers: [StoredLayer], isOrdered: Bool) throws(FormatError) {
    let series = isOrdered ? [] : LayerSeries.all(layers)
    if isOrdered || (series.count == 1 && series[0].isNumbered) {
      isByShapes = false
      finding = .chain(try LayerChain.connected(isOrdered ? layers : series[0].layers, isGiven: isOrdered))
      return
    }
    isByShapes = true
    let long = series.filter { $0.layers.count > 1 }
    if let unnumbered = long.first(where: { !$0.isNumbered }) {
      finding = .open(LayerChain.severalNetworks(unnumbered.layers.list(), example: ""))
      return
    }
    guard long.count < 2 else {
      let beside = long.prefix(4).map { $0.layers.list() }.joined(separator: " beside ")
      finding = .open(
        LayerChain.severalNetworks(beside, example: ", for example --layers \(long[0].layers.list(separator: ","))"))
      return
    }
    for series in long { _ = try LayerChain.connected(series.layers, isGiven: false) }
    finding = try LayerChain.byShapes(series, all: layers)
  }

  /// The layers in their order.
  ///
  /// - Throws: ``FormatError`` where several orders are possible.
  func resolved() throws(FormatError) -> [StoredLayer] {
    switch finding {
    case .chain(let layers): return layers
    case .open(let error): throw error
    }
  }

  /// Layers whose order is known.
  private static func connected(_ layers: [StoredLayer], isGiven: Bool) throws(FormatError) -> [StoredLayer] {
    for (before, after) in zip(layers, layers.dropFirst()) where before.units != after.inputs {
      throw FormatError(
        "the array \"\(after.name)\" takes \(after.inputsInWords), but \"\(before.name)\" before it gives \(before.units)"
          + (isGiven ? "" : "; name the layers of one network, in the order of the forward pass, with --layers"))
    }
    return layers
  }

  /// The only order in which series, each of them a chain, fit together.
  private static func byShapes(_ series: [LayerSeries], all layers: [StoredLayer]) throws(FormatError) -> Finding {
    func several(_ reason: String) -> Finding {
      .open(
        FormatError(
          "nothing in the file says how its layers follow each other: \(reason); name those of one network, in the order of the "
            + "forward pass, with --layers, of \(layers.list(\.summary))"))
    }
    for (index, one) in series.enumerated() {
      guard let other = series[(index + 1)...].first(where: { $0.inputs == one.inputs }) else { continue }
      return several(
        "\(one.layers[0].shortName) and \(other.layers[0].shortName) both take \(one.layers[0].inputsInWords)")
    }
    let starts = series.filter { one in !series.contains { $0.units == one.inputs } }
    guard starts.count <= 1 else {
      throw FormatError(
        "the layers do not fit together as one network: \(starts[0].layers[0].shortName) and "
          + "\(starts[1].layers[0].shortName) both begin one; name the layers of one network with --layers, of "
          + layers.list(\.summary))
    }
    guard var next = starts.first else { return several("they fit together in a circle") }
    var chain = next.layers
    // Each takes another number of inputs, so that there is at most one that follows; and none comes twice.
    var rest = series.filter { $0.inputs != next.inputs }
    while let index = rest.firstIndex(where: { $0.inputs == next.units }) {
      let following = rest.remove(at: index)
      if let (one, other) = following.twins {
        return several("\(one.shortName) and \(other.shortName) both take \(one.inputsInWords)")
      }
      chain += following.layers
      next = following
    }
    guard chain.count == layers.count else {
      throw FormatError(
        "the layers do not fit together as one network; name the layers of one network with --layers, of "
          + layers.list(\.summary))
    }
    return .chain(chain)
  }

  private static func severalNetworks(_ names: String, example: String) -> FormatError {
    FormatError(
      "the file may hold several networks: \(names); name the layers of one network, in the order of the forward pass, with "
        + "--layers\(example)")
  }
}
