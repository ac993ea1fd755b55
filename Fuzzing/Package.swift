// swift-tools-version: 6.3
import PackageDescription

/// Coverage-guided fuzzing of every reader, by libFuzzer; scripts/fuzz builds and runs it. A package of its own, because its
/// flags are not the users'.
let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "knotwork", path: "..")],
  targets: [
    .executableTarget(name: "FuzzFiles", dependencies: [.product(name: "Knotwork", package: "knotwork")])
  ]
)
