// swift-tools-version: 6.3
import PackageDescription

// What the thread sanitizer looks at: the library without formats, pictures and tool, and the tests that share work among threads.
// The folders are links to those of the main package, so that nothing else has to be built for it, and internal and package
// declarations are visible as they are there.
let package = Package(
  name: "sanitizing",
  dependencies: [
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1")
  ],
  targets: [
    .target(name: "KnotworkGeometry", dependencies: [.product(name: "BigInt", package: "BigInt")]),
    .target(name: "CKnotworkKernels"),
    .target(
      name: "Knotwork", dependencies: ["KnotworkGeometry", "CKnotworkKernels"], exclude: ["Kernels/README.md"]),
    .target(
      // Without what only tests of fitting and of answers use.
      name: "_KnotworkTestSupport",
      dependencies: ["Knotwork", "KnotworkGeometry", .product(name: "BigInt", package: "BigInt")],
      exclude: ["RowKind.swift", "Schemas"]),
    .testTarget(name: "SanitizingTests", dependencies: ["Knotwork", "KnotworkGeometry", "_KnotworkTestSupport"]),
  ]
)
