import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

let path = CommandLine.arguments[1]
let bytes = try Data(contentsOf: URL(filePath: path))
let network = try NetworkFile([UInt8](bytes), name: path).network
let box = try Box(-1...1, dimension: network.inputCount)
let dissection = try Dissection(of: network, over: .box(box), keeping: .extremes, within: Budget(threads: 2))

print("\(dissection.regions.count) regions over \(box)")
let bends = dissection.creases.map { (unit: $0.unit, size: $0.bends[0]) }
if let largest = bends.max(by: { $0.size.magnitude < $1.size.magnitude }) {
  print("largest bend \(largest.size) by \(largest.unit)")
}
let (minimum, maximum) = try dissection.extremes()
print("minimum \(minimum.value) at \(minimum.point)")
print("maximum \(maximum.value) at \(maximum.point)")
switch dissection.linearity() {
case .linear(let map): print("linear: \(map)")
case .notLinear(let witness?): print("not linear: gap \(witness.gap) between \(witness.p) and \(witness.q)")
case .notLinear(nil): print("not linear")
}
