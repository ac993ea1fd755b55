import Knotwork
import KnotworkGeometry
import KnotworkPages
import KnotworkPlot

/// A page: what can be read without script, the documents, and the script that shows them.
struct PageHTML {
  private let page: PageAnswer
  private let data: String
  /// What allows this page's own script to run, and no other.
  private let nonce: String

  /// More regions are drawn in few colours and without their surface.
  private static let mostDrawn = 300
  /// More regions are in the table of the script alone.
  private static let mostListed = 200

  /// Of more rows so many are in the pictures, evenly spaced.
  private static let mostRows = 500

  init(_ page: PageAnswer) throws {
    self.page = page
    data = String(decoding: try page.data(), as: UTF8.self)
    // FNV-1a.
    let hash = data.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    nonce = String(hash, radix: 16)
  }

  var title: String { "\(page.outputName) of \(page.name.fileName)" }

  /// The whole document.
  func document() throws -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    \(head)
    <title>\(title.escaped)</title>
    </head>
    <body class="kw">
    <main>
    <h1>\(title.escaped)</h1>
    \(try content())</main>
    \(scripts)
    </body>
    </html>

    """
  }

  /// What goes into the head: the network is forbidden, and scripts and handlers other than the page's own.
  var head: String {
    """
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-\(nonce)'; base-uri 'none'; form-action 'none'">
    <style>
    \(PageFile.named("page.css")?.text ?? "")</style>
    """
  }

  /// The documents and the script, which go to the end of the body.
  var scripts: String {
    """
    <script type="application/json" id="knotwork-data">\(data)</script>
    <script nonce="\(nonce)">
    \(PageBundle("page.js").script)</script>
    """
  }

  /// What can be read without script, and where the script puts the rest.
  func content() throws -> String {
    var html = PageStatic()
    html.add("<div id=\"knotwork-static\">")
    for plane in page.planes.prefix(1) { try add(plane, to: &html) }
    if page.planes.count > 1 {
      html.paragraph(
        "This is the first of \(page.planes.count.counted("slice")); the others are shown by the page's script.")
    }
    for (number, profile) in page.profiles.enumerated() {
      html.figure(profile.answer.drawing, "-profile\(number)")
    }
    html.add("</div>")
    html.add("<div id=\"knotwork-page\"></div>")
    if let bends = page.bends {
      html.add("<section><h2>Where it bends</h2>")
      html.figure(bends.drawing(), "-bends")
      html.add("</section>")
    }
    page.explanation?.write(to: &html)
    page.simplification?.write(to: &html)
    return html.text
  }

  private func add(_ plane: PagePlane, to html: inout PageStatic) throws {
    let dissection = plane.dissection
    let count = dissection.regions.count
    html.paragraph(
      [
        count.counted("region"), plane.answer.linearPieceCount.counted("linear piece"),
        dissection.creases.count.counted(dissection.dimension == 1 ? "knot" : "crease"),
      ].joined(separator: ", ") + " over \(plane.choice.place.description).")
    html.paragraph(
      try plane.linear.text().replacing("\noff by", with: ", off by").split(separator: "\n").joined(separator: " "))
    let place = plane.choice.place
    if let line = page.line {
      var curve = line.curve
      curve.title = "\(page.outputName) over \(place.description)"
      curve.rows = page.places(in: plane, most: PageHTML.mostRows).map { SIMD2($0[0], $0[1]) }
      if let regression = page.regression {
        curve.linear = (regression([line.profile.range.lowerBound]), regression([line.profile.range.upperBound]))
      }
      html.figure(curve.drawing(), "-curve")
    } else {
      let isBrief = count > PageHTML.mostDrawn
      let names = (place.coordinates[0], place.coordinates[1])
      var map = RegionMap(dissection, title: "\(page.outputName) over \(place.description)")
      (map.output, map.names) = (page.output, names)
      map.rows = page.places(in: plane, most: PageHTML.mostRows).map { RegionMap.Row(SIMD2($0[0], $0[1])) }
      let regions = try map.drawing()
      html.figure(isBrief ? regions.joined(lines: false) : regions, "-regions")
      var creases = CreaseMap(dissection, title: "Creases of \(page.outputName)")
      (creases.output, creases.names) = (page.output, names)
      html.figure(isBrief ? creases.drawing().joined() : creases.drawing(), "-creases")
      if !isBrief {
        var surface = Surface(dissection, title: "\(page.outputName) as a surface")
        (surface.output, surface.names) = (page.output, names)
        html.figure(try surface.drawing(), "-surface")
      }
    }
    addTable(plane, to: &html)
  }

  private func addTable(_ plane: PagePlane, to html: inout PageStatic) {
    let dissection = plane.dissection
    let names = plane.choice.place.coordinates
    let count = dissection.regions.count
    // The largest ones where there are too many.
    let regions = Array(dissection.regions)
    let shown =
      count <= PageHTML.mostListed
      ? Array(regions.indices)
      : regions.indices.sorted { (regions[$1].volume ?? 0, $0) < (regions[$0].volume ?? 0, $1) }
        .prefix(PageHTML.mostListed).sorted()
    let hasRows = page.rows != nil
    // A long pattern goes to the end, so that the numbers can be seen.
    let isLong = (regions.first?.pattern.description.count ?? 0) > 24
    let (before, after) = (isLong ? [] : ["pattern"], isLong ? ["pattern"] : [])
    html.table(
      count > shown.count ? "The \(shown.count) largest of \(count.counted("region"))" : "Regions",
      ["region"] + before + names.map { "U \($0)" } + ["c", dissection.dimension == 1 ? "length" : "area"]
        + (hasRows ? ["rows"] : []) + (page.hasTarget ? ["RMSE"] : []) + after,
      shown.map { index in
        let region = regions[index]
        let map = region.map
        let entry = page.rows?.entries[region.pattern]
        var cells = [String(index)] + Array(map.slope[row: page.output]).map(\.short)
        cells += [map.intercept[page.output].short, region.volume?.short ?? "–"]
        if hasRows { cells.append((entry?.count ?? 0).grouped) }
        if page.hasTarget { cells.append(entry?.rmse.short ?? "–") }
        cells.insert(region.pattern.description, at: isLong ? cells.count : 1)
        return cells
      })
  }
}

extension String {
  /// What stands behind the last slash.
  fileprivate var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}
