public import OperatingSystem

/// Why a file in the inbox is moved to `hold/`; raw values of the product's closed list.
public enum HoldReason: String, Sendable, CaseIterable {
  /// Not a regular file.
  case notRegular = "not-regular"
  /// The file may not be read.
  case unreadable
  /// The file name's extension is not one of prompts.
  case unknownType = "unknown-type"
  /// The file does not come to rest.
  case stillChanging = "still-changing"
  /// The file has a second name.
  case hardLinked = "hard-linked"
  /// A folder in the place of a result is torn or belongs to something else.
  case internalConflict = "internal"

  /// What it means, for `reason.json`.
  public var sentence: String {
    switch self {
    case .notRegular: "this is a link, folder, pipe, socket or device, which is never read"
    case .unreadable: "nightloom may not read this file"
    case .unknownType: "the ending of the file name is not one of prompt files"
    case .stillChanging: "the file went on changing for too long"
    case .hardLinked: "the file has a second name, under which it could change unseen"
    case .internalConflict: "this stood in the place of a result and was not that result"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .notRegular: "copy the file itself into the inbox"
    case .unreadable: "chmod a+r the file, or chgrp it to nightloom, and drop it again"
    case .unknownType: "use .txt, .md, .prompt, .jsonl, .ndjson, .csv or no ending"
    case .stillChanging: "write it elsewhere, then move it into the inbox"
    case .hardLinked: "copy the file instead of linking it"
    case .internalConflict: "keep it if it is yours, else remove it"
    }
  }
}

/// Decides for each file in the inbox when it is complete; a pure state machine.
///
/// | Tier | Sign | Ready |
/// |---|---|---|
/// | a | moved in | at once |
/// | a | closed after writing | when size and times stood still for the closing time |
/// | b | only seen | when size and times stood still for the quiet time |
/// | c | strict | moved in, or the name ends in `.ready` |
///
/// Every file has its own clock, so that steady traffic or a slow writer never delays others. Times
/// are milliseconds of a clock that is never set back. The reader still compares `fstat` before and
/// after; when they differ it calls ``restart(_:now:)``. That alone cannot tell a closed file that
/// is written once more: a write changes the times when it begins, not when it ends.
public struct Settling: Sendable {
  /// Times in milliseconds, and whether tier c is on.
  public struct Rules: Sendable, Equatable {
    /// How long a closed file must stand still, at most ``quiet``: far longer than a write takes.
    public var closing: Int64 = 20
    /// How long an only seen file must stand still.
    public var quiet: Int64 = 2000
    /// After this time a file that still changes is held.
    public var giveUp: Int64 = 600_000
    /// After this time a file with a second name is held.
    public var linked: Int64 = 60_000
    /// After this time what is not a regular file is held.
    public var odd: Int64 = 2000
    /// Whether only tier c counts.
    public var isStrict = false

    /// The rules of the specification.
    public init() {}
  }

  /// How a name came to notice, weakest first.
  public enum Sign: Int, Sendable, Comparable {
    /// Found by a scan, or created without a close.
    case seen
    /// Closed after writing.
    case closed
    /// Found by a scan, unchanged for the quiet time.
    case still
    /// Renamed into the inbox.
    case movedIn

    /// By strength.
    public static func < (left: Sign, right: Sign) -> Bool { left.rawValue < right.rawValue }
  }

  /// What to do with a file now.
  public enum Verdict: Equatable, Sendable {
    /// Look again at this time.
    case wait(until: Int64)
    /// Read it; `withoutClose` when only its standing still tells that it is complete.
    case ready(withoutClose: Bool)
    /// Move it to `hold/`.
    case hold(HoldReason)
    /// Strict rules: not ours to take.
    case ignore
  }

  private struct Track {
    var sign: Sign
    let firstSeen: Int64
    var status: FileStatus?
    /// Since when the status is the same.
    var since: Int64
    var next: Int64
  }

  /// The times; new ones hold from the next look on.
  public var rules: Rules
  private var tracks: [[UInt8]: Track] = [:]

  /// Starts with no file.
  public init(_ rules: Rules = Rules()) { self.rules = rules }

  /// How many files are waited for.
  public var count: Int { tracks.count }

  /// When the next file deserves a look, or `nil` when none waits.
  public var nextTime: Int64? { tracks.values.map(\.next).filter { $0 < .max }.min() }

  /// The names that deserve a look by now, sorted by bytes.
  public func due(now: Int64) -> [[UInt8]] {
    tracks.filter { $0.value.next <= now }.map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Takes a sign of a name; a stronger one than before counts, a weaker one does not.
  public mutating func notice(_ name: [UInt8], _ sign: Sign, now: Int64) {
    guard var track = tracks[name] else {
      tracks[name] = Track(sign: sign, firstSeen: now, status: nil, since: now, next: now)
      return
    }
    track.sign = max(track.sign, sign)
    if sign > .seen { track.next = now }
    tracks[name] = track
  }

  /// Judges a file by its status now, which is `nil` when it is gone.
  ///
  /// Files that are ready, held or gone are forgotten.
  public mutating func look(_ name: [UInt8], _ status: FileStatus?, now: Int64) -> Verdict? {
    guard let status else {
      tracks[name] = nil
      return nil
    }
    var track =
      tracks[name] ?? Track(sign: .seen, firstSeen: now, status: nil, since: now, next: now)
    if !isSame(track.status, status) {
      track.status = status
      track.since = now
    }
    let verdict = judge(name, status, track, now)
    switch verdict {
    case .wait(let time): track.next = time
    case .ignore: track.next = .max
    case .ready, .hold:
      tracks[name] = nil
      return verdict
    }
    tracks[name] = track
    return verdict
  }

  /// Begins anew with a file that changed while it was read: earlier signs do not count any more.
  public mutating func restart(_ name: [UInt8], now: Int64) {
    tracks[name] = Track(sign: .seen, firstSeen: now, status: nil, since: now, next: now)
  }

  private func judge(_ name: [UInt8], _ status: FileStatus, _ track: Track, _ now: Int64) -> Verdict
  {
    func until(_ time: Int64, or reason: HoldReason) -> Verdict {
      now >= time ? .hold(reason) : .wait(until: time)
    }
    guard status.kind == .regular else {
      return until(track.firstSeen + rules.odd, or: .notRegular)
    }
    guard status.links <= 1 else {
      return until(track.firstSeen + rules.linked, or: .hardLinked)
    }
    if rules.isStrict {
      let isMarked = name.suffix(6).elementsEqual(".ready".utf8)
      return track.sign == .movedIn || isMarked ? .ready(withoutClose: false) : .ignore
    }
    if track.sign >= .still { return .ready(withoutClose: false) }
    let isClosed = track.sign == .closed
    let rest = track.since + (isClosed ? min(rules.closing, rules.quiet) : rules.quiet)
    if now >= rest { return .ready(withoutClose: !isClosed) }
    if now >= track.firstSeen + rules.giveUp { return .hold(.stillChanging) }
    return .wait(until: rest)
  }
}

/// Whether a file is the same and unchanged, by all that `fstat` tells.
func isSame(_ left: FileStatus?, _ right: FileStatus) -> Bool {
  guard let left else { return false }
  return left.device == right.device && left.inode == right.inode && left.size == right.size
    && left.modified == right.modified && left.changed == right.changed
}
