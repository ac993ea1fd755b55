// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

/// The files of pages by their names.
enum EmbeddedFiles {
  static let all: [(name: String, text: String)] = [
    ("canvas.js", canvasJs),
    ("contributions.js", contributionsJs),
    ("creases.js", creasesJs),
    ("curve.js", curveJs),
    ("details.js", detailsJs),
    ("elements.js", elementsJs),
    ("legend.js", legendJs),
    ("map.js", mapJs),
    ("model.js", modelJs),
    ("numbers.js", numbersJs),
    ("page.css", pageCss),
    ("page.js", pageJs),
    ("palette.js", paletteJs),
    ("plane.js", planeJs),
    ("sections.js", sectionsJs),
    ("selection.js", selectionJs),
    ("surface.js", surfaceJs),
    ("table.js", tableJs),
    ("unpack.js", unpackJs),
  ]
}
