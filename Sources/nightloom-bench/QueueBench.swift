import JobStore
import OperatingSystem

/// Measures the queue against the goals of a runner: acceptance, claims, answers to questions.
///
/// Each part prints one line a figure with its goal; the exit status is 1 when one is missed.
struct QueueBench {
  enum Part: String, CaseIterable {
    /// Grouped acceptance, then claim and finish, both durable.
    case store
    /// Status and history over many rows.
    case history
    /// The time of a job beside its generation, with twelve result files.
    case overhead
    /// Puts files into an inbox, for a runner that is measured from outside.
    case files
    /// The time from a drop by rename to the row, while a runner watches.
    case drops
  }

  static let usage = """
    or:    nightloom-bench queue store|history|overhead|files|drops FOLDER [--count N]
    queue measures in FOLDER: store on N jobs [100000], history on N rows [1000000], overhead on N
    jobs [300]; files drops N prompt files into FOLDER/inbox [100000], drops measures N drops one
    after the other while a runner watches FOLDER [200].

    """

  let part: Part
  let folder: String
  let count: Int

  init(_ words: [String]) throws {
    guard words.count >= 2, let part = Part(rawValue: words[0]) else {
      throw ToolError("queue wants a part and a folder")
    }
    self.part = part
    folder = words[1]
    guard words.count > 2 else {
      count = [.store: 100_000, .history: 1_000_000, .overhead: 300, .files: 100_000][part] ?? 200
      return
    }
    guard words.count == 4, words[2] == "--count", let count = Int(words[3]), count > 0 else {
      throw ToolError("queue knows only --count N")
    }
    self.count = count
  }

  /// Measures; whether every goal was met.
  func run() throws -> Bool {
    try makeFolders(folder)
    switch part {
    case .store: return try StoreSpeed(folder: folder, count: count).run()
    case .history: return try HistorySpeed(folder: folder, count: count).run()
    case .overhead: return try OverheadBench(folder: folder, count: count).run()
    case .files: return try DropBench(folder: folder, count: count).dropAll()
    case .drops: return try DropBench(folder: folder, count: count).run()
    }
  }
}

/// A figure with the bound it has to keep.
struct Goal {
  /// Whether the bound is the most or the least.
  enum Bound {
    case most(Double)
    case least(Double)
  }

  let name: String
  let value: Double
  let unit: String
  let bound: Bound

  /// Prints the line; whether the goal is met.
  func report() -> Bool {
    let isMet: Bool
    let words: String
    switch bound {
    case .most(let limit):
      isMet = value <= limit
      words = "at most \(limit)"
    case .least(let limit):
      isMet = value >= limit
      words = "at least \(limit)"
    }
    let shown = (value * 10).rounded() / 10
    // A reader that went away is no error.
    try? StandardStreams.output.write(
      "\(isMet ? "met   " : "missed") \(name): \(shown) \(unit) (goal: \(words))\n")
    return isMet
  }
}

/// Times in milliseconds.
struct Timings {
  private(set) var values: [Double] = []

  /// Runs `work` and keeps its time.
  mutating func measure<Result>(_ work: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try work()
    add(start.duration(to: clock.now))
    return result
  }

  mutating func add(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    values.append(Double(seconds) * 1000 + Double(attoseconds) / 1e15)
  }

  /// The value that this share of all does not pass.
  func percentile(_ share: Double) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return .nan }
    let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return sorted.indices.contains(place) ? sorted[place] : last
  }

  var sum: Double { values.reduce(0, +) }
}
