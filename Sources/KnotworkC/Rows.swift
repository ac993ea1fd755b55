// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// Names and documentation of what C calls stand in knotwork.h.

import Knotwork
import KnotworkHeader

/// Rows that lie in memory as columns.
struct GivenRows: @unchecked Sendable {
  let columns: UnsafePointer<UnsafePointer<Double>?>
  let stride: Int
  let count: Int
  let width: Int

  /// - Throws: ``Failure`` for NULL and counts that cannot be.
  init(_ columns: UnsafePointer<UnsafePointer<Double>?>?, width: Int, stride: Int64, rows: Int64) throws {
    guard let columns, (0..<width).allSatisfy({ rows == 0 || columns[$0] != nil }) else {
      throw Failure(.wrongUse, "a column is NULL; expected \(width.counted("column"))")
    }
    guard rows >= 0, let count = Int(exactly: rows) else {
      throw Failure(.wrongUse, "\(rows) rows; expected a number from 0")
    }
    (self.columns, self.count, self.width, self.stride) = (columns, count, width, Int(stride))
  }

  subscript(row: Int, column: Int) -> Double { columns[column].map { $0[row * stride] } ?? .nan }

  /// One row.
  func row(_ row: Int) -> [Double] { (0..<width).map { self[row, $0] } }

  /// - Throws: ``Failure`` with the first row that is not of finite numbers.
  func requireFinite() throws {
    for column in 0..<width {
      if let row = (0..<count).first(where: { !self[$0, column].isFinite }) {
        throw Failure(
          .wrongData, "row \(row + 1), column \(column + 1): \(self[row, column]) is not a finite number")
      }
    }
  }

  /// Calls `body` for every row, on several threads, until the task is cancelled.
  ///
  /// - Throws: ``Failure`` where it was cancelled.
  func forEach(threads: Int32, _ task: WorkTask?, _ body: @Sendable (_ row: Int) -> Void) throws {
    let (block, count) = (64, count)
    Parallel.run(ranges: (count + block - 1) / block, threads: Threads.count(threads)) { range in
      if task?.progress.isCancelled == true { return }
      for row in range * block..<min(count, (range + 1) * block) { body(row) }
    }
    if task?.progress.isCancelled == true { throw Failure.cancelled }
  }
}

extension Failure {
  static var cancelled: Failure { Failure(.cancelled, "cancelled") }
}

@c @implementation
public func knotwork_evaluate(
  _ network: OpaquePointer?, _ columns: UnsafePointer<UnsafePointer<Double>?>?, _ stride: Int64, _ rows: Int64,
  _ outputs: UnsafePointer<UnsafeMutablePointer<Double>?>?, _ output_stride: Int64, _ threads: Int32,
  _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let given = try GivenRows(columns, width: object.network.inputCount, stride: stride, rows: rows)
    guard let outputs else { throw Failure(.wrongUse, "outputs is NULL; expected an array of addresses") }
    let watched = Handle.optional(task, WorkTask.self)
    let isComplete = object.evaluator.evaluate(
      columns: given.columns, stride: given.stride, rows: given.count, outputs: outputs,
      outputStride: Int(output_stride), threads: Threads.count(threads)
    ) { watched?.progress.isCancelled ?? false }
    if !isComplete { throw Failure.cancelled }
  }
}

@c @implementation
public func knotwork_evaluate_rows(
  _ network: OpaquePointer?, _ inputs: UnsafePointer<Double>?, _ rows: Int64, _ outputs: UnsafeMutablePointer<Double>?,
  _ threads: Int32, _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    guard rows > 0 else { return }
    guard let inputs, let outputs else { throw Failure(.wrongUse, "inputs or outputs are NULL; expected arrays") }
    let (inputCount, outputCount) = (object.network.inputCount, object.network.outputCount)
    let watched = Handle.optional(task, WorkTask.self)
    let isComplete = withUnsafeTemporaryAllocation(of: UnsafePointer<Double>?.self, capacity: inputCount) { columns in
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>?.self, capacity: outputCount) { results in
        for input in 0..<inputCount { columns[input] = inputs + input }
        for output in 0..<outputCount { results[output] = outputs + output }
        guard let columns = columns.baseAddress, let results = results.baseAddress else { return true }
        return object.evaluator.evaluate(
          columns: columns, stride: inputCount, rows: Int(rows), outputs: results, outputStride: outputCount,
          threads: Threads.count(threads)
        ) { watched?.progress.isCancelled ?? false }
      }
    }
    if !isComplete { throw Failure.cancelled }
  }
}

@c @implementation
public func knotwork_evaluate_single(
  _ network: OpaquePointer?, _ inputs: UnsafePointer<Float>?, _ rows: Int64, _ outputs: UnsafeMutablePointer<Float>?,
  _ threads: Int32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    guard rows > 0 else { return }
    guard let inputs, let outputs else { throw Failure(.wrongUse, "inputs or outputs are NULL; expected arrays") }
    object.singleEvaluator.evaluate(
      inputs, rows: Int(rows), outputs: outputs, threads: Threads.count(threads))
  }
}

@c @implementation
public func knotwork_patterns(
  _ network: OpaquePointer?, _ columns: UnsafePointer<UnsafePointer<Double>?>?, _ stride: Int64, _ rows: Int64,
  _ patterns: UnsafeMutablePointer<UInt8>?, _ threads: Int32, _ task: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let given = try GivenRows(columns, width: object.network.inputCount, stride: stride, rows: rows)
    try given.requireFinite()
    nonisolated(unsafe) let target = patterns
    try given.forEach(threads: threads, Handle.optional(task, WorkTask.self)) { row in
      var place = row * object.bendingUnits
      for layer in object.network.pattern(at: given.row(row)).layers {
        for isActive in layer {
          target?[place] = isActive ? 1 : 0
          place += 1
        }
      }
    }
  }
}

@c @implementation
public func knotwork_maps(
  _ network: OpaquePointer?, _ columns: UnsafePointer<UnsafePointer<Double>?>?, _ stride: Int64, _ rows: Int64,
  _ slopes: UnsafeMutablePointer<Double>?, _ intercepts: UnsafeMutablePointer<Double>?, _ threads: Int32,
  _ task: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
  attempt(error) {
    let object = try Handle.object(network, NetworkObject.self)
    let given = try GivenRows(columns, width: object.network.inputCount, stride: stride, rows: rows)
    try given.requireFinite()
    let (outputs, inputs) = (object.network.outputCount, object.network.inputCount)
    nonisolated(unsafe) let (slopes, intercepts) = (slopes, intercepts)
    try given.forEach(threads: threads, Handle.optional(task, WorkTask.self)) { row in
      let map = object.network.localMap(at: given.row(row))
      for output in 0..<outputs {
        intercepts?[row * outputs + output] = map.intercept[output]
        for input in 0..<inputs { slopes?[(row * outputs + output) * inputs + input] = map.slope[output, input] }
      }
    }
  }
}
