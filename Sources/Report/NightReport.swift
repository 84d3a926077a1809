public import JSON
public import JobStore

/// What a person wants to know in the morning: what came out, what failed and why, what is left.
public struct NightReport: Sendable {
  /// One answer of a published result.
  public struct Answer: Equatable, Sendable {
    /// Its place, from 1: the files that begin with it are the answer's.
    public var place: Int
    /// Score M.
    public var score: Double?
    /// Why it stands where it stands.
    public var why: String
    /// Packs, paid services and files the answer needs, in words.
    public var needs: [String]
  }

  /// One ended job with what its folder tells.
  public struct Entry: Sendable {
    /// The job.
    public var job: Job
    /// The wish; `nil` when it was forgotten.
    public var prompt: String?
    /// Names of the files in its folder.
    public var files: [String] = []
    /// Published answers, best first.
    public var answers: [Answer] = []
    /// What to do about a failure.
    public var hint: String?

    /// Makes an entry that knows only the row.
    public init(_ job: Job, prompt: String? = nil) {
      self.job = job
      self.prompt = prompt
    }

    /// Takes over what `rank.json` says of the answers that have files.
    public mutating func take(rank: JSONValue) {
      let listed = rank["answers"]?.array ?? []
      answers = listed.compactMap(Answer.init).filter { answer in
        files.contains { $0.hasPrefix("\(answer.place).") }
      }
    }

    /// The answer's files, in the order people want them.
    public func files(of place: Int) -> [String] {
      files.filter { $0.hasPrefix("\(place).") }.sorted { left, right in
        (Self.rank(left), left) < (Self.rank(right), right)
      }
    }

    private static func rank(_ name: String) -> Int {
      let order = [".workflow.json", ".api.json", ".preview.svg"]
      return order.firstIndex { name.hasSuffix($0) } ?? order.count
    }
  }

  /// One thing in `hold/`.
  public struct Held: Equatable, Sendable {
    /// The name it was dropped under.
    public var name: String
    /// The name it has in `hold/`.
    public var kept: String
    /// Why, as a word.
    public var reason: String
    /// Why, as a sentence.
    public var sentence: String
    /// What to do.
    public var hint: String

    /// Reads a `.reason.json`.
    public init(kept: String, _ reason: JSONValue) {
      self.kept = kept
      name = reason["name"]?.string ?? kept
      self.reason = reason["reason"]?.string ?? ""
      sentence = reason["sentence"]?.string ?? ""
      hint = reason["hint"]?.string ?? ""
    }
  }

  /// Ended at this time or later; UTC milliseconds.
  public var since: Int64
  /// When the report was made; UTC milliseconds.
  public var now: Int64
  /// The ended jobs, best first, then the failures.
  public private(set) var entries: [Entry]
  /// Ended jobs that are not in `entries` because there were too many.
  public var omitted = 0
  /// What was put into `hold/` meanwhile.
  public var held: [Held] = []
  /// Jobs that are not ended, by state.
  public var live: [StateCount] = []

  /// Makes a report; the entries are put in order.
  public init(since: Int64, now: Int64, _ entries: [Entry]) {
    self.since = since
    self.now = now
    self.entries = entries.sorted(by: Self.precedes)
  }

  /// Done before given up before stopped; then by score, best first; then by number.
  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    let states: [JobState] = [.done, .dead, .expired, .cancelled]
    func place(_ entry: Entry) -> Int { states.firstIndex(of: entry.job.state) ?? states.count }
    if place(left) != place(right) { return place(left) < place(right) }
    let scores = (left.job.bestScore ?? -1, right.job.bestScore ?? -1)
    return scores.0 != scores.1 ? scores.0 > scores.1 : left.job.row < right.job.row
  }

  /// The entries in a state.
  public func entries(_ state: JobState) -> [Entry] { entries.filter { $0.job.state == state } }

  /// The totals in a sentence.
  public var totals: String {
    let low = entries(.done).count { $0.job.flags.contains(.lowScore) }
    let done = "\(entries(.done).count) done" + (low > 0 ? " (\(low) with a low score)" : "")
    let ended = [(JobState.dead, "failed"), (.expired, "too late"), (.cancelled, "cancelled")]
      .map { (entries($0.0).count, $0.1) }
    let rest = ended.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let aside = held.isEmpty ? [] : ["\(held.count) put aside"]
    let waiting = live.filter { $0.count > 0 }.map { "\($0.count) \($0.state.rawValue)" }
    let more = omitted > 0 ? ["\(omitted) more not shown"] : []
    return ([done] + rest + aside + waiting + more).joined(separator: ", ")
  }

  /// The median of the best scores of done jobs, the lower one of two.
  public var medianScore: Double? {
    let scores = entries(.done).compactMap(\.job.bestScore).sorted()
    return scores.isEmpty ? nil : scores[(scores.count - 1) / 2]
  }
}

extension NightReport.Answer {
  /// Reads one answer of `rank.json`; `nil` when it was not published.
  init?(_ json: JSONValue) {
    guard let place = json["place"]?.int, (1...999).contains(place) else { return nil }
    self.place = place
    score = json["metric"]?.double
    why = json["why"]?.string ?? ""
    let needs = json["needs"]
    func names(_ kind: String, _ key: String) -> [String] {
      (needs?[kind]?.array ?? []).compactMap { $0[key]?.string ?? $0.string }
    }
    self.needs =
      names("packs", "pack").map { "pack \($0)" }
      + names("services", "service").map { "paid service \($0)" } + names("files", "name")
  }
}
