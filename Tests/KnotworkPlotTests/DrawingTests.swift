import Foundation
import Knotwork
import KnotworkGeometry
import KnotworkPlot
import Testing
import _KnotworkTestSupport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Pictures are well-formed, the same every time, and show what they should.
@Suite(.timed) struct DrawingTests {
  private func question() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
  }

  private func isWellFormed(_ svg: String) -> Bool { XMLParser(data: Data(svg.utf8)).parse() }

  @Test func dissection() throws {
    let dissection = try Dissection(of: question(), over: .box(Box(-1...1, dimension: 2)))
    let svg = try Drawing(dissection, title: "a < b & \"c\"", labels: ["one", "", "<three>"]).svg
    #expect(isWellFormed(svg))
    #expect(try svg == Drawing(dissection, title: "a < b & \"c\"", labels: ["one", "", "<three>"]).svg)
    // Four regions and the bar of the legend; the flat region has one colour.
    #expect(svg.components(separatedBy: "<polygon").count - 1 == 5)
    #expect(svg.components(separatedBy: "<linearGradient").count - 1 == 5)
    // Two creases of two segments each, and one line in the legend.
    #expect(svg.components(separatedBy: "s-valley\"").count - 1 == 3)
    #expect(svg.components(separatedBy: "s-ridge\"").count - 1 == 3)
    #expect(svg.contains("a &lt; b &amp; &quot;c&quot;") && svg.contains("&lt;three>") == false)
  }

  /// Where two regions meet, the gradients of both give the same colour: the ramp's ends lie where the map reaches the
  /// extremes.
  @Test func gradientsFollowTheMap() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[2, 0]]), bias: [1], activation: .linear)])
    let drawing = try Drawing(Dissection(of: network, over: .box(Box(-1...1, dimension: 2))), title: "")
    guard case .polygon(_, .ramp(let from, let to)) = drawing.shapes[0] else {
      Issue.record("a sloping region has a ramp")
      return
    }
    // From −1 at the left edge (64) to 3 at the right edge (544).
    #expect((from.x - 64).magnitude < 1e-9 && (to.x - 544).magnitude < 1e-9 && (from.y - to.y).magnitude < 1e-9)
  }

  @Test func constantOutput() throws {
    let network = try Network(layers: [Layer(weights: Matrix([[0, 0]]), bias: [1], activation: .linear)])
    #expect(try isWellFormed(Drawing(Dissection(of: network, over: .box(Box(-1...1, dimension: 2))), title: "").svg))
  }

  @Test func profile() throws {
    let profile = try Profile(of: question(), over: .segment(Segment(from: [-1, 1], to: [1, -0.5])))
    let svg = Drawing(profile, title: "y", name: "y", coordinate: "s").svg
    #expect(isWellFormed(svg))
    #expect(svg.components(separatedBy: "<circle").count - 1 == profile.knots.count && profile.knots.count == 2)
  }

  @Test func golden() {
    let drawing = Drawing(
      width: 10, height: 5, title: "t", summary: "s",
      shapes: [
        .line([[0, 0], [1.006, -2.5]], role: .axis, width: 1), .dot([1, 2], radius: 0.5, role: .graph),
        .text("é\u{1}", at: [0, 1], anchor: .end, role: .label, size: 12),
      ])
    let body = drawing.svg.split(separator: "\n").filter { !$0.hasPrefix("<style") }.joined(separator: "\n")
    #expect(
      body == """
        <svg xmlns="http://www.w3.org/2000/svg" width="10" height="5" viewBox="0 0 10 5" role="img" aria-labelledby="title desc">
        <title id="title">t</title>
        <desc id="desc">s</desc>
        <rect class="paper" width="100%" height="100%"/>
        <polyline class="line s-axis" stroke-width="1" points="0,0 1.01,-2.5"/>
        <circle class="f-graph" cx="1" cy="2" r="0.5"/>
        <text class="f-label" x="0" y="1" text-anchor="end" font-size="12">é\\u{1}</text>
        </svg>
        """)
  }
}
