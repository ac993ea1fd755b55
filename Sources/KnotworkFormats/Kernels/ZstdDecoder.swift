/// Decompresses zstd with the system's libzstd, piece by piece.
final class ZstdDecoder {
  private typealias Create = @convention(c) () -> OpaquePointer?
  private typealias Free = @convention(c) (OpaquePointer?) -> Int
  private typealias Decompress =
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<UInt>, UnsafeMutablePointer<UInt>) -> Int
  private typealias IsError = @convention(c) (Int) -> UInt32

  private let stream: OpaquePointer
  private let free: Free
  private let decompress: Decompress
  private let isError: IsError
  /// What the library last said: 0 at the end of a frame.
  private var state = 0

  /// - Throws: an offence that says what to do where there is no library.
  init() throws(TableOffence) {
    guard let library = SystemLibrary(["libzstd.so.1", "libzstd.so", "libzstd.1.dylib", "libzstd.dylib"]),
      let create: Create = library.function("ZSTD_createDStream"),
      let free: Free = library.function("ZSTD_freeDStream"),
      let decompress: Decompress = library.function("ZSTD_decompressStream"),
      let isError: IsError = library.function("ZSTD_isError"), let stream = create()
    else {
      throw TableOffence(
        line: 1, column: 0,
        "compressed with zstd, and this system has no libzstd; decompress it first: zstd -dc FILE | knotwork … -")
    }
    (self.stream, self.free, self.decompress, self.isError) = (stream, free, decompress, isError)
  }

  deinit { _ = free(stream) }

  /// Hands on the contents that a piece of the data gives.
  func decode(_ bytes: [UInt8], _ body: ([UInt8]) throws(TableOffence) -> Void) throws(TableOffence) {
    guard !bytes.isEmpty else { return }
    var used = 0
    var output = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = step(bytes, &used, &output)
      guard isError(state) == 0 else {
        throw TableOffence(line: 1, column: 0, "compressed with zstd, but the data are damaged")
      }
      if count > 0 { try body(Array(output[..<count])) }
      // Nothing more is to come at the end of a frame, and where room is left in the output. Another call would begin a frame.
      if used == bytes.count, state == 0 || count < output.count { return }
    }
  }

  /// One call of the library; how many bytes of output it gave.
  private func step(_ bytes: [UInt8], _ used: inout Int, _ output: inout [UInt8]) -> Int {
    bytes.withUnsafeBytes { source in
      output.withUnsafeMutableBytes { target in
        // ZSTD_inBuffer and ZSTD_outBuffer: address, size, position.
        var input = [UInt(bitPattern: source.baseAddress), UInt(source.count), UInt(used)]
        var result = [UInt(bitPattern: target.baseAddress), UInt(target.count), 0]
        state = decompress(stream, &result, &input)
        used = Int(input[2])
        return Int(result[2])
      }
    }
  }

  /// The data have ended.
  func finish() throws(TableOffence) {
    guard state == 0 else { throw TableOffence(line: 1, column: 0, "compressed with zstd, but the data end early") }
  }
}
