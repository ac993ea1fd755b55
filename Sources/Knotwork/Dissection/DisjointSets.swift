/// Disjoint sets of the numbers 0 ..< count, with path halving; the root of a set is its least member.
package struct DisjointSets {
  private var parent: [Int32]

  package init(count: Int) { parent = Array(0..<Int32(count)) }

  package mutating func root(of member: Int) -> Int {
    var node = member
    while case let above = Int(parent[node]), above != node {
      parent[node] = parent[above]
      node = Int(parent[node])
    }
    return node
  }

  package mutating func join(_ a: Int, _ b: Int) {
    let (p, q) = (root(of: a), root(of: b))
    parent[max(p, q)] = Int32(truncatingIfNeeded: min(p, q))
  }
}
