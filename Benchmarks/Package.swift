// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "knotwork-benchmarks",
  dependencies: [.package(name: "knotwork", path: "..")],
  targets: [
    .executableTarget(name: "AccuracyBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "AdditiveBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "ClaimBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "FitBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "OptimumBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "ONNXBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
    .executableTarget(name: "RegionBenchmark", dependencies: [.product(name: "Knotwork", package: "knotwork")]),
  ]
)
