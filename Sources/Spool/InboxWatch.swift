public import OperatingSystem

/// Tells which names in the inbox deserve a look; a value, so that tests can lose notices.
public protocol InboxNotices {
  /// Takes all waiting notices.
  func drain() throws(SpoolError) -> InboxWatch.Changes
  /// Waits for notices and says whether there are some.
  func wait(milliseconds: Int32) -> Bool
}

/// Tells by the kernel's notices which names in the inbox deserve a look.
///
/// A thin layer over ``Inotify``: a notice only marks a name for ``Settling``; when notices were
/// lost or the folder itself moved, the answer is to look at everything.
public final class InboxWatch: InboxNotices, Sendable {
  /// What the waiting notices amount to.
  public struct Changes: Equatable, Sendable {
    /// Names with their strongest sign, in the order in which they first came.
    public var signs: [(name: [UInt8], sign: Settling.Sign)] = []
    /// Notices were lost: scan.
    public var mustScan = false
    /// The inbox was removed, renamed or unmounted: open it again, watch, scan.
    public var isGone = false

    /// No change.
    public init() {}

    /// Equal when all parts are.
    public static func == (left: Changes, right: Changes) -> Bool {
      left.mustScan == right.mustScan && left.isGone == right.isGone
        && left.signs.elementsEqual(right.signs) { $0.name == $1.name && $0.sign == $1.sign }
    }
  }

  private let queue: Inotify

  /// Readable when there are notices; level-triggered, so ``drain()`` in the handler.
  public var descriptor: Int32 { queue.descriptor }

  /// Starts to watch; scan afterwards, never before.
  /// - Throws: the failed call; then poll every 5 s instead.
  public init(_ inbox: DirectoryHandle) throws(SpoolError) {
    queue = try system { () throws(SystemCallError) in
      let queue = try Inotify()
      _ = try queue.watch(inbox)
      return queue
    }
  }

  /// Takes all waiting notices.
  /// - Throws: the failed call.
  public func drain() throws(SpoolError) -> Changes {
    Self.changes(try system { () throws(SystemCallError) in try queue.drain() })
  }

  /// Waits for notices.
  /// - Returns: Whether there are some.
  public func wait(milliseconds: Int32) -> Bool { queue.wait(milliseconds: milliseconds) }

  /// What a run of notices amounts to.
  public static func changes(_ events: [Inotify.Event]) -> Changes {
    var changes = Changes()
    var places: [[UInt8]: Int] = [:]
    for event in events {
      let sign: Settling.Sign
      switch event.change {
      case .overflow:
        changes.mustScan = true
        continue
      case .folderGone:
        changes.isGone = true
        continue
      case .movedIn: sign = .movedIn
      case .closed: sign = .closed
      case .created: sign = .seen
      }
      guard InboxScan.isCandidate(event.name) else { continue }
      if let place = places[event.name] {
        changes.signs[place].sign = max(changes.signs[place].sign, sign)
      } else {
        places[event.name] = changes.signs.count
        changes.signs.append((event.name, sign))
      }
    }
    return changes
  }
}
