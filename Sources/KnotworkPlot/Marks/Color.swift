import KnotworkGeometry

/// A colour by its red, green and blue parts, each from 0 to 1.
public struct Color: Equatable, Sendable {
  /// Red, green, blue.
  public let parts: SIMD3<Double>

  /// A colour of 24 bits, 0xRRGGBB.
  init(hex: Int) {
    parts = SIMD3(Double(hex >> 16 & 255), Double(hex >> 8 & 255), Double(hex & 255)) / 255
  }

  init(parts: SIMD3<Double>) { self.parts = parts }

  /// "#rrggbb".
  var hex: String {
    "#"
      + (0..<3).map { index in
        let byte = Int((parts[index] * 255).rounded())
        return (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
  }

  /// One of twelve light colours, always the same for the same text: a region keeps its colour while others come and go.
  static func light(of text: String) -> Color {
    // FNV-1a.
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return tints[Int((hash ^ hash >> 32) % UInt64(tints.count))]
  }

  private static let tints = [
    0xBFD7EA, 0xF6D5B5, 0xBFE3D0, 0xF3E9A9, 0xE5C6DD, 0xCDE7F5, 0xE3D3C4, 0xD5DDB0, 0xD3CCE8, 0xF2C9C4, 0xC6E2E0,
    0xDADADA,
  ].map(Color.init(hex:))
}

/// The colours of a field of values.
public struct FieldScale: Equatable, Sendable {
  /// What kind of values they are.
  public enum Kind: Equatable, Sendable {
    /// From low to high: viridis (van der Walt and Smith 2015, CC0), of even lightness steps.
    case sequential
    /// With a sign: blue below zero, white at zero, orange above; the range is the same on both sides.
    case signed
  }

  /// The name of the values.
  public let name: String
  /// Their kind.
  public let kind: Kind
  /// From the first colour to the last.
  public let range: ClosedRange<Double>

  /// The colours of values from `lower` to `upper`; those with a sign are widened to both sides.
  public init(_ name: String, _ kind: Kind, from lower: Double, to upper: Double) {
    self.name = name
    self.kind = kind
    switch kind {
    case .sequential: range = min(lower, upper)...max(lower, upper)
    case .signed:
      let most = max(lower.magnitude, upper.magnitude)
      range = -most...most
    }
  }

  /// Evenly spaced samples.
  var stops: [Color] {
    switch kind {
    case .sequential:
      [0x440154, 0x46327E, 0x365C8D, 0x277F8E, 0x1FA187, 0x4AC16D, 0xA0DA39, 0xFDE725].map(Color.init(hex:))
    case .signed: [0x0072B2, 0xFFFFFF, 0xD55E00].map(Color.init(hex:))
    }
  }

  /// The colour of a value; values outside are clamped.
  func color(of value: Double) -> Color {
    let span = range.upperBound - range.lowerBound
    let share = span > 0 ? (value - range.lowerBound) / span : 0.5
    let stops = stops
    let position = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let rest = position - Double(index)
    return Color(parts: stops[index].parts * (1 - rest) + stops[index + 1].parts * rest)
  }
}

extension Color {
  /// From 0 for black to 1 for white, as WCAG 2 defines it.
  var luminance: Double {
    func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : Elementary.pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(parts[0]) + 0.7152 * linear(parts[1]) + 0.0722 * linear(parts[2])
  }
}
