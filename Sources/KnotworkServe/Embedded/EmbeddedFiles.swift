// Written by scripts/embed-files from Sources/KnotworkServe/Files. swift-format-ignore-file

/// The files of the page by their names.
enum EmbeddedFiles {
  static let all: [(name: String, text: String)] = [
    ("index.html", indexHtml)
  ]
}
