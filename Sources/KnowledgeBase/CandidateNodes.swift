import WorkflowGraph

/// The class types offered for one answer (the paper's V_cand).
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), sections 3 and 4.5. Differs: retrieval ranks class types
/// by a learned scorer, see ``NodeRetriever``, instead of workflows by an embedding; the closure is
/// ours.
public struct CandidateNodes: Equatable, Sendable {
  /// The class types in the order of the prompt.
  public var classTypes: [String]
  /// Those among them that the closure added, in the order it found them wanting.
  public var addedByClosure: [String]

  /// Takes class types as they are.
  public init(classTypes: [String], addedByClosure: [String] = []) {
    self.classTypes = classTypes
    self.addedByClosure = addedByClosure
  }

  /// The share of random types beside the gold ones.
  public static let randomShare = 0.8

  /// Candidates of a training sample: the gold types and floor(0.8 · n) others, shuffled.
  ///
  /// - Parameters:
  ///   - gold: The gold workflow's class types; repetitions count once.
  ///   - pool: The class types of the knowledge base.
  ///   - generator: One draw for each random type and one for each place but one.
  /// - Returns: The candidates; fewer random types when the pool is small.
  public static func training(
    gold: [String], pool: [String], using generator: inout some RandomNumberGenerator
  ) -> CandidateNodes {
    var seen: Set<String> = []
    var chosen = gold.filter { seen.insert($0).inserted }
    var others = pool.filter { seen.insert($0).inserted }
    // floor(0.8 n) in integers, so that no rounding of 0.8 can show.
    for _ in 0..<min(chosen.count * 4 / 5, others.count) {
      let place = draw(below: others.count, using: &generator)
      chosen.append(others[place])
      others.swapAt(place, others.count - 1)
      others.removeLast()
    }
    shuffle(&chosen, using: &generator)
    return CandidateNodes(classTypes: chosen)
  }

  /// The candidates with what they need to be complete.
  ///
  /// - Parameters:
  ///   - classTypes: The class types at hand.
  ///   - retriever: Knows the definitions and how usual they are.
  ///   - isUsable: Whether a class type may be added.
  /// - Returns: The class types, then the added ones.
  public static func closed(
    _ classTypes: [String], retriever: NodeRetriever,
    usable isUsable: (String) -> Bool = { _ in true }
  ) -> CandidateNodes {
    let present = Set(classTypes)
    let added = retriever.producers.closure(of: classTypes) { isUsable($0) }
      .filter { !present.contains($0) }
    return CandidateNodes(classTypes: classTypes + added, addedByClosure: added)
  }

  /// The candidates in random order, so that position tells nothing; one draw for each but one.
  public func shuffled(using generator: inout some RandomNumberGenerator) -> CandidateNodes {
    var result = self
    Self.shuffle(&result.classTypes, using: &generator)
    return result
  }

  // MARK: - Draws that stay the same from one compiler to the next

  private static func shuffle(
    _ names: inout [String], using generator: inout some RandomNumberGenerator
  ) {
    guard names.count > 1 else { return }
    for last in (1..<names.count).reversed() {
      names.swapAt(last, draw(below: last + 1, using: &generator))
    }
  }

  /// The high word of a 64 by 64 bit product; the bias is below count / 2^64.
  private static func draw(
    below count: Int, using generator: inout some RandomNumberGenerator
  ) -> Int {
    Int(generator.next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
