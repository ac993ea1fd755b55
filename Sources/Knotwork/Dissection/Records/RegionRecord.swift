import KnotworkGeometry

/// The regions of a dissection with their facets, however they are kept.
///
/// Facets are numbered through all regions. A crease is known by its facet in the region on its active side.
protocol RegionRecord: AnyObject, Sendable {
  var table: RegionTable { get }
  /// The facets of a region; in the plane counter-clockwise.
  func facets(of region: Int) -> Range<Int>
  func region(ofFacet facet: Int) -> Int
  /// What a facet lies on: a unit counted through all layers, or −1 − i for facet i of the domain.
  func hyperplane(ofFacet facet: Int) -> Int32
  /// The region behind a facet; −1 where there is none or it is not known.
  func neighbour(ofFacet facet: Int) -> Int
  /// The pre-activation that a facet lies on as far as it was kept, d coefficients and the constant.
  func computedForm(ofFacet facet: Int) -> [Double]?
  /// A point inside a region.
  func interiorPoint(of region: Int) -> [Double]
  /// The vertices of a region; in the plane counter-clockwise; nil where they were not kept.
  func vertices(of region: Int) -> [[Double]]?
  /// The vertices of a facet; in the plane the side where the region lies is on the left.
  func vertices(ofFacet facet: Int) -> [[Double]]?
  func volume(of region: Int) -> Double?
  /// Writes the volumes of regions, which were kept, to their places in an array of all.
  func writeVolumes(of regions: Range<Int>, to volumes: Buffer<Double>)
  /// The facet on the active side of each crease.
  var creaseFacets: Column<Int32> { get }
  /// Visits all regions as an engine delivers them; false where vertices were not kept.
  func visitCells(_ body: (FoundCell) -> Void) -> Bool
}

extension RegionRecord {
  var dimension: Int { table.compiled.dimension }

  func writeVolumes(of regions: Range<Int>, to volumes: Buffer<Double>) {
    for region in regions { volumes[region] = volume(of: region) ?? .nan }
  }

  /// The two regions of each crease, the active side first.
  var pairs: some Sequence<(Int, Int)> {
    creaseFacets.lazy.map { [self] facet in (region(ofFacet: Int(facet)), neighbour(ofFacet: Int(facet))) }
  }

  /// The half-spaces that bound a region, in the order of its facets, six digits right at least.
  func halfSpaces(of region: Int) -> [HalfSpace] {
    var forms = RegionForms(table, region)
    return facets(of: region).map { halfSpace(ofFacet: $0, in: region, &forms) }
  }

  /// - Parameter forms: those of the region.
  func halfSpace(ofFacet facet: Int, in region: Int, _ forms: inout RegionForms) -> HalfSpace {
    let id = hyperplane(ofFacet: facet)
    let form = forms.form(id, computed: computedForm(ofFacet: facet))
    let isPositiveInside = id < 0 || table.isActive(unit: Int(id), region: region)
    let constant = form[form.count - 1]
    return HalfSpace(
      normal: form.dropLast().map { isPositiveInside ? 0 - $0 : $0 + 0 },
      offset: isPositiveInside ? constant + 0 : 0 - constant)
  }
}

/// The pre-activations of units on one region as affine functions of the coordinates: in floating point, and where
/// cancellation has spoilt the coefficients exact and rounded.
struct RegionForms {
  private let table: RegionTable
  private let region: Int
  /// The computed forms of the layers so far: d + 1 runs of `stride` each.
  private var layers: [[Double]] = []
  private var exact: ExactMaps?

  init(_ table: RegionTable, _ region: Int) {
    self.table = table
    self.region = region
  }

  /// The form of a unit, counted through all layers, or of domain facet −1 − `id`: d coefficients and the constant.
  ///
  /// - Parameter computed: the form in floating point where it is known already.
  /// - Complexity: O(d · weights) once for each layer that is asked for.
  mutating func form(_ id: Int32, computed: [Double]? = nil) -> [Double] {
    let compiled = table.compiled
    guard id >= 0 else { return compiled.domainForms[Int(-1 - id)].rounded }
    let (layer, unit) = compiled.place(of: Int(id))
    let compiledLayer = compiled.compiledLayers[layer]
    let form = computed ?? self.computed(layer: layer, unit: unit)
    if compiledLayer.isAccurate(form, at: 0, unit: unit, largestCoordinates: compiled.largestCoordinates) {
      return form
    }
    let maps = exact ?? ExactMaps(table)
    exact = maps
    return maps.hyperplane(id, of: region).rounded
  }

  private mutating func computed(layer: Int, unit: Int) -> [Double] {
    let compiled = table.compiled
    let coefficientCount = compiled.dimension + 1
    while layers.count <= layer {
      let index = layers.count
      let stride = compiled.compiledLayers[index].stride
      if index == 0 {
        layers.append((0..<coefficientCount * stride).map { compiled.firstMaps[$0] })
      } else {
        layers.append(next(after: index - 1))
      }
    }
    let stride = compiled.compiledLayers[layer].stride
    return (0..<coefficientCount).map { layers[layer][$0 * stride + unit] }
  }

  /// The forms of the layer behind one.
  private func next(after index: Int) -> [Double] {
    let compiled = table.compiled
    let (before, current) = (compiled.compiledLayers[index], compiled.compiledLayers[index + 1])
    let coefficientCount = compiled.dimension + 1
    var columns: [Int32] = []
    var factors: [Double] = []
    for unit in 0..<before.unitCount {
      let slope = table.isActive(unit, in: before, region: region) ? 1 : before.inactiveSlope[unit]
      guard slope != 0 else { continue }
      columns.append(Int32(truncatingIfNeeded: unit))
      for coefficient in 0..<coefficientCount {
        factors.append(slope * layers[index][coefficient * before.stride + unit])
      }
    }
    let arena = Arena()
    let sums = arena.buffer([Double](), paddedTo: coefficientCount * current.stride, with: 0)
    return withExtendedLifetime(arena) {
      Kernels.best.accumulate(
        into: sums, from: current.biasMaps, weights: current.weights, stride: current.stride, rows: coefficientCount,
        columns: arena.buffer(columns, paddedTo: 1, with: 0), factors: arena.buffer(factors, paddedTo: 1, with: 0),
        count: columns.count)
      return (0..<coefficientCount * current.stride).map { sums[$0] }
    }
  }
}
