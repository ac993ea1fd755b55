extension Dyadic {
  /// The exact sum.
  public static func + (left: Dyadic, right: Dyadic) -> Dyadic {
    if left.isZero { return right }
    if right.isZero { return left }
    if left.signum == right.signum {
      return addingMagnitudes(left, right)
    }
    switch compareMagnitudes(left, right) {
    case 0: return .zero
    case 1: return subtractingMagnitudes(left, right)
    default: return subtractingMagnitudes(right, left)
    }
  }

  /// The exact difference.
  public static func - (left: Dyadic, right: Dyadic) -> Dyadic { left + -right }

  /// The exact negative.
  public static prefix func - (value: Dyadic) -> Dyadic {
    Dyadic(signum: -value.signum, trimming: value.limbs, scale: value.scale)
  }

  /// Adds in place.
  public static func += (left: inout Dyadic, right: Dyadic) { left = left + right }

  /// Subtracts in place.
  public static func -= (left: inout Dyadic, right: Dyadic) { left = left - right }

  /// The exact product.
  public static func * (left: Dyadic, right: Dyadic) -> Dyadic {
    guard !left.isZero, !right.isZero else { return .zero }
    var product = [UInt64](repeating: 0, count: left.limbs.count + right.limbs.count)
    for i in left.limbs.indices {
      let factor = left.limbs[i]
      var carry: UInt64 = 0
      for j in right.limbs.indices {
        let (high, low) = factor.multipliedFullWidth(by: right.limbs[j])
        let (partial, firstOverflow) = product[i + j].addingReportingOverflow(low)
        let (sum, secondOverflow) = partial.addingReportingOverflow(carry)
        product[i + j] = sum
        carry = high &+ (firstOverflow ? 1 : 0) &+ (secondOverflow ? 1 : 0)
      }
      product[i + right.limbs.count] = carry
    }
    return Dyadic(signum: left.signum * right.signum, trimming: product, scale: left.scale + right.scale)
  }

  /// Half of the number, exactly.
  public var half: Dyadic { self * Dyadic(0.5) }

  private func limb(at position: Int) -> UInt64 {
    let index = position - scale
    return limbs.indices.contains(index) ? limbs[index] : 0
  }

  private static func addingMagnitudes(_ left: Dyadic, _ right: Dyadic) -> Dyadic {
    let scale = min(left.scale, right.scale)
    let top = max(left.scale + left.limbs.count, right.scale + right.limbs.count)
    var sum = [UInt64]()
    sum.reserveCapacity(top - scale + 1)
    var carry: UInt64 = 0
    for position in scale..<top {
      let (partial, first) = left.limb(at: position).addingReportingOverflow(right.limb(at: position))
      let (total, second) = partial.addingReportingOverflow(carry)
      sum.append(total)
      carry = first || second ? 1 : 0
    }
    if carry != 0 { sum.append(carry) }
    return Dyadic(signum: left.signum, trimming: sum, scale: scale)
  }

  /// |larger| − |smaller| with the sign of `larger`.
  private static func subtractingMagnitudes(_ larger: Dyadic, _ smaller: Dyadic) -> Dyadic {
    let scale = min(larger.scale, smaller.scale)
    var difference = [UInt64]()
    let top = larger.scale + larger.limbs.count
    difference.reserveCapacity(top - scale)
    var borrow: UInt64 = 0
    for position in scale..<top {
      let (partial, first) = larger.limb(at: position).subtractingReportingOverflow(smaller.limb(at: position))
      let (total, second) = partial.subtractingReportingOverflow(borrow)
      difference.append(total)
      borrow = first || second ? 1 : 0
    }
    return Dyadic(signum: larger.signum, trimming: difference, scale: scale)
  }
}
