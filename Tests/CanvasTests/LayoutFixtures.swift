import TestSupport

@testable import Canvas

extension LayoutGraph {
  /// Boxes of 20 by 10 with links from and to their upper edges.
  static func make(
    _ stages: [StageGroups.Stage], links: [(Int, Int)], height: Int = 10
  ) -> LayoutGraph {
    LayoutGraph(
      boxes: stages.map { Box(width: 20, height: height, stage: $0) },
      links: links.map { Link(source: $0.0, target: $0.1, exit: 0, entry: 0) })
  }

  /// A graph of up to 25 boxes of various sizes and stages.
  static func random(_ generator: inout TestGenerator) -> LayoutGraph {
    let count = Int.random(in: 1...25, using: &generator)
    let stages = StageGroups.Stage.allCases.dropFirst(Int.random(in: 0...3, using: &generator))
    let boxes = (0..<count).map { _ in
      Box(
        width: Int.random(in: 14...60, using: &generator),
        height: Int.random(in: 3...90, using: &generator),
        stage: stages.randomElement(using: &generator) ?? .output)
    }
    var links: [Link] = []
    for target in 1..<max(2, count) where target < count {
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        links.append(
          Link(
            source: Int.random(in: 0..<target, using: &generator), target: target,
            exit: Double.random(in: 0...3, using: &generator),
            entry: Double.random(in: 0...3, using: &generator)))
      }
    }
    return LayoutGraph(boxes: boxes, links: links)
  }
}
