import Foundation
import KnotworkFormats
import Testing
import _KnotworkTestSupport

/// The verbs that make networks of rows and formulas: `knots` and `approximate`.
@Suite(.timed) struct KnotToolTests {
  @Test(
    arguments: [
      (["knots", "nowhere.csv"], 66, "error: nowhere.csv: no such file"),
      (
        ["knots", "Examples/longley.csv", "--target", "employed"], 64,
        "error: --feature: columns deflator, gnp, unemployed, armed_forces, population, year could explain employed; expected one of them"
      ),
      (
        ["knots", "Examples/hinge.csv", "--knots", "few"], 64,
        "Error: --knots: \"few\" is neither auto nor a number from 0 to 50"
      ),
      (
        ["knots", "Examples/hinge.csv", "--bootstrap", "0"], 64,
        "Error: The value '0' is invalid for '--bootstrap <count>': expected a whole number from 1 to 1000000"
      ),
      (
        ["knots", "Examples/hinge.csv", "--confidence", "100"], 64, "Error: --confidence: 100 is not between 0 and 100"
      ),
      (
        ["knots", "Examples/hinge.csv", "--at", "2,4", "--knots", "1"], 64,
        "Error: --at gives the knots; --knots, how many there are, cannot be given too"
      ),
      (["knots", "Examples/hinge.csv", "--at", "2,2"], 64, "Error: --at: 2 is given twice"),
      (["knots", "Examples/hinge.csv", "--at", "50"], 65, "note: the target is the last column, y"),
      (
        ["knots", "Examples/hinge.csv", "--min-rows", "1"], 64,
        "Error: The value '1' is invalid for '--min-rows <count>': expected a whole number from 2 to 1000000"
      ),
      (
        ["knots", "Examples/hinge.csv", "--through", "1"], 64,
        "Error: --through: \"1\" has 1 number; expected two, as in 0,1"
      ),
      (["knots", "Examples/hinge.csv", "--shared-knots"], 64, "Error: --shared-knots goes with --group"),
      (["approximate", "sin(3x)", "--on=-2:2", "--error", "0.1"], 64, "error: sin(3x)"),
      (
        ["approximate", "1/(x + 1)", "--on=-1:1", "--error", "0.1"], 64,
        "error: the formula is undefined, unbounded or not continuous near (-1); choose a domain without such points"
      ),
      (["approximate", "x*y", "--on=-1:1", "--error", "0.1"], 0, ""),
      (
        ["approximate", "x", "--on=0:1,0:1", "--error", "0.1"], 64,
        "error: 2 intervals for 1 variable (x); expected one for each"
      ),
      (
        ["approximate", "x", "--on=1:0", "--error", "0.1"], 64,
        "error: interval 1 of the box is 1.0:0.0; the lower bound must be less than the upper"
      ),
      (["approximate", "x", "--on=0:1", "--error", "0"], 64, "Error: --error: 0 is not a positive number"),
      (
        ["approximate", "sin(x)", "--on=0:9", "--error", "1e-3", "--max-pieces", "5"], 2,
        "error: more than 5 pieces would be needed; allow a larger error, or a smaller domain"
      ),
      (
        ["approximate", "sin(x)", "--on=0:9", "--error", "1e-3", "-o", "Examples/question.json"], 73,
        "error: Examples/question.json: exists already; --force replaces it"
      ),
    ] as [([String], Int32, String)])
  func exitCodesAndMessages(_ arguments: [String], _ code: Int32, _ message: String) throws {
    let result = try Tool.shell((["knotwork"] + arguments.map { "'\($0)'" }).joined(separator: " "))
    #expect(result.code == code, "\(result.errors)")
    #expect(result.errors.split(separator: "\n").first ?? "" == message)
    if code != 0 { #expect(result.output.isEmpty) }
  }

  @Test func formulasAreMarkedWhereTheyOffend() throws {
    let result = try Tool.shell("knotwork approximate '2*(x' --on=0:1 --error 0.1")
    #expect(result.errors == "error: 2*(x\n           ^ column 5: expected ) for the ( in column 3\n")
  }

  @Test func knotsAsJSON() throws {
    let text = try Tool.run("knots", "Examples/hinge.csv", "--target", "y", "--feature", "x", "--json").output
    let document = try JSONValue(parsing: Array(text.utf8))
    #expect(document["schema"]?.string == "knotwork.knots" && document["version"]?.number == 1)
    let knot = try #require(document["knots"]?.elements?.first)
    for key in ["value", "standard_error", "lower", "upper", "bend"] { #expect(knot[key]?.number != nil, "\(key)") }
    #expect(document["pieces"]?.elements?.count == 2)
    let optimum = try #require(document["certificate"]?["optimum"]?.number)
    #expect(try #require(document["certificate"]?["gap"]?.number) <= 1e-6 * optimum)
    #expect((document["test"]?["p_value"]?.number ?? 1) < 1e-6)
    #expect(document["selection"]?.elements?.count == 9)
  }

  @Test func threeLevelsDetermineNoPlace() throws {
    let rows = (0..<12).map { "\($0 % 3),\([0.0, 2, 2.5][$0 % 3] + 0.1 * Double($0 / 3))" }.joined(separator: "\n")
    for options in [[], ["--knots", "1"]] {
      let result = try Tool.run(["knots", "-", "--target", "y", "--json"] + options, input: "x,y\n\(rows)\n")
      #expect(result.code == 0 && result.errors.contains("do not determine where the knot is"), "\(result.errors)")
      let document = try JSONValue(parsing: Array(result.output.utf8))
      #expect(document["placement"]?.string == "undetermined" && document["degrees_of_freedom"]?.number == 9)
      let knot = try #require(document["knots"]?.elements?.first)
      #expect(knot["value"]?.number == 1 && knot["lower"]?.number == 0 && knot["upper"]?.number == 2)
      #expect(knot["standard_error"]?.number == nil)
    }
  }

  @Test func whatIsKnownOfALine() throws {
    func json(_ options: [String]) throws -> JSONValue {
      let result = try Tool.run(["knots", "Examples/hinge.csv", "--target", "y", "--json"] + options)
      #expect(result.code == 0, "\(result.errors)")
      return try JSONValue(parsing: Array(result.output.utf8))
    }
    let given = try json(["--at", "4,2", "--predict", "5", "--band"])
    #expect(given["knots"]?.elements?.compactMap { $0["value"]?.number } == [2, 4])
    #expect((given["given_test"]?["p_value"]?.number ?? 1) < 1e-16)
    #expect(given["predictions"]?.elements?.count == 1 && (given["band"]?.elements?.count ?? 0) > 100)
    #expect(given["knots"]?.elements?.first?["bend_estimate"]?["p_value"]?.number != nil)
    let flat = try json(["--knots", "2", "--flat", "last", "--intercept", "1"])
    #expect(flat["pieces"]?.elements?.last?["slope"]?["value"]?.number == 0)
    #expect(flat["constraints"]?["through"]?.elements?.compactMap(\.number) == [0, 1])
    let concave = try json(["--knots", "1", "--shape", "concave"])
    #expect(concave["constraints"]?["shape"]?.string == "concave")
  }

  @Test func groupsOfRows() throws {
    let rows = (0..<60).map { row in
      let (x, isNorth) = (Double(row / 2) / 3, row.isMultiple(of: 2))
      return "\(x),\((isNorth ? 1 : -1) * max(0, x - 5) + 0.1 * Double(row % 7)),\(isNorth ? "north" : "south")"
    }.joined(separator: "\n")
    for options in [[], ["--shared-knots"]] {
      let result = try Tool.run(
        ["knots", "-", "--target", "y", "--feature", "x", "--group", "site", "--knots", "1", "--json"] + options,
        input: "x,y,site\n\(rows)\n")
      #expect(result.code == 0, "\(result.errors)")
      let document = try JSONValue(parsing: Array(result.output.utf8))
      #expect(document["schema"]?.string == "knotwork.knot_groups")
      #expect(document["groups"]?.elements?.compactMap { $0["name"]?.string } == ["north", "south"])
      #expect((document["test"]?["p_value"]?.number != nil) == (options.count == 1))
      for group in document["groups"]?.elements ?? [] {
        #expect(((group["knots"]?.elements?.first?["value"]?.number ?? 0) - 5).magnitude < 0.5)
      }
    }
    let lacking = try Tool.run("knots", "Examples/hinge.csv", "--group", "x")
    #expect(lacking.code == 64 && lacking.errors.contains("--group wants --feature too"))
  }

  @Test func tenThousandTerms() throws {
    let text = [String](repeating: "x", count: 10_001).joined(separator: "+")
    let result = try Tool.run("approximate", text, "--on=0:1", "--error", "0.01")
    #expect(result.code == 0 && result.output.hasPrefix("1 piece"))
  }

  @Test(arguments: [["--resampling", "wild"], ["--seed", "3"], ["--threads", "2"]])
  func howToDrawSamplesWantsTheirNumber(_ options: [String]) throws {
    let result = try Tool.run(["knots", "Examples/hinge.csv", "--target", "y"] + options)
    #expect(result.code == 64 && result.errors.contains("\(options[0]) says how samples are drawn anew"))
  }

  @Test(arguments: ["residual", "wild", "cases"])
  func samplesDrawnAnew(_ resampling: String) throws {
    func json(threads: String) throws -> [UInt8] {
      let result = try Tool.run(
        "knots", "Examples/hinge.csv", "--target", "y", "--bootstrap", "100", "--resampling", resampling, "--seed", "7",
        "--threads", threads, "--json")
      #expect(result.code == 0, "\(result.errors)")
      return Array(result.output.utf8)
    }
    let alone = try json(threads: "1")
    #expect(try alone == json(threads: "2"))
    let document = try JSONValue(parsing: alone)
    #expect(document["bootstrap"]?["resampling"]?.string == resampling)
    #expect(document["bootstrap"]?["samples"]?.number == 100)
    // None of a hundred samples of a straight line bends as much as these rows.
    let least = 1.0 / 101
    #expect(document["bootstrap"]?["p_value"]?.number == least)
    let knot = try #require(document["knots"]?.elements?.first)
    let (lower, value, upper) = try (
      #require(knot["bootstrap"]?["lower"]?.number), #require(knot["value"]?.number),
      #require(knot["bootstrap"]?["upper"]?.number)
    )
    #expect(lower < value && value < upper)
  }

  @Test func networksAndPicturesAreFiles() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (network, picture) = (folder.appending(path: "n.json").path, folder.appending(path: "p.svg").path)
    let fitted = try Tool.run("knots", "Examples/hinge.csv", "--knots", "1", "-o", network, "--svg", picture)
    #expect(fitted.code == 0 && fitted.output.contains("The network is in \(network)."))
    // What was fitted is what the network draws.
    let profile = try JSONValue(
      parsing: Array(Tool.run("profile", network, "--range=0:10", "--json").output.utf8))
    let json = try JSONValue(
      parsing: Array(Tool.run("knots", "Examples/hinge.csv", "--knots", "1", "--json").output.utf8))
    let (drawn, found) = try (
      #require(profile["knots"]?.elements?.first?.number), #require(json["knots"]?.elements?.first?["value"]?.number)
    )
    #expect((drawn - found).magnitude < 1e-12)
    let svg = try String(contentsOfFile: picture, encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.contains("; 60 rows.</desc>"))
    let piped = try Tool.shell(
      "knotwork approximate 'x^2' --on=0:1 --error 0.01 -o - | knotwork profile - --range=0:1 --json")
    #expect(try JSONValue(parsing: Array(piped.output.utf8))["knots"]?.elements?.count == 3)
  }

  @Test func oneUnitExactly() throws {
    let rows = (0..<20).map { "\($0),\(3 - 2 * max(0, $0 - 12))" }.joined(separator: "\n")
    let result = try Tool.run(
      "fit", "-", "--target", "y", "--exact", "--hidden", "1", "--folds", "0", "--restarts", "3", "--json",
      input: "x,y\n\(rows)\n")
    #expect(result.code == 0, "\(result.errors)")
    let certificate = try #require(try JSONValue(parsing: Array(result.output.utf8))["certificate"])
    #expect((certificate["gap"]?.number ?? 1) < 1e-15 && (certificate["optimum"]?.number ?? 1) < 1e-15)
    let refused = try Tool.run("fit", "Examples/longley.csv", "--exact", "--hidden", "1")
    #expect(
      refused.code == 64
        && refused.errors.contains("6 inputs; the certified optimum of one unit with bias is for up to 3"))
  }

  @Test func standardInputAndWeights() throws {
    let rows = (0..<30).map { "\($0),\(max(0, $0 - 12)),\(1 + $0 % 2)" }.joined(separator: "\n")
    let result = try Tool.run(
      "knots", "-", "--target", "y", "--feature", "x", "--weights", "w", "--json", input: "x,y,w\n\(rows)\n")
    let document = try JSONValue(parsing: Array(result.output.utf8))
    #expect(result.code == 0, "\(result.errors)")
    #expect(((document["knots"]?.elements?.first?["value"]?.number ?? 0) - 12).magnitude < 1e-6)
  }
}
