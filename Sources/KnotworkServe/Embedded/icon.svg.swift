// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let iconSvg = #"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 24 12 9l8 10 9-13" fill="none" stroke="#0072b2" stroke-width="4" stroke-linejoin="round"/></svg>

"""#
}
