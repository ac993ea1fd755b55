/// The kind of floating-point numbers that written code computes with.
public enum Precision: String, CaseIterable, Sendable {
  case double, float
}
