// swift-tools-version: 6.3
import PackageDescription

/// For what is handed out as files (scripts/library, scripts/release), whose size counts: targets without hot loops are made small.
let compact: [SwiftSetting] =
  Context.environment["KNOTWORK_COMPACT"] == nil ? [] : [.unsafeFlags(["-Osize"])]

/// For tests that compute little themselves: their compilation takes half of the time. Not for those of fitting: a variable of a structure
/// of two enumerations and two numbers (`KnotModel`) is then copied as if it were aligned to 16 bytes, and is not (Swift 6.3).
let unoptimised: [SwiftSetting] = [.unsafeFlags(["-Onone"])]

let package = Package(
  name: "knotwork",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "Knotwork",
      targets: [
        "Knotwork", "KnotworkAnswers", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkFormats",
        "KnotworkGeometry", "KnotworkPages", "KnotworkPlot", "KnotworkSimplify",
      ]),
    .library(name: "KnotworkC", type: .dynamic, targets: ["KnotworkC"]),
    .executable(name: "knotwork", targets: ["KnotworkTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    .target(name: "KnotworkGeometry", dependencies: [.product(name: "BigInt", package: "BigInt")]),
    .target(name: "CKnotworkKernels"),
    .target(name: "CKnotworkFiles"),
    .target(name: "CKnotworkProcess"),
    .target(
      name: "Knotwork", dependencies: ["KnotworkGeometry", "CKnotworkKernels"], exclude: ["Kernels/README.md"]),
    .target(
      name: "KnotworkClaims", dependencies: ["Knotwork", "KnotworkGeometry", "CKnotworkKernels"],
      exclude: ["Kernels/README.md"]),
    .target(
      name: "KnotworkFitting", dependencies: ["Knotwork", "KnotworkGeometry", "CKnotworkKernels"],
      exclude: ["Kernels/README.md"]),
    .target(
      name: "KnotworkExplain", dependencies: ["Knotwork", "KnotworkClaims", "KnotworkFitting", "KnotworkGeometry"]),
    .target(
      name: "KnotworkSimplify",
      dependencies: ["Knotwork", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkGeometry"]),
    .target(
      name: "KnotworkFormats",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkFitting", "KnotworkGeometry",
        .product(name: "BigInt", package: "BigInt"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Kernels/README.md", "ONNX/Schema/knotwork_onnx.proto"], swiftSettings: compact),
    .target(
      name: "KnotworkPlot", dependencies: ["Knotwork", "KnotworkFitting", "KnotworkGeometry"], swiftSettings: compact),
    .target(name: "KnotworkPages", dependencies: ["CKnotworkFiles"], exclude: ["Files"], swiftSettings: compact),
    .target(
      name: "KnotworkAnswers",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry",
        "KnotworkPages", "KnotworkPlot", "KnotworkSimplify",
      ],
      exclude: ["README.md"], swiftSettings: compact),
    .target(name: "KnotworkHeader"),
    .target(
      name: "KnotworkC",
      dependencies: [
        "KnotworkHeader", "Knotwork", "KnotworkAnswers", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry",
      ], exclude: ["README.md"]),
    .target(
      name: "KnotworkServe",
      dependencies: [
        "CKnotworkFiles", "Knotwork", "KnotworkAnswers", "KnotworkFormats",
      ], exclude: ["Files"], swiftSettings: compact),
    .executableTarget(
      name: "KnotworkTool",
      dependencies: [
        "CKnotworkProcess", "Knotwork", "KnotworkAnswers", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting",
        "KnotworkFormats", "KnotworkGeometry", "KnotworkPlot", "KnotworkServe",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: compact),
    .executableTarget(
      name: "ExampleRegions", dependencies: ["Knotwork", "KnotworkFormats", "KnotworkGeometry"],
      path: "Examples/Regions"),
    .target(
      name: "_KnotworkTestSupport",
      dependencies: [
        "Knotwork", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry",
        .product(name: "BigInt", package: "BigInt"),
      ],
      path: "Tests/_KnotworkTestSupport"),
    .testTarget(
      name: "KnotworkGeometryTests",
      dependencies: ["KnotworkGeometry", "_KnotworkTestSupport"], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkTests",
      dependencies: [
        "Knotwork", "KnotworkFormats", "KnotworkGeometry", "_KnotworkTestSupport",
      ], exclude: ["Dissection/Truth"], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkClaimsTests",
      dependencies: ["Knotwork", "KnotworkClaims", "KnotworkGeometry", "_KnotworkTestSupport"],
      swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkExplainTests",
      dependencies: ["Knotwork", "KnotworkExplain", "KnotworkFitting", "KnotworkGeometry", "_KnotworkTestSupport"],
      swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkSimplifyTests",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkExplain", "KnotworkFitting", "KnotworkGeometry", "KnotworkSimplify",
        "_KnotworkTestSupport",
      ], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkFittingTests",
      dependencies: ["Knotwork", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry", "_KnotworkTestSupport"]),
    .testTarget(
      name: "KnotworkFormatsTests",
      dependencies: [
        "Knotwork", "KnotworkClaims", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry", "_KnotworkTestSupport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Damage/Corpus", "ONNX/Corpus", "ONNX/Python", "Tables/Corpus"], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkPlotTests",
      dependencies: ["Knotwork", "KnotworkFitting", "KnotworkGeometry", "KnotworkPlot", "_KnotworkTestSupport"],
      exclude: ["Golden"], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkAnswersTests",
      dependencies: [
        "Knotwork", "KnotworkAnswers", "KnotworkClaims", "KnotworkFitting", "KnotworkFormats", "KnotworkGeometry",
        "KnotworkPages", "_KnotworkTestSupport",
      ],
      exclude: ["Golden"], swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkServeTests",
      dependencies: ["Knotwork", "KnotworkFormats", "KnotworkGeometry", "KnotworkServe", "_KnotworkTestSupport"],
      swiftSettings: unoptimised),
    .testTarget(
      name: "KnotworkToolTests",
      dependencies: [
        "ExampleRegions", "Knotwork", "KnotworkFormats", "KnotworkGeometry", "KnotworkTool", "_KnotworkTestSupport",
      ], swiftSettings: unoptimised),
  ]
)
