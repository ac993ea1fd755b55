import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

/// Questions in JSON have the answers of their requests, and errors that name the member.
@Suite(.timed) struct QuestionTests {
  private static func network(_ inputs: Int) throws -> String {
    String(decoding: NetworkJSON.encode(try Samples.network(inputs: inputs)), as: UTF8.self)
  }

  private func answer(_ question: String) throws -> [UInt8] {
    let (bytes, fault) = try Question.document(answering: Array(question.utf8))
    if let fault { Issue.record("\(fault.field ?? ""): \(fault.message)") }
    return bytes
  }

  private func fault(_ question: String) throws -> Fault {
    try #require(try Question.document(answering: Array(question.utf8)).fault)
  }

  @Test(arguments: [1, 2, 3, 6]) func answersAreThoseOfRequests(_ inputs: Int) throws {
    let (network, json) = (try Samples.network(inputs: inputs), try QuestionTests.network(inputs))
    let box = "{\"box\": [\((0..<inputs).map { _ in "[-1, 1]" }.joined(separator: ", "))]}"
    let place = try Samples.box(network)
    #expect(
      try answer("{\"question\": \"dissect\", \"network\": \(json), \"domain\": \(box)}")
        == Samples.dissection(inputs: inputs).document().bytes)
    #expect(
      try answer(
        "{\"question\": \"dissect\", \"network\": \(json), \"domain\": \(box), \"options\": {\"summary\": true}, \"threads\": 2}"
      )
        == Samples.dissection(inputs: inputs) { $0.listsRegions = false }.document().bytes)
    #expect(
      try answer("{\"question\": \"count\", \"network\": \(json), \"domain\": \(box), \"options\": {\"pieces\": true}}")
        == CountRequest(over: place, by: .pieces).answer(about: network).document().bytes)
    #expect(
      try answer("{\"question\": \"linear\", \"network\": \(json), \"domain\": \(box)}")
        == LinearRequest(over: place).answer(about: network).document().bytes)
    let point = [Double](repeating: 0.125, count: inputs)
    #expect(
      try answer("{\"question\": \"locate\", \"network\": \(json), \"options\": {\"at\": \(point)}}")
        == LocateRequest(point: point).answer(about: network).document().bytes)
    #expect(
      try answer(
        "{\"question\": \"profile\", \"network\": \(json), \"options\": {\"from\": \(point), \"to\": \(point.map { $0 + 1 })}}"
      )
        == ProfileRequest(along: .segment(from: point, to: point.map { $0 + 1 })).answer(about: network).document()
        .bytes)
  }

  /// With the option plot a document has its picture too, keeps its schema, and is otherwise the same.
  @Test(
    arguments: [
      ("effect", "\"input\": \"x1\", "), ("effect", "\"inputs\": [\"x1\", \"x2\"], \"grid\": 3, "), ("explain", ""),
      ("explain", "\"row\": 2, \"against\": \"mean\", "), ("slopes", ""), ("pieces", ""), ("shape", ""),
      ("variance", ""), ("simplify", "\"error\": \"20%\", "),
    ]) func documentsHavePictures(_ name: String, _ options: String) throws
  {
    let json = try QuestionTests.network(2)
    let table = "{\"names\": [\"x1\", \"x2\"], \"columns\": [[0, 0.5, -1, 0.25], [1, -0.5, 0.75, 0.125]]}"
    func document(_ plot: String) throws -> JSONValue {
      try JSONValue(
        parsing: answer(
          "{\"question\": \"\(name)\", \"network\": \(json), \"table\": \(table), \"options\": {\(options)\"plot\": \(plot)}}"
        ))
    }
    let (bare, pictured) = (try document("false"), try document("true"))
    #expect(bare["svg"] == nil)
    let svg = try #require(pictured["svg"]?.string)
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && !svg.contains("nan"))
    guard case .object(let members) = pictured, case .object(let rest) = bare else {
      Issue.record("no object")
      return
    }
    #expect(members.filter { $0.key != "svg" } == rest)
  }

  /// Where pairs of inputs lie in the hull of rows an output may rise less far than over their ranges; "all" names every pair.
  @Test func hullsOfPairsAreDomains() throws {
    let json = try QuestionTests.network(2)
    let table = "{\"names\": [\"x1\", \"x2\"], \"columns\": [[0, 1, 0, 1], [0, 1, 0.25, 0.75]]}"
    func document(_ domain: String) throws -> JSONValue {
      try JSONValue(
        parsing: answer("{\"question\": \"range\", \"network\": \(json), \"table\": \(table)\(domain)}"))
    }
    let all = try document(", \"domain\": {\"hull_pairs\": \"all\"}")
    let named = try document(", \"domain\": {\"hull_pairs\": [[\"x1\", \"x2\"]]}")
    #expect(all == named)
    let words = try #require(all["domain"]?["description"]?.string)
    #expect(words.contains("where 1 pair of inputs lies in the hull of the rows"), "\(words)")
    func greatest(_ document: JSONValue) throws -> Double {
      try #require(document["outputs"]?.elements?[0]["maximum"]?["value"]?.number)
    }
    #expect(try greatest(all) <= greatest(document("")))
    let within = try document(", \"domain\": {\"hull_pairs\": \"all\", \"box\": [[0, 0.5], [0, 0.5]]}")
    #expect(try greatest(within) <= greatest(all))
    func refused(_ domain: String, _ table: String) throws -> String? {
      try fault("{\"question\": \"range\", \"network\": \(json)\(table), \"domain\": \(domain)}").field
    }
    #expect(try refused("{\"hull_pairs\": \"all\"}", "") == "domain.hull_pairs")
    #expect(try refused("{\"hull_pairs\": \"some\"}", ", \"table\": \(table)") == "domain.hull_pairs")
    #expect(
      try refused("{\"hull_pairs\": [[\"x1\", \"x1\"]]}", ", \"table\": \(table)") == "domain.hull_pairs[0]")
  }

  /// Proofs in documents are those that `check` takes.
  @Test func documentsHaveProofs() throws {
    let (network, json) = (try Samples.network(inputs: 2), try QuestionTests.network(2))
    let name = network.outputNames[0]
    let box = "{\"box\": [[-1, 1], [-1, 1]]}"
    func document(_ question: String, _ options: String) throws -> JSONValue {
      try JSONValue(
        parsing: answer(
          "{\"question\": \"\(question)\", \"network\": \(json), \"domain\": \(box), \"options\": {\(options)}}"))
    }
    let claim = "\"claims\": [\"\(name) <= 1000\", \"\(name) <= -1000\"]"
    let verdict = try document("verify", "\(claim), \"certify\": true")
    let range = try document("range", "\"output_name\": \"\(name)\", \"certify\": true")
    let claims = try #require(verdict["claims"]?.elements)
    for text in [claims[0]["certificate"]?.string, range["certificate"]?.string] {
      let proof = ByteSource(Array(try #require(text).utf8), name: "proof")
      #expect(try CheckRequest().answer(about: network, claimProof: proof).ending.outcome == .holds)
    }
    #expect(claims[1]["certificate"] == .null)
    #expect(try document("verify", claim)["claims"]?.elements?[0]["certificate"] == nil)
    #expect(try document("range", "")["certificate"] == nil)
  }

  @Test func domainsAreThoseOfTheObject() throws {
    let (network, json) = (try Samples.network(inputs: 3), try QuestionTests.network(3))
    func expect(_ domain: String, _ expected: Domain) throws {
      let request = DissectRequest(over: Place(expected, of: network))
      #expect(
        try answer("{\"question\": \"dissect\", \"network\": \(json), \"domain\": \(domain)}")
          == request.answer(about: network).document().bytes, "\(domain)")
    }
    try expect("{\"whole_space\": true}", .wholeSpace)
    let box = try Box(-1...1, dimension: 3)
    try expect(
      "{\"box\": [[-1, 1], [-1, 1], [-1, 1]], \"where\": [{\"normal\": [1, 1, 1], \"offset\": 0.5}]}",
      .polytope(Polytope(box, halfSpaces: [HalfSpace(normal: [1, 1, 1], offset: 0.5)])))
    let square = ConvexPolygon(try Box(-1...1, dimension: 2))
    try expect(
      "{\"slice\": {\"origin\": [0, 0, 0.25], \"directions\": [[1, 0, 0], [0, 1, 0]]}}",
      .slice(Plane(origin: [0, 0, 0.25], directions: [1, 0, 0], [0, 1, 0]), square))
    try expect(
      "{\"through\": [[0, 0, 0], [1, 0, 0], [0, 1, 1]]}",
      .slice(Plane(through: [0, 0, 0], [1, 0, 0], [0, 1, 1]), ConvexPolygon(Box(0...1, dimension: 2))))
    try expect(
      "{\"through\": [[0, 0, 0], [1, 0, 0], [0, 1, 1]], \"polygon\": [[0, 0], [1, 0], [0, 1]]}",
      .slice(Plane(through: [0, 0, 0], [1, 0, 0], [0, 1, 1]), ConvexPolygon([[0, 0], [1, 0], [0, 1]])))
  }

  @Test func tablesKeepDoublesTextsAndGaps() throws {
    let hinge = try LoadedTable(Samples.hinge).table
    let table = "{\"names\": [\"x\", \"y\"], \"columns\": [\(hinge.columns[0]), \(hinge.target)], \"target\": \"y\"}"
    var request = KnotsRequest()
    request.mostKnots = 2
    try expectWithNetwork(
      answer("{\"question\": \"knots\", \"table\": \(table), \"options\": {\"max_knots\": 2}}"),
      request.answer(about: hinge), { $0.network })
    var training = TrainingOptions()
    (training.hidden, training.epochs, training.l2, training.restarts) = ([3], 5, 1e-4, 2)
    try expectWithNetwork(
      answer(
        """
        {"question": "fit", "table": \(table),
         "options": {"hidden": [3], "epochs": 5, "l2": 1e-4, "restarts": 2, "folds": 3}}
        """),
      FitRequest(training, folds: Folds(count: 3, of: hinge, seed: 1)).answer(about: hinge), { $0.network })
    let formula = ApproximateRequest(formula: "x^2", over: try Box(0...1, dimension: 1), error: 0.01)
    try expectWithNetwork(
      answer("{\"question\": \"approximate\", \"options\": {\"formula\": \"x^2\", \"on\": [[0, 1]], \"error\": 0.01}}"),
      formula.answer(), { $0.network })
    let texts = """
      {"names": ["x", "k", "y"], "columns": [[1, null, 3, 4], ["a", "b, c", "a", "b, c"], [1, 2, 3, 5.5]]}
      """
    let document = try JSONValue(
      parsing: answer(
        """
        {"question": "fit", "table": \(texts), "options": {"hidden": [1], "epochs": 1, "l2": 0, "restarts": 1, "folds": 0,
         "missing": "drop", "categorical": true}}
        """))
    #expect(document["network"]?["inputs"] == .array([.string("x"), .string("k=b, c")]))
    #expect(document["rows"] == .number(3))
  }

  /// The document is that of the request, and the network beside it.
  private func expectWithNetwork<Found: Answer>(
    _ bytes: [UInt8], _ answer: Found, _ network: (Found) -> Network
  ) throws {
    guard case .object(var members) = try JSONValue(parsing: bytes) else { return #expect(Bool(false), "no object") }
    let last = try #require(members.last)
    members.removeLast()
    #expect(try JSONValue.object(members) == JSONValue(parsing: answer.document().bytes))
    #expect(last.key == "network")
    let expected = try JSONValue(parsing: NetworkJSON.encode(network(answer)))
    #expect(last.value["layers"] == expected["layers"])
  }

  @Test func rowsAreWherePlacesComeFrom() throws {
    let json = try QuestionTests.network(2)
    let rows = "{\"names\": [\"x2\", \"x1\"], \"columns\": [[0.5, 2], [-3, 1]]}"
    let document = try JSONValue(
      parsing: answer("{\"question\": \"count\", \"network\": \(json), \"table\": \(rows)}"))
    #expect(document["domain"]?["box"] == .array([.numbers([-3, 1]), .numbers([0.5, 2])]))
    #expect(document["domain"]?["from"] == .string("data"))
  }

  @Test func tablesAreDrawn() throws {
    let hinge = try LoadedTable(Samples.hinge).table
    let table = "{\"names\": [\"x\", \"y\"], \"columns\": [\(hinge.columns[0]), \(hinge.target)], \"target\": \"y\"}"
    var request = PlotTableRequest(.curve)
    #expect(
      try answer("{\"question\": \"plot\", \"table\": \(table)}") == request.answer(about: hinge).document().bytes)
    request.knots = 3
    request.appearance = .dark
    let drawn = try answer(
      "{\"question\": \"plot\", \"table\": \(table), \"options\": {\"knots\": 3, \"appearance\": \"dark\"}}")
    #expect(try drawn == request.answer(about: hinge).document().bytes)
    #expect(String(decoding: drawn, as: UTF8.self).contains("3 knots"))
    let fault = try fault(
      "{\"question\": \"plot\", \"table\": \(table), \"options\": {\"view\": \"accuracy\", \"knots\": 3}}")
    #expect(fault.kind == .request && fault.field == "knots", "\(fault)")
  }

  @Test func wrongMembersAreNamed() throws {
    let network = try QuestionTests.network(2)
    func expect(_ question: String, _ kind: Fault.Kind, _ field: String?, _ part: String) throws {
      let fault = try fault(question)
      #expect(fault.kind == kind && fault.field == field && fault.message.contains(part), "\(question): \(fault)")
    }
    try expect("{\"question\": 1}", .request, "question", "found the number 1.0; expected count, dissect")
    try expect("{}", .request, "question", "is missing")
    try expect("[1]", .request, nil, "expected an object")
    try expect("{", .data, nil, "line 1")
    try expect("{\"question\": \"count\"}", .request, "network", "is missing")
    try expect("{\"question\": \"count\", \"network\": {}}", .data, nil, "network: the key \"format\" is missing")
    try expect("{\"question\": \"knots\"}", .request, "table", "is missing")
    try expect(
      "{\"question\": \"knots\", \"network\": \(network), \"table\": {\"names\": [], \"columns\": []}}", .request,
      "network", "fitted")
    let count = "{\"question\": \"count\", \"network\": \(network), "
    try expect(count + "\"option\": {}}", .request, "option", "is not known; expected question, threads")
    try expect(count + "\"options\": {\"sample\": 3}}", .request, "options.sample", "expected estimate or pieces")
    try expect(
      count + "\"options\": {\"estimate\": true, \"samples\": 1.5}}", .request, "options.samples", "whole number from 2"
    )
    try expect(count + "\"threads\": 0}", .request, "threads", "from 1 to 1024")
    try expect(count + "\"limits\": {\"seconds\": -1}}", .request, "limits.seconds", "above 0")
    try expect(count + "\"domain\": {}}", .request, "domain", "says nothing")
    try expect(count + "\"domain\": {\"box\": [[0, 1]]}}", .request, "domain.box", "found 1 interval; expected 2")
    try expect(count + "\"domain\": {\"box\": [[0, 1], [1]]}}", .request, "domain.box", "2 numbers")
    try expect(count + "\"domain\": {\"box\": [[0, 1], [1, 1]]}}", .request, nil, "interval 2")
    try expect(
      count + "\"domain\": {\"box\": [[0, 1], [0, 1]], \"where\": [{\"normal\": [1]}]}}", .request, "domain.where[0]",
      "normal · x ≤ offset")
    try expect(
      count + "\"table\": {\"names\": [\"x1\", \"x2\"], \"columns\": [[1], [1, 2]]}}", .request, "table.columns",
      "x2 has 2 values, and x1 has 1")
    try expect(
      count + "\"table\": {\"names\": [\"x1\", \"x2\"], \"columns\": [[1, \"a\"], [1, 2]]}}", .data, nil, "the table")
  }

  @Test func limitsAndCancellationEndTheWork() throws {
    let network = try QuestionTests.network(6)
    #expect(
      try fault("{\"question\": \"dissect\", \"network\": \(network), \"limits\": {\"regions\": 2}}").kind == .limit)
    let budget = Budget()
    budget.progress.cancel()
    let question = Array("{\"question\": \"dissect\", \"network\": \(network)}".utf8)
    #expect(try Question.document(answering: question, within: budget).fault?.kind == .cancelled)
  }
}
