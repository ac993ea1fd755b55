extension Drawing {
  /// The drawing with polygons of nearly the same colour as one shape, and lines of the same look as well: a small file for many
  /// regions. Colours are in 32 steps and the same throughout a polygon; widths of lines are in halves of a pixel, without hems.
  ///
  /// Texts that may be left out are. Polygons must not overlap, and lie below everything else.
  ///
  /// - Parameter keepsLines: whether lines are kept.
  public func joined(lines keepsLines: Bool = true) -> Drawing {
    var groups = Groups()
    var rest: [Mark] = []
    for mark in marks {
      switch mark.shape {
      case .polygon(let points, let fill): groups.add(points, step(of: fill, in: points), mark.name)
      case .line(let points, let stroke):
        if keepsLines, points.count > 1 { groups.add(points, stroke, mark.name) }
      case .text(_, _, let letters) where letters.isOptional: break
      default: rest.append(mark)
      }
    }
    var drawing = self
    drawing.marks = groups.marks + rest
    return drawing
  }

  private func step(of fill: Mark.Fill, in points: [Mark.Point]) -> Mark.Fill {
    guard case .affine(let slope, let constant) = fill, let field else { return fill }
    let middle = points.reduce(SIMD2(0, 0), +) / Double(points.count)
    let span = field.range.upperBound - field.range.lowerBound
    guard span > 0 else { return .value(field.range.lowerBound) }
    let share = (slope.x * middle.x + slope.y * middle.y + constant - field.range.lowerBound) / span
    return .value(field.range.lowerBound + (min(max(share, 0), 1) * 31).rounded() / 31 * span)
  }
}

/// Polygons and lines by their looks, in the order in which each look first occurs.
private struct Groups {
  private var polygons: [(fill: Mark.Fill, name: String?, members: [[Mark.Point]])] = []
  private var lines: [(stroke: Mark.Stroke, name: String?, members: [[Mark.Point]])] = []

  mutating func add(_ points: [Mark.Point], _ fill: Mark.Fill, _ name: String?) {
    if let index = polygons.firstIndex(where: { $0.fill == fill && $0.name == name }) {
      polygons[index].members.append(points)
    } else {
      polygons.append((fill, name, [points]))
    }
  }

  mutating func add(_ points: [Mark.Point], _ stroke: Mark.Stroke, _ name: String?) {
    let stroke = Mark.Stroke(stroke.ink, width: max(0.5, (stroke.width * 2).rounded() / 2), stroke.dash)
    if let index = lines.firstIndex(where: { $0.stroke == stroke && $0.name == name }) {
      lines[index].members.append(points)
    } else {
      lines.append((stroke, name, [points]))
    }
  }

  var marks: [Mark] {
    polygons.map { Mark(.polygons($0.members, $0.fill), name: $0.name) }
      + lines.map { Mark(.lines($0.members, $0.stroke), name: $0.name) }
  }
}
