// swift-tools-version: 6.3
import PackageDescription

// Coverage-guided fuzzing of every reader, by libFuzzer; scripts/fuzz builds and runs it. A package of its own, because its flags
// are not the users'. The folders are links to those of the main package: the sanitizers look at all of it, and what reads option
// strings, which is a part of the tool, is reached as well. What reads, and what it reads into, counts the branches that an input
// reaches; the others, and packages of others, would cost half of the time and lead inputs into their arithmetic.
let counted: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer"])]
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    .target(
      name: "KnotworkGeometry", dependencies: [.product(name: "BigInt", package: "BigInt")], swiftSettings: counted),
    .target(name: "CKnotworkKernels"),
    .target(name: "CKnotworkFiles"),
    .target(name: "CKnotworkProcess"),
    .target(
      name: "Knotwork", dependencies: ["KnotworkGeometry", "CKnotworkKernels"], exclude: ["Kernels/README.md"]),
    .target(
      name: "KnotworkClaims", dependencies: ["Knotwork", "KnotworkGeometry", "CKnotworkKernels"],
      exclude: ["Kernels/README.md"], swiftSettings: counted),
    .target(name: "KnotworkExplain", dependencies: ["Knotwork", "KnotworkFitting", "KnotworkGeometry"]),
    .target(
      name: "KnotworkSimplify",
      dependencies: ["Knotwork", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkGeometry"]),
    .target(
      name: "KnotworkFitting", dependencies: ["Knotwork", "KnotworkGeometry", "CKnotworkKernels"],
      exclude: ["Kernels/README.md"]),
    .target(
      name: "KnotworkFormats",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkFitting", "KnotworkGeometry",
        .product(name: "BigInt", package: "BigInt"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Kernels/README.md", "ONNX/Schema/knotwork_onnx.proto"], swiftSettings: counted),
    .target(name: "KnotworkPlot", dependencies: ["Knotwork", "KnotworkFitting", "KnotworkGeometry"]),
    .target(name: "KnotworkPages", dependencies: ["CKnotworkFiles"], exclude: ["Files"]),
    .target(
      name: "KnotworkAnswers",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkFormats",
        "KnotworkGeometry", "KnotworkPages", "KnotworkPlot", "KnotworkSimplify",
      ],
      exclude: ["README.md"], swiftSettings: counted),
    .target(
      name: "KnotworkServe", dependencies: ["CKnotworkFiles", "Knotwork", "KnotworkAnswers", "KnotworkFormats"],
      exclude: ["Files"], swiftSettings: counted),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CKnotworkProcess", "Knotwork", "KnotworkAnswers", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting",
        "KnotworkFormats", "KnotworkGeometry", "KnotworkPlot", "KnotworkServe", "KnotworkSimplify",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // The tool without its main function.
      exclude: ["Tool/KnotworkCommand.swift"], swiftSettings: counted,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
  ]
)
