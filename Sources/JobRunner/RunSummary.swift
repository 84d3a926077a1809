public import JSON

/// What one run did, for people, scripts and the exit code.
public struct RunSummary: Sendable, Equatable {
  /// Requests that became jobs, refused ones included.
  public var accepted = 0
  /// Jobs that ended well, low scores included.
  public var done = 0
  /// Of those, jobs whose metric stayed low.
  public var low = 0
  /// Jobs that ended for good without a result, refused ones included.
  public var dead = 0
  /// Jobs whose deadline passed.
  public var expired = 0
  /// Files moved to `hold/`.
  public var held = 0
  /// Requests that an earlier job stands for.
  public var duplicate = 0
  /// Jobs and files that could have been worked on and were not.
  public var left = 0
  /// Rounds of generation.
  public var attempts = 0
  /// Tokens written.
  public var tokens = 0
  /// Best metrics of the jobs done.
  public var metrics: [Double] = []
  /// Time of the run.
  public var seconds = 0.0
  /// What hindered the run at its end, or `nil`.
  public var hindrance: String?

  /// Makes the summary of a run that did nothing.
  public init() {}

  /// 65 when requests are dead or held for good, else 75 when work is left, else 0.
  public var exitCode: Int32 {
    if dead > 0 || held > 0 { return 65 }
    return left > 0 ? 75 : 0
  }

  /// Tokens written per second of the run.
  public var tokensPerSecond: Double { seconds > 0 ? Double(tokens) / seconds : 0 }

  /// The best of the best metrics.
  public var best: Double? { metrics.max() }

  /// The middle of the best metrics, the lower one of two.
  public var median: Double? {
    metrics.isEmpty ? nil : metrics.sorted()[(metrics.count - 1) / 2]
  }

  /// One line of `name=value`; fields are only ever added, values have no blanks.
  public func line(_ command: String) -> String {
    "nightloom \(command): jobs=\(accepted) done=\(done) low=\(low) dead=\(dead)"
      + " expired=\(expired) left=\(left) held=\(held) duplicate=\(duplicate)"
      + " attempts=\(attempts) best=\(Self.share(best)) median=\(Self.share(median))"
      + " tokens=\(tokens) time=\(Self.clock(seconds)) exit=\(exitCode)"
  }

  /// The same as one object.
  public func json(_ command: String) -> JSONValue {
    [
      "schema": .string("nightloom.\(command)/1"), "accepted": .int(accepted),
      "done": .int(done), "low": .int(low), "dead": .int(dead), "expired": .int(expired),
      "held": .int(held), "duplicate": .int(duplicate), "left": .int(left),
      "attempts": .int(attempts), "best": best.map { .double(Self.rounded($0)) } ?? .null,
      "median": median.map { .double(Self.rounded($0)) } ?? .null, "tokens": .int(tokens),
      "seconds": .double(Self.rounded(seconds)),
      "tokens_per_second": .double(Self.rounded(tokensPerSecond)),
      "hindrance": hindrance.map { .string($0) } ?? .null, "exit": .int(Int(exitCode)),
    ]
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  private static func share(_ value: Double?) -> String {
    guard let value else { return "-" }
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(padded(hundredths % 100))"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return "\(padded(whole / 3600)):\(padded(whole / 60 % 60)):\(padded(whole % 60))"
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
