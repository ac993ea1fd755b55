import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What is wrong with an SVG document; the parser of Foundation alone lets elements that are never closed pass on Linux.
enum StrictXML {
  static func faults(in svg: String) -> [String] {
    var faults = XMLParser(data: Data(svg.utf8)).parse() ? [] : ["the parser of Foundation refuses it"]
    var open: [Substring] = []
    for part in svg.split(separator: "<").map({ $0 }) {
      guard let end = part.firstIndex(of: ">") else {
        faults.append("no > after <\(part.prefix(20))")
        continue
      }
      let tag = part[..<end]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
      if tag.hasPrefix("/") {
        if open.popLast() != name { faults.append("</\(name)> closes something else") }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
      if tag.count(where: { $0 == "\"" }) % 2 != 0 { faults.append("a quotation mark is missing in <\(tag)>") }
    }
    if !open.isEmpty { faults.append("\(open) are not closed") }
    let entities = ["amp;", "lt;", "gt;", "quot;"]
    for text in svg.split(separator: "&").dropFirst() where !entities.contains(where: text.hasPrefix) {
      faults.append("& before \(text.prefix(10))")
    }
    let ids = matches(of: "id=\"", until: "\"", in: svg)
    if Set(ids).count != ids.count { faults.append("an id occurs twice") }
    for name in matches(of: "url(#", until: ")", in: svg) + matches(of: "href=\"#", until: "\"", in: svg)
    where !ids.contains(name) { faults.append("#\(name) is nowhere") }
    return faults
  }

  private static func matches(of start: String, until end: Character, in text: String) -> [String] {
    text.components(separatedBy: start).dropFirst().map { String($0.prefix { $0 != end }) }
  }
}
