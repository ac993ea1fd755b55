/// The assignment of columns to rows that costs least (Kuhn 1955, by shortest augmenting paths).
enum Assignment {
  /// So many rows at most are worth it.
  static let most = 600

  /// - Requires: a square matrix of finite costs.
  /// - Complexity: O(n³).
  static func cheapest(_ costs: [[Double]]) -> [Int] {
    let count = costs.count
    var rowPrice = [Double](repeating: 0, count: count + 1)
    var columnPrice = rowPrice
    // Row of each column, from 1; column 0 stands for the row that is being placed.
    var rowOf = [Int](repeating: 0, count: count + 1)
    for row in 0..<count {
      rowOf[0] = row + 1
      var least = [Double](repeating: .infinity, count: count + 1)
      var before = [Int](repeating: 0, count: count + 1)
      var isUsed = [Bool](repeating: false, count: count + 1)
      var column = 0
      repeat {
        isUsed[column] = true
        let current = rowOf[column]
        var (delta, next) = (Double.infinity, 0)
        for other in 1...count where !isUsed[other] {
          let price = costs[current - 1][other - 1] - rowPrice[current] - columnPrice[other]
          if price < least[other] { (least[other], before[other]) = (price, column) }
          if least[other] < delta { (delta, next) = (least[other], other) }
        }
        for other in 0...count {
          if isUsed[other] {
            rowPrice[rowOf[other]] += delta
            columnPrice[other] -= delta
          } else {
            least[other] -= delta
          }
        }
        column = next
      } while rowOf[column] != 0
      while column != 0 {
        rowOf[column] = rowOf[before[column]]
        column = before[column]
      }
    }
    var places = [Int](repeating: 0, count: count)
    for column in 1...count { places[rowOf[column] - 1] = column - 1 }
    return places
  }
}
