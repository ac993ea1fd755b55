// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import Knotwork
import KnotworkGeometry
import KnotworkHeader

@c @implementation
public func knotwork_dissect(
  _ network: OpaquePointer?, _ lower: UnsafePointer<Double>?, _ upper: UnsafePointer<Double>?, _ detail: Int32,
  _ threads: Int32, _ regions: Int64, _ seconds: Double, _ task: OpaquePointer?,
  _ dissection: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let box: Box
    if let lower, let upper {
      let count = object.network.inputCount
      box = try Box(lower: (0..<count).map { lower[$0] }, upper: (0..<count).map { upper[$0] })
    } else {
      box = try object.ranges?.box() ?? Box(-1...1, dimension: object.network.inputCount)
    }
    var kept = Dissection.Detail.facets
    if detail & KNOTWORK_VERTICES != 0 || box.dimension == 1 { kept.insert(.vertices) }
    if detail & KNOTWORK_VOLUMES != 0 || box.dimension <= 2 { kept.insert(.volumes) }
    let limits = Limits(
      regions: regions > 0 ? Int(regions) : nil,
      duration: seconds > 0 && seconds < 1e9 ? .seconds(seconds) : nil)
    let watched = Handle.optional(task, WorkTask.self)
    let budget = Budget(
      threads: Threads.count(threads), limits: limits, progress: watched?.progress ?? Budget.Progress())
    let found = try Dissection(of: object.network, over: .box(box), keeping: kept, within: budget)
    dissection?.pointee = Handle.make(DissectionObject(found, over: box, threads: budget.threads))
  }
}

@c @implementation
public func knotwork_dissection_column(
  _ dissection: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ column: UnsafeMutablePointer<knotwork_column>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(dissection, DissectionObject.self)
    let wanted = name.map { String(cString: $0) } ?? ""
    guard let found = object.column(wanted) else {
      throw Failure(.wrongUse, "a dissection has no column \"\(wanted)\"", field: "name")
    }
    let (data, type): (UnsafeRawPointer?, Int32) =
      switch found.values {
      case .doubles(let numbers): (UnsafeRawPointer(numbers.base), KNOTWORK_DOUBLES)
      case .integers(let numbers): (UnsafeRawPointer(numbers.base), KNOTWORK_INTEGERS)
      case .bytes(let numbers): (UnsafeRawPointer(numbers.base), KNOTWORK_BYTES)
      case nil: (nil, KNOTWORK_DOUBLES)
      }
    let shape = (found.shape + [1, 1]).prefix(3).map(Int64.init)
    column?.pointee = knotwork_column(
      data: data, type: type, rank: Int32(found.shape.count), shape: (shape[0], shape[1], shape[2]))
  }
}

@c @implementation
public func knotwork_dissection_regions(_ dissection: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(dissection, DissectionObject.self)?.dissection.regions.count ?? 0)
}

@c @implementation
public func knotwork_dissection_creases(_ dissection: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(dissection, DissectionObject.self)?.dissection.creases.count ?? 0)
}

@c @implementation
public func knotwork_dissection_dimension(_ dissection: OpaquePointer?) -> Int64 {
  Int64(Handle.optional(dissection, DissectionObject.self)?.dissection.dimension ?? 0)
}

@c @implementation
public func knotwork_dissection_box(
  _ dissection: OpaquePointer?, _ lower: UnsafeMutablePointer<Double>?, _ upper: UnsafeMutablePointer<Double>?
) {
  guard let box = Handle.optional(dissection, DissectionObject.self)?.box else { return }
  for axis in box.lower.indices {
    lower?[axis] = box.lower[axis]
    upper?[axis] = box.upper[axis]
  }
}

@c @implementation
public func knotwork_dissection_locate(
  _ dissection: OpaquePointer?, _ columns: UnsafePointer<UnsafePointer<Double>?>?, _ stride: Int64, _ rows: Int64,
  _ regions: UnsafeMutablePointer<Int64>?, _ threads: Int32, _ task: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(dissection, DissectionObject.self)
    let given = try GivenRows(columns, width: object.dissection.dimension, stride: stride, rows: rows)
    try given.requireFinite()
    guard let regions else { throw Failure(.wrongUse, "regions is NULL; expected an array of \(rows)") }
    try object.locate(given, into: regions, threads: threads, Handle.optional(task, WorkTask.self))
  }
}

@c @implementation
public func knotwork_dissection_free(_ dissection: OpaquePointer?) { Handle.free(dissection, DissectionObject.self) }
