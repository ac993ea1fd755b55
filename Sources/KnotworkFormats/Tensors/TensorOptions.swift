/// What a file of arrays (NumPy, safetensors) does not say about its network, and its reader has to be told.
public struct TensorOptions: Equatable, Sendable {
  /// The names of the layers to read, in the order of the forward pass; nil takes all, in the order that the file determines.
  public var layers: [String]?
  /// Whether matrices are inputs × units, as x @ W takes them, and not units × inputs; nil where the file determines it.
  public var isTransposed: Bool?

  /// Options; by default everything must follow from the file.
  public init(layers: [String]? = nil, isTransposed: Bool? = nil) {
    self.layers = layers
    self.isTransposed = isTransposed
  }

  /// The option that is given, by its name; nil where none is.
  var given: String? { layers != nil ? "layers" : isTransposed != nil ? "transposed" : nil }
}
