import Knotwork
import KnotworkGeometry
import KnotworkHeader
import Synchronization

/// A dissection with its columns at addresses that stay, each made when it is asked for first.
final class DissectionObject: Sendable {
  let dissection: Dissection
  let box: Box
  private let detail: Dissection.Detail
  private let columns: DissectionColumns
  private let found = Mutex<[String: ColumnValues]>([:])

  init(_ dissection: Dissection, over box: Box, threads: Int) {
    self.dissection = dissection
    self.box = box
    detail = dissection.detail
    columns = DissectionColumns(dissection, threads: threads)
  }

  /// The numbers of a column.
  enum Values: Sendable {
    case doubles(Numbers<Double>)
    case integers(Numbers<Int64>)
    case bytes(Numbers<UInt8>)
  }

  /// A column with its shape; no numbers where they were not kept.
  struct ColumnValues: Sendable {
    var values: Values?
    var shape: [Int]

    init(_ numbers: [Double]?, _ shape: Int...) {
      (values, self.shape) = (numbers.map { .doubles(Numbers($0)) }, shape)
    }
    init(_ numbers: [Int]?, _ shape: Int...) {
      (values, self.shape) = (numbers.map { .integers(Numbers($0.map(Int64.init))) }, shape)
    }
    init(_ numbers: Numbers<UInt8>, _ shape: Int...) { (values, self.shape) = (.bytes(numbers), shape) }
  }

  /// A column by its name; nil where there is none of this name.
  func column(_ name: String) -> ColumnValues? {
    found.withLock { found in
      if let known = found[name] { return known }
      for (name, values) in made(name) { found[name] = values }
      return found[name]
    }
  }

  /// A column and those that are found with it.
  private func made(_ name: String) -> [String: ColumnValues] {
    let (n, c) = (dissection.regions.count, dissection.creases.count)
    let (m, k) = (dissection.network.outputCount, dissection.dimension)
    func part(_ numbers: [Int], _ index: Int) -> [Int] {
      stride(from: index, to: numbers.count, by: 2).map { numbers[$0] }
    }
    switch name {
    case "patterns": return [name: patterns(as: .flags)]
    case "pattern_texts": return [name: patterns(as: .text)]
    case "slopes": return [name: ColumnValues(columns.slopes, n, m, k)]
    case "intercepts": return [name: ColumnValues(columns.intercepts, n, m)]
    case "interior_points": return [name: ColumnValues(columns.interiorPoints, n, k)]
    case "volumes":
      return [name: ColumnValues(detail.isDisjoint(with: [.volumes, .vertices]) ? nil : columns.volumes, n)]
    case "pieces": return [name: ColumnValues(columns.pieces, n)]
    case "facet_starts": return [name: ColumnValues(columns.facetStarts, n + 1)]
    case "neighbours":
      let numbers = columns.neighbours
      return [name: ColumnValues(numbers, numbers.count)]
    case "facet_layers", "facet_units":
      let numbers = columns.facetUnits
      return [
        "facet_layers": ColumnValues(part(numbers, 0), numbers.count / 2),
        "facet_units": ColumnValues(part(numbers, 1), numbers.count / 2),
      ]
    case "vertex_starts", "vertices":
      let vertices = detail.contains(.vertices) ? columns.vertices : nil
      return [
        "vertex_starts": ColumnValues(vertices?.starts, n + 1),
        "vertices": ColumnValues(vertices?.coordinates, (vertices?.coordinates.count ?? 0) / max(1, k), k),
      ]
    case "crease_regions": return [name: ColumnValues(columns.creaseRegions, c, 2)]
    case "crease_layers", "crease_units":
      let numbers = columns.creaseUnits
      return [
        "crease_layers": ColumnValues(part(numbers, 0), c), "crease_units": ColumnValues(part(numbers, 1), c),
      ]
    case "crease_normals", "crease_offsets", "bends":
      let numbers = columns.creaseHalfSpacesAndBends
      let width = k + 1 + m
      func selected(from first: Int, to last: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(c * (last - first))
        for crease in 0..<c { result += numbers[crease * width + first..<crease * width + last] }
        return result
      }
      return [
        "crease_normals": ColumnValues(selected(from: 0, to: k), c, k),
        "crease_offsets": ColumnValues(selected(from: k, to: k + 1), c),
        "bends": ColumnValues(selected(from: k + 1, to: width), c, m),
      ]
    default: return [:]
    }
  }

  private func patterns(as form: DissectionColumns.PatternBytes) -> ColumnValues {
    let (n, width) = (dissection.regions.count, columns.width(of: form))
    return ColumnValues(Numbers(count: n * width) { columns.writePatterns(as: form, to: $0) }, n, width)
  }

  /// The numbers of the regions that rows lie in.
  func locate(_ rows: GivenRows, into regions: UnsafeMutablePointer<Int64>, threads: Int32, _ task: WorkTask?) throws {
    nonisolated(unsafe) let regions = regions
    let dissection = dissection
    try rows.forEach(threads: threads, task) { row in
      regions[row] = dissection.region(at: rows.row(row)).map { Int64($0.index) } ?? -1
    }
  }
}
