#if canImport(Glibc)
  import Glibc
#endif

/// A run of many damaged inputs through one kind of parser.
public struct FuzzRun {
  /// What a run found.
  public struct Result: Sendable {
    /// Inputs read.
    public var cases = 0
    /// Inputs that were still good.
    public var good = 0
    /// Processor time of the slowest input, in seconds.
    public var slowestSeconds = 0.0
    /// The number of the slowest input.
    public var slowestCase = 0
    /// Broken promises, at most ten.
    public var failures: [String] = []
  }

  private let parsers: FuzzParsers
  private let seeds: FuzzSeeds
  private let seed: UInt64

  /// Prepares a run; equal seeds give equal cases.
  public init(parsers: FuzzParsers, seeds: FuzzSeeds, seed: UInt64) {
    self.parsers = parsers
    self.seeds = seeds
    self.seed = seed
  }

  /// Reads the cases of a range.
  ///
  /// - Parameters:
  ///   - target: The kind of input.
  ///   - cases: The numbers of the cases.
  /// - Returns: What was found; a trap ends the process instead.
  public func run(_ target: FuzzTarget, cases: Range<Int>) -> Result {
    var result = Result()
    for number in cases {
      let bytes = input(target, number)
      let start = Self.processorSeconds()
      do {
        if try parsers.read(bytes, as: target) { result.good += 1 }
      } catch {
        if result.failures.count < 10 {
          result.failures.append("\(target.rawValue) case \(number) of seed \(seed): \(error)")
        }
      }
      let seconds = Self.processorSeconds() - start
      if seconds > result.slowestSeconds {
        result.slowestSeconds = seconds
        result.slowestCase = number
      }
      result.cases += 1
    }
    return result
  }

  /// The bytes of one case, to look at it by itself.
  public func input(_ target: FuzzTarget, _ number: Int) -> [UInt8] {
    let good = seeds.inputs(for: target)
    var mutator = Mutator(seed: seed, caseNumber: number)
    let first = good[mutator.draw(good.count)]
    let second = good[mutator.draw(good.count)]
    if target.isBinary { return mutator.mutatedBinary(first, with: second) }
    if target.isJSON && mutator.happens(50) { return mutator.mutatedTree(first) }
    return mutator.mutated(first, with: second, limit: 32_768)
  }

  /// Processor time of this thread: another process on the same core does not count as a hang.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
