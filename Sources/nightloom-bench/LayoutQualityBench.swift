import Canvas
import WorkflowGraph

/// Our layouts beside those of the workflows' authors.
enum LayoutQualityBench {
  /// Faults over all workflows, ratios over those whose nodes and links are exactly the author's.
  static func figures(_ inputs: BenchInputs) -> [Figure] {
    var overlaps: [Double] = []
    var leftward: [Double] = []
    for workflow in inputs.workflows {
      let placed = WorkflowLayout.place(workflow, catalog: inputs.catalog)
      let quality = LayoutQuality(placed, catalog: inputs.catalog)
      overlaps.append(Double(quality.overlaps))
      leftward.append(Double(quality.leftward))
    }
    let pairs = inputs.uiFiles.compactMap { LayoutComparison($0, catalog: inputs.catalog) }
    func figure(_ name: String, _ unit: String, _ values: [Double]) -> Figure {
      Figure("layout-quality/" + name, unit: unit, input: inputs.kind, values: values)
    }
    func total(_ values: [Double]) -> [Double] { [values.reduce(0, +)] }
    func share(_ isGood: (LayoutComparison) -> Bool) -> [Double] {
      [Double(pairs.filter(isGood).count) / Double(max(1, pairs.count))]
    }
    func ratio(_ count: (LayoutQuality) -> Int) -> [Double] {
      let own = pairs.reduce(0) { $0 + count($1.own) }
      return [Double(own) / Double(max(1, pairs.reduce(0) { $0 + count($1.author) }))]
    }
    return [
      figure("workflows", "layouts", [Double(inputs.workflows.count)]),
      figure("overlaps", "pairs", total(overlaps)),
      figure("leftward", "links", total(leftward)),
      figure("crossings", "ours/author", pairs.map(\.crossingsRatio)),
      figure("crossings-total", "ours/author", ratio(\.crossings)),
      figure(
        "crossings-fewer-or-equal", "share", share { $0.own.crossings <= $0.author.crossings }),
      figure("hidden-total", "ours/author", ratio(\.hidden)),
      figure("length", "ours/author", pairs.map(\.lengthRatio)),
      figure("length-shorter", "share", share { $0.lengthRatio <= 1 }),
      figure(
        "area", "ours/author",
        pairs.map { $0.own.width * $0.own.height / max(1, $0.author.width * $0.author.height) }),
    ]
  }
}
