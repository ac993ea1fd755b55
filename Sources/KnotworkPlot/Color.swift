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
}

/// A row of colours for values from 0 to 1, of even lightness steps and legible to the colour-blind: samples of viridis
/// (van der Walt and Smith 2015, CC0).
public enum Ramp {
  /// The samples, evenly spaced.
  static let stops = [0x440154, 0x46327E, 0x365C8D, 0x277F8E, 0x1FA187, 0x4AC16D, 0xA0DA39, 0xFDE725].map(
    Color.init(hex:))

  /// The colour of a value from 0 to 1; values outside are clamped.
  public static func color(at value: Double) -> Color {
    let position = min(max(value, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let share = position - Double(index)
    return Color(parts: stops[index].parts * (1 - share) + stops[index + 1].parts * share)
  }
}
