public import JSON
import TestSupport
import WorkflowGraph

/// Many walks through the mask, each by its number.
///
/// The walks of a block share eight worlds, which are drawn anew for each block.
public struct WalkRun {
  private let source: WalkWorlds
  private let seed: UInt64
  private var block: Int?
  private var worlds: [WalkWorld] = []
  /// Walks done.
  public private(set) var walks = 0
  /// Tokens written.
  public private(set) var tokens = 0
  /// How often each kind of failure was seen, and the number of the first such walk.
  public private(set) var failures: [String: (count: Int, first: Int)] = [:]

  /// The walks of one block.
  public static let blockSize = 2_000

  /// Prepares a run; equal seeds give equal walks.
  public init(_ source: WalkWorlds, seed: UInt64) {
    self.source = source
    self.seed = seed
  }

  /// The walk of a number, and its world.
  public mutating func walk(_ number: Int) throws -> (walk: MaskWalk, world: WalkWorld) {
    if block != number / Self.blockSize {
      block = number / Self.blockSize
      worlds = try source.parts(seed: seed &+ UInt64(number / Self.blockSize))
    }
    let world = worlds[number % worlds.count]
    var random = TestGenerator(state: seed &+ UInt64(number) &* 0x9E37_79B9)
    let walk = MaskWalk(world, using: &random)
    walks += 1
    tokens += walk.tokens
    if let failure = walk.failure {
      failures[String(failure.prefix(60)), default: (0, number)].count += 1
    }
    return (walk, world)
  }

  /// The walks that were not clean.
  public var failed: Int { failures.values.reduce(0) { $0 + $1.count } }

  /// One line for each kind of failure, the most frequent first.
  public var report: [String] {
    failures.sorted { ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first) }
      .map { "\($0.value.count) x \($0.key) (walk \($0.value.first))" }
  }
}

extension MaskWalk {
  /// The walk for checks by others: what was offered and written, and the prompt that it stands for.
  public func json(number: Int, seed: UInt64, world: WalkWorld) -> JSONValue {
    .object(
      JSONObject([
        ("walk", .number(JSONNumber(number))), ("seed", .string(String(seed))),
        ("catalog", .string(world.name)),
        ("candidates", .array(candidates.map { .string($0) })),
        ("budget", .number(JSONNumber(budget))), ("tokens", .number(JSONNumber(tokens))),
        ("text", .string(text)), ("prompt", workflow.map { APIFormat.write($0) } ?? .null),
        ("failure", failure.map { .string($0) } ?? .null),
      ]))
  }
}
