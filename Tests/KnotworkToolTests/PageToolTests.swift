import Foundation
import Testing
import _KnotworkTestSupport

/// `knotwork page` and `report --interactive`: files that stand alone.
@Suite(.timed) struct PageToolTests {
  @Test func pageOfTheQuestion() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "page.html").path
    let result = try Tool.run(
      "page", "Examples/question.json", "--data", "Examples/question.csv", "-o", path)
    #expect(result.code == 0 && result.output.isEmpty && result.errors.isEmpty)
    let html = try String(contentsOfFile: path, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
    #expect(html.contains("<h1>y of question.json</h1>") && html.contains("4 regions, 4 linear pieces, 4 creases"))
    // Five of the plane and its profiles, four of what explains it.
    #expect(html.components(separatedBy: "<svg ").count == 10)
    #expect(try Tool.run("page", "Examples/question.json", "--data", "Examples/question.csv").output == html)
  }

  @Test func slicesAndTheirCommands() throws {
    let html = try Tool.run("page", "Examples/space.json", "--slices", "2").output
    #expect(html.components(separatedBy: "\"command\":\"knotwork dissect Examples/space.json --slice=").count == 3)
    #expect(html.contains("This is the first of 2 slices"))
  }

  @Test func report() throws {
    let arguments = ["report", "Examples/hinge.csv", "--target", "y", "--hidden", "4", "--folds", "0"]
    let plain = try Tool.run(arguments).output
    let html = try Tool.run(arguments + ["--interactive"]).output
    #expect(!plain.contains("<script") && html.contains("id=\"knotwork-data\""))
    #expect(html.components(separatedBy: "<main>").count == 2)
    let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(Set(ids).count == ids.count)
  }

  @Test(arguments: [
    (["Examples/question.json", "--slices", "2"], "--slices: the page shows all of two dimensions"),
    (["Examples/space.json", "--rows", "1"], "--rows goes with --data"),
    (["Examples/question.json", "--target", "y"], "--target goes with --data"),
    (["Examples/space.json", "--where", "1,1,1<=0"], "a page of more than two dimensions shows slices of a box"),
    (["Examples/question.json", "--output-name", "z"], "\"z\" is not one of y"),
  ])
  func whatHasNoPage(_ arguments: [String], _ message: String) throws {
    let result = try Tool.run(["page"] + arguments)
    #expect(result.code == 64 && result.errors.contains(message), "\(result.errors)")
  }
}
