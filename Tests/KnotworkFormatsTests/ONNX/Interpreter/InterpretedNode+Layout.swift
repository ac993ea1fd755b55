@testable import KnotworkFormats

extension InterpretedNode {
  /// Operators that keep the order of the elements, or make shapes and constants.
  func layout() throws -> [NDArray]? {
    switch proto.opType {
    case "Flatten":
      let input = self[0]
      let axis = int("axis", 1) < 0 ? int("axis", 1) + input.rank : int("axis", 1)
      return [NDArray([input.shape[..<axis].reduce(1, *), input.shape[axis...].reduce(1, *)], input.values)]
    case "Reshape":
      let input = self[0]
      var shape = self[1].integers
      if int("allowzero", 0) == 0 {
        for axis in shape.indices where shape[axis] == 0 { shape[axis] = input.shape[axis] }
      }
      if let open = shape.firstIndex(of: -1) {
        shape[open] = 1
        shape[open] = input.values.count / shape.reduce(1, *)
      }
      return [NDArray(shape, input.values)]
    case "Squeeze":
      let input = self[0]
      let given = opset < 13 ? ints("axes") : has(1) ? self[1].integers : nil
      let axes = given?.map { input.axis($0) } ?? input.shape.indices.filter { input.shape[$0] == 1 }
      return [NDArray(input.shape.indices.filter { !axes.contains($0) }.map { input.shape[$0] }, input.values)]
    case "Unsqueeze":
      let given = opset < 13 ? ints("axes") ?? [] : self[1].integers
      let rank = self[0].rank + given.count
      var shape = self[0].shape
      for axis in given.map({ $0 < 0 ? $0 + rank : $0 }).sorted() { shape.insert(1, at: axis) }
      return [NDArray(shape, self[0].values)]
    case "Constant":
      if let value = attribute("value") { return [Interpreter.array(value.t)] }
      if attribute("value_float") != nil { return [NDArray([], [float("value_float", 0)])] }
      if attribute("value_int") != nil { return [NDArray([], [Double(int("value_int", 0))])] }
      if let list = ints("value_ints") { return [NDArray([list.count], list.map(Double.init))] }
      let list = floats("value_floats")
      return [NDArray([list.count], list)]
    case "ConstantOfShape":
      let value = attribute("value").map { Interpreter.array($0.t).values[0] } ?? 0
      return [NDArray(self[0].integers) { _ in value }]
    case "Shape":
      let shape = self[0].shape
      let bounds = [int("start", 0), int("end", shape.count)].map {
        max(0, min(shape.count, $0 < 0 ? $0 + shape.count : $0))
      }
      let part = Array(shape[bounds[0]..<bounds[1]])
      return [NDArray([part.count], part.map(Double.init))]
    case "Size": return [NDArray([], [Double(self[0].values.count)])]
    case "Range":
      let values = Array(stride(from: self[0].values[0], to: self[1].values[0], by: self[2].values[0]))
      return [NDArray([values.count], values)]
    default: return nil
    }
  }
}
