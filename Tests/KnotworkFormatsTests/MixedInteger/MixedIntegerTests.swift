import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFormats

/// Mixed-integer models of networks, solved by HiGHS and GLPK to the extremes that Knotwork finds itself.
@Suite(.timed) struct MixedIntegerTests {
  private struct Case {
    let network: Network
    let box: Box
    let output: Int
    let isMaximum: Bool
    let optimum: Double
  }

  /// Networks of one to three inputs with their exact extremes.
  private static func cases() throws -> [Case] {
    try SampleNetworks.all(16, inputs: 1...3, hidden: 6).enumerated().map { index, network in
      let n = network.inputCount
      let box = try Box(lower: (0..<n).map { -1 - Double($0) }, upper: (0..<n).map { 2 - Double($0) / 4 })
      let output = index % network.outputCount
      let extremes = try Dissection(of: network, over: .box(box)).extremes(of: output)
      let isMaximum = index % 3 > 0
      return Case(
        network: network, box: box, output: output, isMaximum: isMaximum,
        optimum: isMaximum ? extremes.maximum.value : extremes.minimum.value)
    }
  }

  private static func model(_ sample: Case, limits: Limits = Limits(regions: 10_000)) throws -> MixedIntegerModel {
    try MixedIntegerModel(
      of: sample.network, over: sample.box, output: sample.output, maximising: sample.isMaximum,
      bounds: UnitBounds(of: sample.network, over: sample.box, limits: limits))
  }

  @Test(.enabled(if: Scratch.hasPython("highspy")))
  func highsFindsTheSameOptimum() throws {
    let cases = try MixedIntegerTests.cases()
    let scratch = try Scratch()
    for (index, sample) in cases.enumerated() {
      // Every other model has the looser bounds: they change the work, not the answer.
      let model = try MixedIntegerTests.model(sample, limits: Limits(regions: index % 2 == 0 ? 10_000 : 1))
      try scratch.write(model.lp(), to: "\(index).lp")
      try scratch.write(model.mps(), to: "\(index).mps")
    }
    try scratch.python(
      """
      import json, highspy
      answers = []
      for index in range(\(cases.count)):
          row = []
          for ending in ("lp", "mps"):
              solver = highspy.Highs()
              solver.setOptionValue("output_flag", False)
              for option in ("mip_rel_gap", "mip_abs_gap"): solver.setOptionValue(option, 0.0)
              # Well below the difference that is allowed; 1e-6 unless set.
              for option in ("mip_feasibility_tolerance", "primal_feasibility_tolerance"):
                  solver.setOptionValue(option, 1e-9)
              status = solver.readModel(f"{index}.{ending}")
              # It warns where it leaves out coefficients below 1e-9, as bounds that rounding makes are.
              assert status != highspy.HighsStatus.kError, (status, open(f"{index}.{ending}").read()[-1500:])
              solver.run()
              assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
              row.append(solver.getInfo().objective_function_value)
          answers.append(row)
      json.dump(answers, open("answers", "w"))
      """)
    try check(scratch.readRows("answers"), cases)
  }

  /// Compares the answers to both files of each case, up to the tolerances of solvers.
  private func check(_ answers: [[Double]], _ cases: [Case]) {
    #expect(answers.count == cases.count)
    for (sample, answers) in zip(cases, answers) {
      let allowed = 1e-6 * max(1, sample.optimum.magnitude)
      #expect((answers[0] - sample.optimum).magnitude < allowed, "LP: \(answers[0]), exactly \(sample.optimum)")
      let other = sample.isMaximum ? -answers[1] : answers[1]
      #expect((other - sample.optimum).magnitude < allowed, "MPS: \(other), exactly \(sample.optimum)")
    }
  }

  @Test(.enabled(if: Scratch.hasPython("swiglpk")))
  func glpkFindsTheSameOptimum() throws {
    let cases = try MixedIntegerTests.cases()
    let scratch = try Scratch()
    for (index, sample) in cases.enumerated() {
      let model = try MixedIntegerTests.model(sample)
      try scratch.write(model.lp(), to: "\(index).lp")
      try scratch.write(model.mps(), to: "\(index).mps")
    }
    try scratch.python(
      """
      import json, swiglpk as glpk
      glpk.glp_term_out(glpk.GLP_OFF)
      def solve(read):
          problem = glpk.glp_create_prob()
          assert read(problem) == 0
          options = glpk.glp_iocp()
          glpk.glp_init_iocp(options)
          options.presolve = glpk.GLP_ON
          assert glpk.glp_intopt(problem, options) == 0 and glpk.glp_mip_status(problem) == glpk.GLP_OPT
          return glpk.glp_mip_obj_val(problem)
      answers = [
          [solve(lambda p: glpk.glp_read_lp(p, None, f"{i}.lp")),
           solve(lambda p: glpk.glp_read_mps(p, glpk.GLP_MPS_FILE, None, f"{i}.mps"))]
          for i in range(\(cases.count))
      ]
      json.dump(answers, open("answers", "w"))
      """)
    try check(scratch.readRows("answers"), cases)
  }

  /// Tighter bounds leave fewer units open, and a network without open units needs no binaries.
  @Test func boundsSaveBinaries() throws {
    var generator = SeededGenerator(seed: 12)
    let network = try RandomNetworks.network(
      inputs: 2, hidden: [10, 10], weights: .he, hasBias: true, leaky: false, using: &generator)
    let box = try Box(-0.25...0.25, dimension: 2)
    let tight = try MixedIntegerModel(of: network, over: box, bounds: UnitBounds(of: network, over: box))
    let loose = try MixedIntegerModel(
      of: network, over: box, bounds: UnitBounds(of: network, over: box, limits: Limits(regions: 1)))
    #expect(tight.binaryCount <= loose.binaryCount && loose.binaryCount < 20 && tight.binaryCount > 0)
    let affine = try Network(layers: [Layer(weights: Matrix([[1, 2]]), activation: .linear)])
    let model = try MixedIntegerModel(of: affine, over: box, bounds: UnitBounds(of: affine, over: box))
    #expect(model.binaryCount == 0 && !String(decoding: model.lp(), as: UTF8.self).contains("Binary"))
  }

  @Test func overflowIsRefused() throws {
    let network = try Network(layers: [
      Layer(weights: Matrix([[1e300]]), activation: .relu), Layer(weights: Matrix([[1e300]]), activation: .linear),
    ])
    let box = try Box(-1...1, dimension: 1)
    #expect(throws: FormatError.self) {
      try MixedIntegerModel(of: network, over: box, bounds: UnitBounds(of: network, over: box))
    }
  }
}
