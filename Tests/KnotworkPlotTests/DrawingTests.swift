import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkPlot

/// Pictures are well-formed, the same every time, explain what they show, and can be read.
@Suite(.timed) struct DrawingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test func wellFormedAndTheSameAgain() throws {
    let again = try Samples.drawings()
    for (index, (name, drawing)) in try Samples.drawings().enumerated() {
      for appearance in [Appearance.theme(.light), .theme(.dark), .surroundings] {
        let svg = drawing.svg(appearance)
        #expect(StrictXML.faults(in: svg) == [], "\(name)")
        #expect(svg == again[index].drawing.svg(appearance), "\(name)")
        #expect(svg.contains("<title id=") && svg.contains("<desc id="), "\(name)")
        #expect(!svg.contains("nan") && !svg.contains("inf\""), "\(name)")
      }
    }
    for wrong in ["<svg><title></svg>", "<svg>&</svg>", "<svg id=\"a\"><g id=\"a\"/></svg>", "<svg fill=\"url(#b)\"/>"]
    {
      #expect(StrictXML.faults(in: wrong) != [])
    }
  }

  /// KNOTWORK_RECORD=1 writes them anew, on purpose.
  @Test func golden() throws {
    for (name, drawing) in try Samples.drawings() {
      let file = DrawingTests.folder.appending(path: "\(name).svg")
      let svg = drawing.svg(.theme(.light))
      if Recording.isOn {
        try FileManager.default.createDirectory(at: DrawingTests.folder, withIntermediateDirectories: true)
        try Data(svg.utf8).write(to: file)
      }
      let golden = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let found = svg.split(separator: "\n")
      let difference = zip(found, golden).first { $0 != $1 }
      #expect(found.count == golden.count && difference == nil, "\(name)")
    }
  }

  /// Joined shapes are all there, of the same names, and in a smaller file.
  @Test func joined() throws {
    let network = try Samples.deep()
    let map = try Samples.map(.output, network).drawing()
    let creases = CreaseMap(try Samples.dissection(network), title: "Creases").drawing()
    for drawing in [map, creases] {
      let joined = drawing.joined()
      let svg = joined.svg(.theme(.light))
      #expect(StrictXML.faults(in: svg) == [] && svg.utf8.count < drawing.svg(.theme(.light)).utf8.count)
      let (polygons, lines) = (shapes(in: drawing), shapes(in: joined))
      #expect(polygons == lines)
      #expect(Set(joined.legend.map(\.name)).isSubset(of: Set(drawing.legend.map(\.name))))
    }
    #expect(shapes(in: map.joined(lines: false)) == (shapes(in: map).polygons, 0))
  }

  private func shapes(in drawing: Drawing) -> (polygons: Int, lines: Int) {
    drawing.marks.reduce((0, 0)) { count, mark in
      switch mark.shape {
      case .polygon: (count.0 + 1, count.1)
      case .polygons(let all, _): (count.0 + all.count, count.1)
      case .line: (count.0, count.1 + 1)
      case .lines(let all, _): (count.0, count.1 + all.count)
      default: count
      }
    }
  }

  @Test func textIsEscaped() throws {
    var drawing = Samples.curve().drawing()
    drawing.add(.text("a < b & \"c\" \u{1}é", SIMD2(0, 0), .init()))
    let svg = drawing.svg
    #expect(svg.contains("a &lt; b &amp; &quot;c&quot; \\u{1}é") && StrictXML.faults(in: svg).isEmpty)
  }

  /// Every ink stands out from its ground: 4.5 : 1 for words, 3 : 1 for the others.
  @Test func contrast() {
    for theme in [Theme.light, .dark] {
      for ink in Ink.allCases where ink != .paper {
        let least = ink == .text || ink == .muted ? 4.5 : 3
        #expect(Theme.contrast(theme[ink], theme[.paper]) >= least, "\(ink)")
      }
    }
    #expect((Theme.contrast(Theme.light[.text], Theme.light[.paper]) - 21).magnitude < 1e-9)
    #expect(Theme.light[.first].hex == "#0072b2" && Theme.dark[.third].hex == "#f0e442")
    // Regions by pattern are so light that letters stand out.
    for text in (0..<200).map(String.init) {
      #expect(Theme.contrast(Color.light(of: text), Theme.light[.text]) > 10)
    }
  }

  /// The inks of lines that mean different things have different dashes, and those of points different symbols.
  @Test func neverColourAlone() throws {
    for (name, drawing) in try Samples.drawings() {
      var looks: [String: String] = [:]
      for mark in drawing.legend {
        let look: String? =
          switch mark.shape {
          case .line(_, let stroke): "line \(stroke.dash) \(stroke.width)"
          case .point(_, let symbol, _, _): "point \(symbol)"
          default: nil
          }
        if let look { #expect(looks.updateValue(mark.name ?? "", forKey: look) == nil, "\(name): \(look)") }
      }
    }
  }

  /// The legend has the marks that occur, and no others.
  @Test func legends() throws {
    for (name, drawing) in try Samples.drawings() {
      let occurring = Set(drawing.marks.compactMap(\.name))
      #expect(Set(drawing.legend.compactMap(\.name)) == occurring, "\(name)")
      #expect(drawing.legend.count == occurring.count, "\(name)")
      let svg = drawing.svg
      for entry in occurring { #expect(svg.contains(">\(entry)</text>"), "\(name): \(entry)") }
    }
    // Two convex creases only.
    let valleys = try Network(layers: [
      Layer(weights: Matrix([[1, 0], [0, 1]]), activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    let names = try RegionMap(Samples.dissection(valleys), title: "").drawing().legend.compactMap(\.name)
    #expect(names.contains("convex (valley)") && !names.contains("concave (ridge)") && !names.contains("row"))
    let all = try RegionMap(Samples.dissection(Samples.question()), title: "").drawing().legend.compactMap(\.name)
    #expect(all.contains("concave (ridge)"))
  }

  @Test func ticksAreRound() throws {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let middle = Double.random(in: -10...10, using: &generator)
      let span =
        Double.random(in: 1...10, using: &generator) * [1e-4, 1e-2, 1, 1e3, 1e6].randomElement(using: &generator)!
      let ticks = Tick.between(middle - span / 2, middle + span / 2)
      #expect((2...8).contains(ticks.count), "\(middle) \(span)")
      for (tick, next) in zip(ticks, ticks.dropFirst()) {
        var step = next.value - tick.value
        while step < 0.999 { step *= 10 }
        while step > 9.999 { step /= 10 }
        #expect([1, 2, 5].contains { (step - $0).magnitude < 1e-6 }, "\(step)")
      }
      for tick in ticks {
        #expect(tick.value >= middle - span / 2 && tick.value <= middle + span / 2)
        #expect(try (#require(Double(tick.label)) - tick.value).magnitude <= 1e-9 * max(1, tick.value.magnitude))
      }
    }
    #expect(Tick.step(7, atMost: 10) == 1 && Tick.step(300, atMost: 40) == 10 && Tick.step(90, atMost: 40) == 5)
  }

  /// Ticks of counts are whole numbers, also where few of them are shown.
  @Test func ticksOfCountsAreWhole() {
    for largest in [1.0, 3, 4, 14, 64, 2000] {
      var chart = Chart(
        [Series("networks", line: [[0, 1], [largest, 0]], .first)], title: "", summary: "", xName: "units", yName: "y")
      chart.countsAlongX = true
      let ticks = chart.drawing().x.ticks(atMost: 8)
      #expect(ticks.count > 1 && ticks.allSatisfy { Int($0.label) != nil }, "\(largest)")
    }
  }

  /// Every axis has a name, and every frame ticks.
  @Test func axes() throws {
    for (name, drawing) in try Samples.drawings() where drawing.hasFrame {
      let page = Page(drawing)
      #expect(!drawing.x.name.isEmpty && !drawing.y.name.isEmpty, "\(name)")
      #expect(page.xTicks.count > 1 && page.yTicks.count > 1, "\(name)")
    }
    let svg = Drawing(title: "", summary: "", x: Axis("speed", unit: "m/s", 0...1), y: Axis("y", 0...1)).svg
    #expect(svg.contains(">speed (m/s)</text>"))
  }

  /// Texts do not cover each other, and nothing is outside the page.
  @Test func layout() throws {
    for (name, drawing) in try Samples.drawings() {
      let page = Page(drawing)
      let boxes = page.texts().compactMap { number, place -> Rectangle? in
        guard case .text(let text, _, let letters) = drawing.marks[number].shape, letters.isOptional else { return nil }
        return page.box(text, at: place, letters)
      }
      for (index, box) in boxes.enumerated() {
        #expect(!boxes[..<index].contains { $0.overlaps(box) }, "\(name)")
      }
      for (mark, place) in page.legend {
        let end = place.x + Page.sampleWidth + 8 + (mark.name ?? "").width(Page.legendSize)
        #expect(end <= page.size.x && place.y < page.size.y, "\(name): \(mark.name ?? "")")
      }
    }
    // A long title is broken into lines, none wider than the page.
    let long = Drawing(
      title: String(repeating: "many words ", count: 40), summary: "", x: Axis("x", 0...1), y: Axis("y", 0...1))
    let lines = Page(long).titleLines
    #expect(lines.count == 3 && lines.allSatisfy { $0.width(Page.titleSize) <= Page(long).size.x })
  }
}
