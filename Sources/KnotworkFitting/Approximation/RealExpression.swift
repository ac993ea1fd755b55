import KnotworkGeometry

/// A formula in real variables, such as sin(3*x) + y^2: numbers, variables, + − * / ^, functions, pi and e.
public struct RealExpression: Equatable, Sendable {
  /// The functions that a formula may call, by name, with their number of arguments.
  public static let functions: [String: Int] = [
    "sin": 1, "cos": 1, "tan": 1, "atan": 1, "exp": 1, "log": 1, "ln": 1, "sqrt": 1, "abs": 1, "tanh": 1, "sinh": 1,
    "cosh": 1, "relu": 1, "sigmoid": 1, "min": 2, "max": 2,
  ]

  indirect enum Node: Equatable, Sendable {
    case number(Double)
    case constant(Constant)
    case variable(Int)
    case negative(Node)
    case sum(Node, Node)
    case difference(Node, Node)
    case product(Node, Node)
    case quotient(Node, Node)
    case power(Node, Node)
    case call(String, [Node])
  }

  enum Constant: Equatable, Sendable {
    case pi, e

    var enclosure: Interval {
      switch self {
      case .pi: Interval(Double.pi, Double.pi.nextUp)
      case .e: Interval(2.718281828459045, 2.7182818284590455)
      }
    }
  }

  /// The formula as it was written.
  public let text: String
  /// The names of its variables, in alphabetical order; x2 comes before x10.
  public let variables: [String]
  let root: Node

  /// The value at a point, in floating point; NaN where it is undefined.
  ///
  /// - Requires: as many coordinates as variables; one is enough for none.
  /// - Complexity: O(operations of the formula).
  public func callAsFunction(_ point: [Double]) -> Double {
    precondition(point.count >= variables.count, "RealExpression: \(point.count) coordinates for \(variables.count)")
    return value(root, point)
  }

  private func value(_ node: Node, _ point: [Double]) -> Double {
    switch node {
    case .number(let number): return number
    case .constant(.pi): return .pi
    case .constant(.e): return 2.718281828459045
    case .variable(let index): return point[index]
    case .negative(let x): return -value(x, point)
    case .sum(let x, let y): return value(x, point) + value(y, point)
    case .difference(let x, let y): return value(x, point) - value(y, point)
    case .product(let x, let y): return value(x, point) * value(y, point)
    case .quotient(let x, let y): return value(x, point) / value(y, point)
    case .power(let x, let y): return Elementary.pow(value(x, point), value(y, point))
    case .call(let name, let arguments): return call(name, arguments.map { value($0, point) })
    }
  }

  private func call(_ name: String, _ x: [Double]) -> Double {
    switch name {
    case "sin": Elementary.sin(x[0])
    case "cos": Elementary.cos(x[0])
    case "tan": Elementary.tan(x[0])
    case "atan": Elementary.atan(x[0])
    case "exp": Elementary.exp(x[0])
    case "log", "ln": Elementary.log(x[0])
    case "sqrt": x[0].squareRoot()
    case "abs": x[0].magnitude
    case "tanh": Elementary.tanh(x[0])
    case "sinh": Elementary.sinh(x[0])
    case "cosh": Elementary.cosh(x[0])
    case "relu": max(0, x[0])
    case "sigmoid": 1 / (1 + Elementary.exp(-x[0]))
    case "min": min(x[0], x[1])
    case "max": max(x[0], x[1])
    default: .nan
    }
  }
}
