import Foundation
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Decompression and zip files, against zlib and zipfile of Python.
@Suite(.timed) struct InflateTests {
  @Test(.enabled(if: Scratch.hasPython("zlib")))
  func agreesWithZlib() throws {
    let scratch = try Scratch()
    try scratch.python(
      """
      import zlib, random, json
      r = random.Random(\(Seed.current))
      samples = [b"", b"a", b"abc" * 1000, bytes(r.randrange(256) for _ in range(70000)), bytes(100000),
                 bytes(r.choice(b"abcde\\0") for _ in range(50000)), " ".join(str(r.random()) for _ in range(9000)).encode()]
      n = 0
      for data in samples:
          for level in (0, 1, 6, 9):
              for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE):
                  c = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
                  open(f"{n}.raw", "wb").write(data)
                  open(f"{n}.deflated", "wb").write(c.compress(data) + c.flush())
                  n += 1
      open("count", "w").write(str(n))
      """)
    let count = try #require(Int(String(decoding: scratch.read("count"), as: UTF8.self)))
    #expect(count == 112)
    for index in 0..<count {
      let (raw, deflated) = (try scratch.read("\(index).raw"), try scratch.read("\(index).deflated"))
      #expect(try Inflate.decompress(deflated[...], size: raw.count) == raw, "sample \(index)")
      // Neither more nor less than announced, and never a part as if it were all.
      if !raw.isEmpty {
        #expect(throws: FormatError.self) { try Inflate.decompress(deflated[...], size: raw.count - 1) }
        #expect(throws: FormatError.self) { try Inflate.decompress(deflated.dropLast(), size: raw.count) }
      }
      #expect(throws: FormatError.self) { try Inflate.decompress(deflated[...], size: raw.count + 1) }
    }
  }

  @Test func survivesDamagedData() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if let output = try? Inflate.decompress(bytes[...], size: 64) { #expect(output.count == 64) }
    }
  }

  @Test func zipFilesRoundTrip() throws {
    var zip = ZipWriter()
    let contents: [(String, [UInt8])] = [("a.npy", [1, 2, 3]), ("ü/b", []), ("c", [UInt8](repeating: 7, count: 1000))]
    for (name, content) in contents { try zip.add(name, content) }
    let archive = try ZipArchive(zip.finish())
    #expect(archive.entries.map(\.name) == contents.map(\.0))
    for (index, entry) in archive.entries.enumerated() { #expect(try archive.read(entry) == contents[index].1) }
    #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
  }

  @Test(.enabled(if: Scratch.hasPython("zipfile")))
  func zipFilesAgreeWithPython() throws {
    let scratch = try Scratch()
    var zip = ZipWriter()
    try zip.add("first", Array("one".utf8))
    try zip.add("ü", [0, 1, 2])
    try scratch.write(zip.finish(), to: "ours.zip")
    try scratch.python(
      """
      import zipfile
      z = zipfile.ZipFile("ours.zip")
      assert z.testzip() is None and z.namelist() == ["first", "ü"] and z.read("first") == b"one"
      with zipfile.ZipFile("theirs.zip", "w", zipfile.ZIP_DEFLATED) as z:
          z.comment = b"PK\\5\\6 is not the end"
          with z.open("big", "w", force_zip64=True) as f: f.write(bytes(100000))
          z.writestr(zipfile.ZipInfo("stored"), b"kept")
      with zipfile.ZipFile("lzma.zip", "w", zipfile.ZIP_LZMA) as z: z.writestr("x", b"1")
      """)
    let archive = try ZipArchive(scratch.read("theirs.zip"))
    #expect(archive.entries.map(\.name) == ["big", "stored"])
    #expect(try archive.read(archive.entries[0]) == [UInt8](repeating: 0, count: 100_000))
    #expect(try archive.read(archive.entries[1]) == Array("kept".utf8))
    let other = try ZipArchive(scratch.read("lzma.zip"))
    let message = "x in the zip file: compression method 14; expected 0 (stored) or 8 (deflated)"
    #expect(throws: FormatError(message)) { try other.read(other.entries[0]) }
  }

  /// A small file that claims a gigabyte is refused before anything is allocated for it.
  @Test func hugeClaimsAreRefused() throws {
    var zip = ZipWriter()
    try zip.add("W1.npy", [UInt8](repeating: 0, count: 100))
    var bytes = zip.finish()
    let contents = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    bytes.replaceSubrange(contents + 24..<contents + 28, with: [0, 0, 0, 0x40])
    let error = #expect(throws: FormatError.self) { try ZipArchive(bytes) }
    #expect(error?.description.contains("announces 1073741824 bytes") == true)
    // The same claim within what is allowed ends where the data end.
    bytes.replaceSubrange(contents + 24..<contents + 28, with: [0, 0, 1, 0])
    let archive = try ZipArchive(bytes)
    #expect(throws: FormatError.self) { try archive.read(archive.entries[0]) }
  }
}
