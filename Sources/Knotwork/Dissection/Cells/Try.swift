import KnotworkGeometry
extension Network {
  /// test
  public func trial(over domain: Polytope) throws -> Int {
    let compiled = try CompiledNetwork(self, over: domain)
    var engine = CellSubdivision<Skeleton<UInt64>, CellCounter>(compiled, sink: CellCounter(), meter: Meter(DissectionProgress(), limits: .none, start: .now))
    try engine.run()
    return engine.sink.count
  }
}
