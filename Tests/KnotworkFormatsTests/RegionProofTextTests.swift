import Knotwork
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Certificates as text: what is written is read and proves the same, and no text brings the reader down.
@Suite(.timed) struct RegionProofTextTests {
  private func certificate(_ network: Network, over domain: Polytope) throws -> (text: String, count: Int) {
    var text = RegionProofText.header(domain)
    let count = try network.certify(over: domain) { text += RegionProofText.line($0) }
    return (text + RegionProofText.end(regions: count), count)
  }

  private func read(_ bytes: some Collection<UInt8>, _ network: Network) throws -> Int {
    var reader = CertificateReader(network)
    try reader.read(bytes)
    try reader.finish()
    return reader.regionCount
  }

  @Test(arguments: RandomNetworks.Weights.allCases)
  func textIsReadAsWritten(_ weights: RandomNetworks.Weights) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for inputs in 1...4 {
      let network = try RandomNetworks.network(
        inputs: inputs, hidden: [4, 3], weights: weights, hasBias: true, leaky: inputs == 2, using: &generator)
      let domain = try Polytope(
        Box(-1...1, dimension: inputs),
        halfSpaces: [HalfSpace(normal: [Double](repeating: 0.1, count: inputs), offset: 0.05)])
      let (text, count) = try certificate(network, over: domain)
      #expect(try read(text.utf8, network) == count)
      // In pieces, and without the last line break.
      var reader = CertificateReader(network)
      for byte in text.utf8.dropLast() { try reader.read([byte]) }
      try reader.finish()
      #expect(reader.regionCount == count && reader.domain == domain)
    }
  }

  @Test func numbersAreExact() throws {
    var generator = SeededGenerator(seed: Seed.current)
    for _ in 0..<200 {
      let factors = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        Dyadic(Double.random(in: -1...1, using: &generator) * 0x1p-40)
      }
      let number = factors.reduce(Dyadic(3)) { $0 * $1 }
      #expect(Dyadic(number.description) == number)
    }
    for text in ["", "-", "0x", "0x1", "0x1p", "0xp3", "0xg1p3", "0x1p99999999999", "nan", "inf", "1e999", "0x-1p2"] {
      #expect(Dyadic(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    ("", "the certificate is empty"), ("hello\n", "line 1: this is no certificate"),
    ("knotwork-certificate 1\nsplit 1 1\n", "line 2: expected the line of the box first"),
    ("knotwork-certificate 1\nbox 1:-1 -1:1\n", "line 2: interval 1 of the box"),
    ("knotwork-certificate 1\nbox -1:1 -1:1\nsplit 1\n", "line 3: \"split\" with 1 words behind it is no step"),
    ("knotwork-certificate 1\nbox -1:1 -1:1\nsplit 1 0\n", "line 3: \"0\" is no number from 1 on"),
    ("knotwork-certificate 1\nbox -1:1 -1:1\nsplit 1 9\n", "line 3: the network has no such unit"),
    ("knotwork-certificate 1\nbox -1:1 -1:1\nwhere 1 <= x\n", "line 3: \"x\" is no number"),
    ("knotwork-certificate 1\nbox -1:1 -1:1\nend 1\n", "line 3: the proof ends before all cells are done"),
    ("knotwork-certificate 1\nbox -1:1\nend 1\n", "line 3: a domain of 1 dimension, but the network has 2 inputs"),
  ])
  func offencesHaveTheirLine(_ text: String, _ message: String) throws {
    let network = try Network(layers: [Layer(weights: Matrix([[1, 1]]), activation: .relu)])
    let error = #expect(throws: (any Error).self) { _ = try read(text.utf8, network) }
    #expect("\(error!)".contains(message), "\(error!)")
  }

  @Test func mutatedTextNeverTraps() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [3, 2], weights: .integers, hasBias: true, leaky: false, using: &generator)
    let (text, count) = try certificate(network, over: Polytope(Box(-1...1, dimension: 2)))
    let original = Array(text.utf8)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8(ascii: "9"), at: place)
        default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...20, using: &generator)))
        }
      }
      do {
        // What still is a proof proves the same: the network's regions are what they are.
        let domain = try #require(try readerDomain(bytes, network))
        #expect(try read(bytes, network) == network.regionCount(over: .polytope(domain)))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 1000 && count > 0)
  }

  private func readerDomain(_ bytes: [UInt8], _ network: Network) throws -> Polytope? {
    var reader = CertificateReader(network)
    try reader.read(bytes)
    try reader.finish()
    return reader.domain
  }
}
