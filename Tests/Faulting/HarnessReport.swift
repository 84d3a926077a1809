import Dispatch
import Synchronization

/// What a harness did and found: one line, and a sentence for each breach.
public struct HarnessReport: Sendable {
  /// The harness, such as `kill`.
  public let name: String
  /// Numbers in the order in which they are shown.
  public var counts: [(name: String, value: Int)] = []
  /// What broke a promise; empty when all hold.
  public var findings: [String] = []
  /// Why nothing was done, or `nil`.
  public var skipped: String?
  /// What else is worth a line.
  public var notes: [String] = []
  /// How long it took.
  public var seconds = 0.0

  private var breaches = Breaches()

  private struct Breaches: Sendable {
    var lost = 0
    var double = 0
    var torn = 0
    var phantom = 0
  }

  /// Starts with nothing done.
  public init(_ name: String) { self.name = name }

  /// The number behind a name; 0 when there is none yet.
  public subscript(_ name: String) -> Int {
    get { counts.first { $0.name == name }?.value ?? 0 }
    set {
      if let place = counts.firstIndex(where: { $0.name == name }) {
        counts[place].value = newValue
      } else {
        counts.append((name, newValue))
      }
    }
  }

  /// Adds what the checker found, with the words that tell where.
  public mutating func add(_ audit: SpoolAudit, at place: String) {
    self["jobs"] += audit.jobs
    self["results"] += audit.results
    breaches.lost += audit.lost.count
    breaches.double += audit.double.count
    breaches.torn += audit.torn.count
    breaches.phantom += audit.phantom.count
    findings += audit.findings.map { "\(place): \($0)" }
  }

  /// Adds another part of the same harness.
  public mutating func add(_ other: HarnessReport) {
    for count in other.counts { self[count.name] += count.value }
    breaches.lost += other.breaches.lost
    breaches.double += other.breaches.double
    breaches.torn += other.breaches.torn
    breaches.phantom += other.breaches.phantom
    findings += other.findings
    notes += other.notes
    skipped = skipped ?? other.skipped
  }

  /// One line: numbers, then what was lost, doubled, torn or phantom.
  public var line: String {
    if let skipped { return "\(name): skipped: \(skipped)" }
    let numbers = counts.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    let rest = Int((seconds * 10).rounded())
    return "\(name): \(numbers) lost=\(breaches.lost) double=\(breaches.double)"
      + " torn=\(breaches.torn) phantom=\(breaches.phantom) findings=\(findings.count)"
      + " seconds=\(rest / 10).\(rest % 10)"
  }
}

/// Adds up parts that `lanes` threads make, numbered from 1, until enough is done, a part was
/// skipped, or `limit` breaches were found.
func lanesOf(
  _ start: HarnessReport, _ lanes: Int, limit: Int = 20,
  until isEnough: @Sendable (HarnessReport) -> Bool,
  _ part: @Sendable (Int) -> HarnessReport
) -> HarnessReport {
  let next = Mutex(0)
  let shared = Mutex(start)
  DispatchQueue.concurrentPerform(iterations: lanes) { _ in
    while shared.withLock({ !isEnough($0) && $0.findings.count < limit && $0.skipped == nil }) {
      let number = next.withLock { number in
        number += 1
        return number
      }
      let made = part(number)
      shared.withLock { $0.add(made) }
    }
  }
  return shared.withLock { $0 }
}
