import KnotworkGeometry

@testable import Knotwork

/// The same questions by an engine that the test chooses.
extension Network {
  func regionCount(
    over domain: Domain, by engine: CellEngine, within budget: Budget = Budget(), checkpoints: Checkpoints? = nil
  ) throws -> Int {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self, boxed: true)
    return try regionCount(compiled, by: engine, within: budget, checkpoints: checkpoints)
  }
}

extension Dissection {
  init(
    of network: Network, over domain: Domain, by engine: CellEngine, keeping detail: Detail = .facets,
    within budget: Budget = Budget()
  ) throws {
    let coordinates = try DomainCoordinates(domain, inputs: network.inputCount)
    try self.init(of: network, over: domain, coordinates, by: engine, keeping: detail, within: budget)
  }
}
