import Knotwork
import KnotworkGeometry

/// Units as affine forms of the inputs on parts of boxes, without rounding. What parts have in common is found once: those that are looked
/// at one after another differ in few units, and the forms of a layer depend on the phases of the layers before it alone.
final class ExactForms {
  /// The forms of a layer's pre-activations as far as they were needed, and which units were active.
  private struct Layer {
    var forms: [[Dyadic]?]
    var isActive: [Bool]
  }

  private let network: FlatNetwork
  private var layers: [Layer] = []
  /// Which inputs vary, and where the others are.
  private var inputs: (free: [Int], held: [Double]) = ([], [])
  /// A row's value at a point times the point's denominator.
  private var known: (row: [Double], point: HomogeneousPoint, value: Dyadic)?

  /// So many numbers of forms are kept; larger networks begin anew for each part.
  private static let mostKept = 1 << 18

  init(_ network: FlatNetwork) {
    self.network = network
  }

  /// The outputs as forms of the free inputs, and the forms that must not be negative for units to have their phases.
  func forms(
    _ phases: [Int8], lower: [Double], free: [Int]
  ) -> (outputs: [[Dyadic]], held: [[Dyadic]]) {
    let count = free.count
    let zero = [Dyadic](repeating: .zero, count: count + 1)
    let isKept = phases.count * (count + 1) <= ExactForms.mostKept
    begin(lower, free, isKept: isKept)
    var held: [[Dyadic]] = []
    var values = lower.map { value in
      var form = zero
      form[count] = Dyadic(value)
      return form
    }
    for (place, input) in free.enumerated() {
      values[input] = zero
      values[input][place] = .one
    }
    var (number, isSame) = (0, true)
    network.forEachLayer { units, weights, biases, slopes in
      let width = values.count
      if layers.count == number || !isSame {
        let fresh = Layer(
          forms: [[Dyadic]?](repeating: nil, count: biases.count),
          isActive: [Bool](repeating: false, count: biases.count))
        if layers.count == number { layers.append(fresh) } else { layers[number] = fresh }
        isSame = false
      }
      values = (0..<biases.count).map { unit in
        let phase = phases[units + unit]
        let slope = slopes[slopes.startIndex + unit]
        let isActive = phase > 0 || slope == 1
        if layers[number].isActive[unit] != isActive {
          layers[number].isActive[unit] = isActive
          isSame = false
        }
        if !isActive, slope == 0, phase.magnitude == 2 { return [] }
        let form =
          layers[number].forms[unit]
          ?? ExactForms.form(
            weights[(weights.startIndex + unit * width)...].prefix(width), biases[biases.startIndex + unit], values,
            zero)
        if isKept { layers[number].forms[unit] = form }
        if phase.magnitude == 1 { held.append(phase > 0 ? form : form.map { -$0 }) }
        return isActive ? form : slope == 0 ? [] : form.map { Dyadic(slope) * $0 }
      }
      number += 1
    }
    return (values.map { $0.isEmpty ? zero : $0 }, held)
  }

  /// Lets go of what is of other inputs.
  private func begin(_ lower: [Double], _ free: [Int], isKept: Bool) {
    let held = lower.indices.filter { !free.contains($0) }.map { lower[$0] }
    if inputs.free != free || inputs.held != held || !isKept { layers = [] }
    inputs = (free, held)
  }

  /// A unit's pre-activation from the values before it.
  private static func form(
    _ weights: ArraySlice<Double>, _ bias: Double, _ values: [[Dyadic]], _ zero: [Dyadic]
  ) -> [Dyadic] {
    var form = zero
    form[form.count - 1] = Dyadic(bias)
    for (weight, value) in zip(weights, values) where weight != 0 && !value.isEmpty {
      let factor = Dyadic(weight)
      for index in form.indices where !value[index].isZero { form[index] += factor * value[index] }
    }
    return form
  }

  /// Whether the network itself has a value at a point, where it is given times the point's denominator.
  func isValue(_ value: Dyadic, of row: [Double], at point: HomogeneousPoint) -> Bool {
    if let known, known.row == row, ExactForms.isSame(known.point, point) {
      return known.value * point.denominator == value * known.point.denominator
    }
    let found = network.value(of: row, at: point)
    known = (row, point, found)
    return found == value
  }

  private static func isSame(_ a: HomogeneousPoint, _ b: HomogeneousPoint) -> Bool {
    zip(a.numerators, b.numerators).allSatisfy { $0 * b.denominator == $1 * a.denominator }
  }
}
