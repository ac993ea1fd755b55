import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import Testing

/// What answers say, without a process.
@Suite struct AnswerTests {
  private func document(_ answer: some Answer) throws -> JSONValue { try JSONValue(parsing: answer.document().bytes) }

  /// A region has the same keys in every dimension, and so has a document.
  @Test func keysDoNotDependOnTheDimension() throws {
    func keys(_ value: JSONValue?) -> [String] {
      guard case .object(let members) = value else { return [] }
      return members.map(\.key)
    }
    let documents = try [1, 2, 3, 6].map { try document(Samples.dissection(inputs: $0)) }
    for document in documents {
      #expect(keys(document) == keys(documents[0]))
      for name in ["region", "crease", "outputs"] {
        let expected = keys(documents[0][name]?.elements?.first)
        #expect(!expected.isEmpty)
        for element in document[name]?.elements ?? [] { #expect(keys(element) == expected) }
      }
      for region in document["region"]?.elements ?? [] {
        for facet in region["facets"]?.elements ?? [] {
          #expect(keys(facet) == ["normal", "offset", "layer", "unit", "neighbour", "bends"])
        }
      }
    }
    for (document, dimension) in zip(documents, [1, 2, 3, 6]) {
      let volumes = document["region"]?.elements?.compactMap { $0["volume"]?.number } ?? []
      #expect(volumes.count == document["region"]?.elements?.count)
      let whole = Double(1 << dimension)
      #expect((volumes.reduce(0, +) - whole).magnitude < 1e-7 * whole)
    }
    #expect(documents[2]["region"]?.elements?.allSatisfy { $0["vertices"] == .null } == true)
  }

  /// What would take too long is null, and the rest is the same.
  @Test func whatIsTooDearIsNull() throws {
    let (full, spared) = try (
      document(Samples.dissection(inputs: 6)), document(Samples.dissection(inputs: 6) { $0.costs.faces = 100 })
    )
    let (regions, others) = try (#require(full["region"]?.elements), #require(spared["region"]?.elements))
    #expect(regions.count == others.count)
    for (region, other) in zip(regions, others) {
      #expect(region["volume"]?.number != nil && other["volume"] == .null)
      #expect(region["pattern"] == other["pattern"] && region["facets"] == other["facets"])
    }
    for output in spared["outputs"]?.elements ?? [] { #expect(output["mean"] == .null && output["minimum"] != .null) }
    for output in full["outputs"]?.elements ?? [] { #expect(output["mean"]?.number != nil) }
  }

  /// What stands in several places is the same there.
  @Test(arguments: [1, 2, 3, 6])
  func creasesAreTheFacetsInside(_ inputs: Int) throws {
    let document = try document(Samples.dissection(inputs: inputs))
    let (regions, creases) = try (
      #require(document["region"]?.elements), #require(document["crease"]?.elements)
    )
    #expect(
      document["creases"]?.number == Double(creases.count) && document["regions"]?.number == Double(regions.count))
    let inner = regions.flatMap { $0["facets"]?.elements ?? [] }.filter { $0["neighbour"] != .null }
    #expect(inner.count == 2 * creases.count)
    for crease in creases {
      let sides = try #require(crease["regions"]?.elements?.compactMap { $0.number.map { Int($0) } })
      let facets = regions[sides[0]]["facets"]?.elements ?? []
      #expect(
        facets.contains {
          $0["neighbour"]?.number == Double(sides[1]) && $0["unit"] == crease["unit"]
            && $0["layer"] == crease["layer"] && $0["bends"] == crease["bends"]
        })
    }
  }

  @Test func domainsThatAreCutHaveTheirVolume() throws {
    let network = try Samples.network(inputs: 3)
    let polytope = try Polytope(Box(-1...1, dimension: 3), halfSpaces: [HalfSpace(normal: [1, 1, 1], offset: 0)])
    var request = DissectRequest(over: Place(.polytope(polytope), of: network))
    request.listsRegions = false
    let answer = try document(request.answer(about: network))
    #expect(((answer["volume"]?.number ?? 0) - 4).magnitude < 1e-12 && answer["region"] == nil)
    #expect(request.place.description == "[-1, 1]^3 where 1,1,1<=0")
  }

  @Test func everywhereHasNoVolume() throws {
    let network = try Samples.network(inputs: 2)
    let answer = try document(DissectRequest(over: Place(.wholeSpace, of: network)).answer(about: network))
    #expect(answer["volume"] == .null && answer["outputs"]?.elements?.first?["mean"] == .null)
    #expect((answer["regions"]?.number ?? 0) > 1)
  }

  /// A count that was stopped is a lower bound, and undecided.
  @Test func limitsAreToldApart() throws {
    let network = try Samples.network(inputs: 3)
    let request = CountRequest(over: try Samples.box(network))
    let stopped = try request.answer(about: network, within: Budget(limits: Limits(regions: 2)))
    #expect(!stopped.isComplete && stopped.regionCount >= 2)
    guard case .undecided = stopped.ending.outcome else {
      Issue.record("found \(stopped.ending.outcome)")
      return
    }
    #expect(try document(stopped)["complete"] == .boolean(false))
    #expect(try stopped.text().hasPrefix("at least "))
    let cancelled = Budget()
    cancelled.progress.cancel()
    guard case .interrupted = try request.answer(about: network, within: cancelled).ending.outcome else {
      Issue.record("a cancelled count is interrupted")
      return
    }
  }

  @Test func verdictsAreOutcomes() throws {
    let network = try Samples.network(inputs: 2)
    #expect(try LinearRequest(over: Samples.box(network)).answer(about: network).ending.outcome == .fails(reason: nil))
    let line = try Network(layers: [Layer(weights: Matrix([[1, 2]]), activation: .linear)])
    let answer = try LinearRequest(over: Samples.box(line)).answer(about: line)
    #expect(answer.ending.outcome == .holds)
    #expect(try answer.text().contains("Proof: 1 region, and no crease"))
    #expect([Verification("a", impossible: "b")].ending.outcome == .undecided(reason: "nothing could be compared"))
  }

  /// All that is not flat lies between two doubles, so that no points witness it; it is not linear all the same.
  @Test func bendsBetweenDoublesAreNotLinear() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[0x1p60]]), bias: [-1.5 * 0x1p60], activation: .relu),
      Layer(weights: Matrix([[1], [1], [1]]), bias: [-1, -2, -3], activation: .relu),
      Layer(weights: Matrix([[1, -2, 1]]), activation: .linear),
    ])
    let answer = try LinearRequest(over: Place(.box(Box(-4...4, dimension: 1)), of: network)).answer(about: network)
    #expect(!answer.outputs[0].isLinear && answer.outputs[0].witness == nil)
    #expect(answer.ending.outcome == .fails(reason: nil))
    #expect(try answer.text().contains("is not linear"))
  }

  /// Where volumes overflow or vanish the approximation is that of the unit box, to scale.
  @Test(arguments: [1e-200, 1e200]) func fitsBeyondDoublesAreToScale(_ reach: Double) throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7]]), activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    func fit(_ reach: Double) throws -> LinearFit? {
      let place = Place(.box(try Box(-reach...reach, dimension: 2)), of: network)
      return try LinearRequest(over: place).answer(about: network).outputs[0].fit
    }
    let (unit, scaled) = (try fit(1), try fit(reach))
    let expected = try #require(unit), found = try #require(scaled)
    for (a, b) in zip(found.slope, expected.slope) { #expect((a - b).magnitude <= 1e-9) }
    #expect((found.rms / reach - expected.rms).magnitude <= 1e-9)
    #expect((found.largestDeviation / reach - expected.largestDeviation).magnitude <= 1e-9)
  }

  /// Nothing is held as a whole: a long document comes in pieces, and so does a text.
  @Test func longDocumentsComeInPieces() throws {
    let network = try Samples.network(inputs: 2)
    let rows = ByteSource(Array(repeatElement("0.5,-0.25\n", count: 40_000).joined().utf8), name: "rows.csv")
    var pieces: [Int] = []
    let answer = EvalRequest().answer(about: network, at: rows)
    let ending = try answer.writeDocument(work: .zero) { pieces.append($0.count) }
    #expect(pieces.count > 5 && pieces.allSatisfy { $0 < 1 << 17 } && (ending.work ?? .zero) > .zero)
    pieces = []
    _ = try answer.writeText(in: .plain) { pieces.append($0.count) }
    #expect(pieces.count > 5 && pieces.allSatisfy { $0 < 1 << 17 })
  }

  @Test func whoeverTakesADocumentCanStopIt() throws {
    struct Full: Error {}
    let answer = try Samples.dissection(inputs: 3)
    #expect(throws: Full.self) { try answer.writeDocument { _ in throw Full() } }
  }

  @Test func whatWasComputedBeforeAnOffenceIsNotLost() throws {
    let network = try Samples.network(inputs: 2)
    let rows = ByteSource(Array("1,0\n2,x\n".utf8), name: "rows.csv")
    var text: [UInt8] = []
    let error = #expect(throws: InvalidData.self) {
      try EvalRequest().answer(about: network, at: rows).writeText(in: .plain) { text += $0 }
    }
    #expect(error?.description == "rows.csv: line 2, column 2: \"x\" is not a finite number")
    #expect(String(decoding: text, as: UTF8.self).split(separator: "\n").count == 2)
  }

  /// Emphasis is what the reader of a text asked for.
  @Test func stylesAreGiven() throws {
    let answer = try Samples.dissection(inputs: 2)
    #expect(try !answer.text(in: .plain).contains("\u{1B}") && answer.text(in: .terminal).contains("\u{1B}[1m"))
  }

  /// "1 regions" does not occur, in no text of a network of one region.
  @Test func countsAgreeWithTheirNouns() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1]]), bias: [5], activation: .relu), Layer(weights: Matrix([[1]]), activation: .linear),
    ])
    let place = try Samples.box(network)
    let rows = ByteSource(Array("0\n".utf8), name: "rows.csv")
    let file = try NetworkFile(NetworkJSON.encode(network), name: "net.json")
    let texts = try [
      DissectRequest(over: place).answer(about: network).text(),
      CountRequest(over: place, by: .pieces).answer(about: network).text(),
      LinearRequest(over: place).answer(about: network).text(),
      CasesRequest(over: Box(-1...1, dimension: 1)).answer(about: network).text(),
      LocateRequest(point: [0]).answer(about: network).text(),
      TallyRequest().answer(about: network, rows: rows).text(), WalkRequest(start: [0]).answer(about: network).text(),
      WalkRequest(start: [0], count: 1).answer(about: network).text(),
      PathRequest(from: [0], to: [1]).answer(about: network).text(),
      ProfileRequest(along: .input(nil, over: -6...1, at: nil)).answer(about: network).text(),
      NetworkSummary(name: "net.json", file: file).text(),
      ApproximateRequest(formula: "2*x", over: Box(0...1, dimension: 1), error: 1).answer().text(),
    ]
    for text in texts {
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        for (number, noun) in zip(words, words.dropFirst()) where number == "1" {
          #expect(!noun.hasSuffix("s") && !noun.hasSuffix("s,") || ["is", "yes"].contains(noun), "\(line)")
        }
      }
    }
  }
}
