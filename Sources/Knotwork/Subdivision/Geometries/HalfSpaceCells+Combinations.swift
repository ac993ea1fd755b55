import KnotworkGeometry

/// Functions that are nowhere negative on a cell because they are sums of multiples ≥ 0 of its half-spaces.
extension HalfSpaceCells {
  /// Whether the function of the last program is nowhere negative on the current cell, because it is the sum of multiples ≥ 0 of
  /// the half-spaces that the program ended with.
  ///
  /// Decides at little cost what is too close to call for bounds in floating point in arrangements through one point (networks
  /// without biases), and where units are multiples or sums of others: there the least value is exactly 0.
  ///
  /// - Parameters:
  ///   - id: the unit whose function it is.
  ///   - isPositive: whether it is the function itself, or its negative.
  /// - Complexity: O(d³) operations.
  mutating func isNonNegative(_ id: Int32, _ isPositive: Bool, _ workspace: borrowing Workspace) -> Bool {
    let largest = (0..<dimension).reduce(0) { max($0, multipliers[$1].magnitude) }
    let support = (0..<dimension).filter { multipliers[$0] > 0x1p-26 * largest }.map { Int(active[$0]) }
    guard !support.isEmpty else { return false }
    if isCombination(id, isPositive, of: support, workspace) { return true }
    let function = inequality(id, isPositive, workspace)
    let bounds = support.map { inequality(ofPlace: $0, workspace) }
    // Σ yᵢ aᵢ = u, one equation for each coordinate.
    let equations = (0..<dimension).map { axis in bounds.map { $0.normal[axis] } + [-function.normal[axis]] }
    guard let factors = HomogeneousPoint(meetingOf: equations, dimension: bounds.count),
      factors.numerators.allSatisfy({ $0.signum >= 0 }), equations.allSatisfy({ factors.sign(of: $0) == 0 })
    else { return false }
    return factors.sign(of: bounds.map { -$0.constant } + [function.constant]) >= 0
  }

  /// The same where all constants are 0, in floating point: as many regular equations as unknowns have a solution, and it is
  /// positive for certain.
  ///
  /// - Parameter support: half-spaces, and −1 − i for bound i of the box.
  private mutating func isCombination(
    _ id: Int32, _ isPositive: Bool, of support: [Int], _ workspace: borrowing Workspace
  ) -> Bool {
    if support.count == dimension { return isCombinationInInputs(id, of: support, workspace) }
    guard support.count < dimension, id >= 0 else { return false }
    return (0...compiled.place(of: Int(id)).layer).contains {
      isCombination(id, isPositive, of: support, after: $0, workspace)
    }
  }

  /// In the coordinates of the domain.
  private mutating func isCombinationInInputs(
    _ id: Int32, of support: [Int], _ workspace: borrowing Workspace
  ) -> Bool {
    func hyperplane(ofPlace place: Int) -> Hyperplane {
      workspace.hyperplane(place < 0 ? Int32(truncatingIfNeeded: place) : ids[place])
    }
    let function = workspace.hyperplane(id)
    guard function[dimension] == 0, function.error(dimension) == 0,
      support.allSatisfy({
        let bound = hyperplane(ofPlace: $0)
        return bound[dimension] == 0 && bound.error(dimension) == 0
      })
    else { return false }
    let scale = function.unitScale(dimension: dimension)
    solver.clear()
    for axis in 0..<dimension {
      equation.truncate(to: 0)
      equationErrors.truncate(to: 0)
      for place in support {
        let bound = hyperplane(ofPlace: place)
        let scale = bound.unitScale(dimension: dimension)
        equation.append(place < 0 || sides[place] ? bound[axis] * scale : -bound[axis] * scale)
        equationErrors.append(bound.error(axis) * scale)
      }
      equation.append(-objective[axis])
      equationErrors.append(function.error(axis) * scale)
      solver.add(
        Hyperplane(
          row: equation.buffer(from: 0), rowStep: 1, errors: equationErrors.buffer(from: 0), errorStep: 1))
    }
    return isSolutionPositive(workspace)
  }

  private mutating func isSolutionPositive(_ workspace: borrowing Workspace) -> Bool {
    let radius = solver.solve(workspace.kernels)
    return (0..<dimension).allSatisfy { solver.solution[$0] > radius }
  }

  /// In the coordinates of a layer's active units, of which there are as many as half-spaces that make up the function: all
  /// functions of later layers are sums of these.
  private mutating func isCombination(
    _ id: Int32, _ isPositive: Bool, of support: [Int], after layer: Int, _ workspace: borrowing Workspace
  ) -> Bool {
    guard support.allSatisfy({ $0 >= 0 }), let units = activeUnits(of: layer, workspace), units.count == support.count,
      let function = layerForm(id, isPositive, over: units, of: layer, workspace)
    else { return false }
    var bounds: [LayerForm] = []
    for place in support {
      guard let bound = layerForm(ids[place], sides[place], over: units, of: layer, workspace) else { return false }
      bounds.append(bound)
    }
    solver.clear()
    for row in 0..<dimension {
      equation.truncate(to: 0)
      equationErrors.truncate(to: 0)
      // The solver has d unknowns; those beyond are 1.
      for column in 0..<dimension {
        let isInside = row < units.count && column < units.count
        equation.append(isInside ? bounds[column].values[row] : row == column ? 1 : 0)
        equationErrors.append(isInside ? bounds[column].errors[row] : 0)
      }
      equation.append(row < units.count ? -function.values[row] : -1)
      equationErrors.append(row < units.count ? function.errors[row] : 0)
      solver.add(
        Hyperplane(
          row: equation.buffer(from: 0), rowStep: 1, errors: equationErrors.buffer(from: 0), errorStep: 1))
    }
    return isSolutionPositive(workspace)
  }

  /// A pre-activation as a linear function of a layer's active units, and bounds on the errors of its coefficients.
  private struct LayerForm {
    var values: [Double]
    var errors: [Double]
  }

  /// The active units of a layer on the current path; nil where inactive ones are not 0.
  private func activeUnits(of layer: Int, _ workspace: borrowing Workspace) -> [Int]? {
    let compiledLayer = compiled.compiledLayers[layer]
    guard (0..<compiledLayer.wordCount).allSatisfy({ compiledLayer.passing[$0] == 0 }) else { return nil }
    return (0..<compiledLayer.unitCount).filter { workspace.pattern[bit: 64 * compiledLayer.firstWord + $0] }
  }

  /// Nil for functions of layers before, for the layer's inactive units, and where a bias or an inactive unit on the way is not 0.
  private func layerForm(
    _ id: Int32, _ isPositive: Bool, over units: [Int], of layer: Int, _ workspace: borrowing Workspace
  ) -> LayerForm? {
    guard id >= 0 else { return nil }
    let (own, unit) = compiled.place(of: Int(id))
    guard own >= layer else { return nil }
    if own == layer {
      guard isPositive, let index = units.firstIndex(of: unit) else { return nil }
      let values = units.indices.map { $0 == index ? 1.0 : 0 }
      return LayerForm(values: values, errors: values.map { _ in 0 })
    }
    guard compiled.layers[own].bias[unit] == 0 else { return nil }
    var values = compiled.layers[own].weights[row: unit].map { isPositive ? $0 : -$0 }
    var sizes = values.map(\.magnitude)
    var roundings = 0
    for between in (layer + 1..<own).reversed() {
      guard let active = activeUnits(of: between, workspace) else { return nil }
      let weights = compiled.layers[between].weights
      guard active.allSatisfy({ compiled.layers[between].bias[$0] == 0 }) else { return nil }
      let inputs = 0..<compiled.layers[between].inputCount
      values = inputs.map { input in active.reduce(0) { $0 + values[$1] * weights[$1, input] } }
      sizes = inputs.map { input in active.reduce(0) { $0 + sizes[$1] * weights[$1, input].magnitude } }
      roundings += active.count + 1
    }
    return LayerForm(
      values: units.map { values[$0] },
      errors: units.map { roundings == 0 ? 0 : sizes[$0] * Double(roundings + 2) * 0x1p-51 + .smallestError })
  }
}
