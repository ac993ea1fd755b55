import Knotwork
import KnotworkGeometry

/// The reference engine in any dimension: takes one unit after the other, layer by layer, and keeps every sign that some point
/// strictly inside has, by exact linear programs. It shares nothing with the engines that it checks but the exact programs,
/// which they resort to only where floating point does not decide.
package struct ReferenceCells: Sendable {
  /// The patterns of all regions.
  package let patterns: Set<ActivationPattern>

  private struct Cell {
    var rows: [StrictSystem.Inequality]
    /// The outputs of the layer before, d coefficients and the constant each.
    var maps: [[Dyadic]]
    var pattern: [[Bool]]
  }

  package init(of network: Network, over domain: Polytope) {
    let system = StrictSystem(within: domain.box)
    let dimension = domain.dimension
    let inputs = (0..<dimension).map { axis in (0...dimension).map { $0 == axis ? Dyadic.one : .zero } }
    let sides = domain.halfSpaces.map {
      StrictSystem.Inequality(normal: $0.normal.map { -Dyadic($0) }, constant: Dyadic($0.offset))
    }
    var cells = [Cell(rows: sides, maps: inputs, pattern: [])]
    for layer in network.layers {
      cells = cells.flatMap { ReferenceCells.cut($0, by: layer, system, dimension) }
    }
    patterns = Set(cells.map { ActivationPattern(layers: $0.pattern.filter { !$0.isEmpty }) })
  }

  private static func cut(_ cell: Cell, by layer: Layer, _ system: StrictSystem, _ dimension: Int) -> [Cell] {
    let rows = (0..<layer.unitCount).map { unit in
      (0...dimension).map { index in
        zip(layer.weights[row: unit], cell.maps).reduce(index == dimension ? Dyadic(layer.bias[unit]) : .zero) {
          $0 + Dyadic($1.0) * $1.1[index]
        }
      }
    }
    var parts = [(rows: cell.rows, bits: [Bool]())]
    for (unit, row) in rows.enumerated() where layer.activations[unit].bends {
      let above = StrictSystem.Inequality(normal: Array(row.dropLast()), constant: row[dimension])
      parts = parts.flatMap { part in
        [(above, true), (above.reversed, false)].compactMap { side, isActive in
          // Where the unit is zero throughout it is inactive, and there is no other side.
          if row.allSatisfy(\.isZero) { return isActive ? nil : (part.rows, part.bits + [false]) }
          guard case .point = system.solve(part.rows + [side]) else { return nil }
          return (part.rows + [side], part.bits + [isActive])
        }
      }
    }
    return parts.map { part in
      var bits = part.bits[...]
      let maps = rows.enumerated().map { unit, row in
        let activation = layer.activations[unit]
        guard activation.bends, !bits.removeFirst() else { return row }
        return row.map { $0 * Dyadic(activation.inactiveSlope) }
      }
      return Cell(rows: part.rows, maps: maps, pattern: cell.pattern + [part.bits])
    }
  }
}
