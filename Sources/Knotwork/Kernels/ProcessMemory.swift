import CKnotworkKernels

/// The memory of this process.
package enum ProcessMemory {
  /// How many bytes it holds; nil where the system does not say.
  package static var resident: Int? {
    let bytes = Int(kw_resident_memory())
    return bytes > 0 ? bytes : nil
  }
}
