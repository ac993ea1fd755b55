import Foundation
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import KnotworkPages
import Testing

/// Pages: what is in them, that names cannot act, and how large they are.
@Suite struct PageTests {
  private func page(
    of network: Network, _ change: (inout PageRequest) -> Void = { _ in }
  ) throws -> String {
    var request = PageRequest(over: try Samples.box(network), name: "net.json")
    change(&request)
    return try request.answer(about: network).html()
  }

  /// The documents in a page.
  private func data(in html: String) throws -> JSONValue {
    let parts = html.components(separatedBy: "<script type=\"application/json\" id=\"knotwork-data\">")
    try #require(parts.count == 2)
    return try JSONValue(parsing: Array(parts[1].components(separatedBy: "</script>")[0].utf8))
  }

  private func rows(_ network: Network, count: Int) -> DataTable {
    var generator = SplitMix64(state: 5)
    let columns = network.inputNames.map { _ in
      (0..<count).map { _ in Double(generator.next() >> 40) / 8_388_608 - 1 }
    }
    return DataTable(
      inputNames: network.inputNames, columns: columns, targetName: "y", target: columns[0].map { $0 * 2 + 1 })
  }

  @Test(arguments: [1, 2, 3, 6])
  func holdsTheNumbersOfTheDissection(_ inputs: Int) throws {
    let network = try Samples.network(inputs: inputs)
    let table = rows(network, count: 40)
    let html = try page(of: network) { ($0.rows, $0.hasTarget) = (table, true) }
    let page = try data(in: html)
    let slices = try #require(page["slices"]?.elements)
    #expect(slices.count == (inputs > 2 ? 6 : 1))
    #expect(try #require(page["profiles"]?.elements).count == (inputs > 1 ? inputs : 0))
    let short = try #require(slices.first?["dissection"])
    if inputs <= 2 {
      let dissection = try Samples.dissection(inputs: inputs).dissection
      let regions = Array(dissection.regions)
      #expect(short["slope"]?.numbers == regions.flatMap { Array($0.map.slope[row: 0]) })
      #expect(short["intercept"]?.numbers == regions.map { $0.map.intercept[0] })
      #expect(short["volumes"]?.numbers == regions.map { $0.volume ?? 0 })
      #expect(short["bends"]?.numbers == dissection.creases.map { $0.bends[0] })
      let points = try #require(short["points"]?.numbers)
      let corners = try #require(short["corners"]?.elements).map { corners in
        (corners.numbers ?? []).map { number in (0..<inputs).map { points[Int(number) * inputs + $0] } }
      }
      #expect(corners == regions.map { $0.vertices ?? [] })
      // Every row lies in one region.
      #expect(short["rows"]?.numbers?.reduce(0, +) == 40)
    }
    #expect(short["head"]?["regions"]?.number == Double(try #require(short["patterns"]?.elements).count))
  }

  @Test func namesCannotAct() throws {
    let name = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u{202E}"
    let plain = try Samples.network(inputs: 2)
    let network = try Network(layers: plain.layers, inputNames: [name, "b"], outputNames: [name, "z"])
    let html = try page(of: network) { $0.name = name }
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(!html.contains("<img") && !html.contains("<script>") && !html.contains("\u{202E}"))
    #expect(html.components(separatedBy: "<script").count == 3)
    #expect(try data(in: html)["inputs"]?.elements?.first?.string?.hasPrefix("</script><script>") == true)
  }

  @Test func asksForNothing() throws {
    let html = try page(of: Samples.network(inputs: 2))
    #expect(html.contains("default-src 'none'"))
    for word in [" src=", "@import", "fetch(", "XMLHttpRequest", "url(http", "import("] {
      #expect(!html.contains(word))
    }
    let addresses = html.components(separatedBy: "://").count - 1
    #expect(addresses == html.components(separatedBy: "http://www.w3.org/2000/svg").count - 1)
    let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
  }

  @Test func pagesAreTheSameBytes() throws {
    let network = try Samples.network(inputs: 3)
    #expect(try page(of: network) == page(of: network))
  }

  @Test func bundleHasEveryModuleOnce() throws {
    let script = PageBundle("page.js").script
    for file in PageFile.all where file.name.hasSuffix(".js") {
      #expect(script.components(separatedBy: "const $\(file.name.dropLast(3)) = ").count == 2, "\(file.name)")
    }
    for line in script.split(separator: "\n") { #expect(!line.hasPrefix("import ") && !line.hasPrefix("export ")) }
  }

  @Test func tableHasTheFiles() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/KnotworkPages/Files")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(PageFile.all.map(\.name) == names, "a file has no line in Sources/CKnotworkFiles/pages.c, or the reverse")
    for file in PageFile.all {
      let text = try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)
      #expect(file.text == text, "\(file.name)")
    }
  }

  @Test func requestsThatCannotBeAnswered() throws {
    func expect(_ field: String?, _ network: Network, _ change: (inout PageRequest) -> Void) throws {
      let error = #expect(throws: InvalidRequest.self) { _ = try page(of: network, change) }
      #expect(error?.field == field)
    }
    let (plane, space) = (try Samples.network(inputs: 2), try Samples.network(inputs: 3))
    try expect("slices", plane) { $0.slices = 2 }
    try expect("slices", space) { $0.slices = 0 }
    try expect("rows", space) { $0.fixedRows = [0] }
    try expect("rows", space) { ($0.rows, $0.fixedRows) = (rows(space, count: 3), [3]) }
    try expect("output_name", plane) { $0.output = "nothing" }
  }
}

extension JSONValue {
  fileprivate var numbers: [Double]? { elements.map { $0.compactMap(\.number) } }
}
