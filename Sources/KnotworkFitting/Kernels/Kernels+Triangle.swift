import CKnotworkKernels
import Knotwork

extension Kernels {
  /// Turns a triangle R into that of R above more rows; see the C header.
  ///
  /// - Parameters:
  ///   - block: the columns one after the other; used up.
  ///   - columns: how many there are.
  ///   - triangle: R by columns, each of `columns` numbers.
  static func absorb(_ block: inout [Double], columns: Int, into triangle: inout [Double]) {
    precondition(
      triangle.count == columns * columns && block.count % max(1, columns) == 0, "Kernels: a triangle of another size")
    guard columns > 0 else { return }
    block.withUnsafeMutableBufferPointer { block in
      triangle.withUnsafeMutableBufferPointer { triangle in
        guard let rows = block.baseAddress, let numbers = triangle.baseAddress else { return }
        kw_absorb_rows(Int64(columns), numbers, Int64(block.count / columns), rows)
      }
    }
  }
}
