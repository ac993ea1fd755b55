import KnotworkGeometry
extension Network {
  /// test
  public func trial(over domain: Polytope, tree: Bool) throws -> Int {
    let compiled = try CompiledNetwork(self, over: domain)
    let meter = Meter(DissectionProgress(), limits: .none, start: .now)
    if tree {
    var engine = CellSubdivision<SignTree, CellCounter>(compiled, sink: CellCounter(), meter: meter)
    try engine.run()
    return engine.sink.count
    }
    var engine = CellSubdivision<Skeleton<UInt64>, CellCounter>(compiled, sink: CellCounter(), meter: meter)
    try engine.run()
    return engine.sink.count
  }
}
