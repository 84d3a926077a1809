import Glibc

/// Change notices of folders; they are hints, since a full queue drops some and says so once.
public final class Inotify: Sendable {
  /// What happened.
  public enum Change: Sendable, Equatable {
    /// A name appeared by creation; its contents may still be on their way.
    case created
    /// A writer closed the file.
    case closed
    /// A name was renamed into the folder.
    case movedIn
    /// The folder itself was removed, renamed or unmounted; watch again.
    case folderGone
    /// Notices were lost; look at everything.
    case overflow
  }

  /// One notice.
  public struct Event: Sendable, Equatable {
    /// The watch it belongs to; -1 for an overflow.
    public let watch: Int32
    /// What happened.
    public let change: Change
    /// The raw name inside the folder; empty when it is about the folder.
    public let name: [UInt8]

    /// Makes a notice, for tests.
    public init(watch: Int32, change: Change, name: [UInt8]) {
      self.watch = watch
      self.change = change
      self.name = name
    }
  }

  /// The descriptor, readable when there are notices.
  ///
  /// A dispatch source on it is level-triggered: its handler must ``drain()``.
  public let descriptor: Int32

  /// Opens a queue of notices.
  /// - Throws: the failed call; EMFILE when the user has too many of them.
  public init() throws(SystemCallError) {
    descriptor = try checked("inotify_init1", []) {
      inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    }
  }

  deinit { _ = close(descriptor) }

  /// Watches the very folder that is open, wherever its path leads by now.
  /// - Throws: the failed call; ENOSPC when the user has too many watches.
  public func watch(_ folder: DirectoryHandle) throws(SystemCallError) -> Int32 {
    // Never IN_OPEN or IN_ACCESS: our own reading would come back as a notice.
    let mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
    return try checked("inotify_add_watch", Array(folder.path.utf8)) {
      inotify_add_watch(descriptor, "/proc/self/fd/\(folder.descriptor)", UInt32(mask))
    }
  }

  /// Stops a watch; one that is gone already is left alone.
  public func stop(_ watch: Int32) { _ = inotify_rm_watch(descriptor, watch) }

  /// Waits until there are notices.
  /// - Returns: Whether there are; `false` after the time or a signal.
  public func wait(milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }

  /// Takes all waiting notices.
  /// - Throws: the failed call.
  public func drain() throws(SystemCallError) -> [Event] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
    defer { buffer.deallocate() }
    var events: [Event] = []
    while true {
      let count = repeating { read(descriptor, buffer.baseAddress, buffer.count) }
      if count == -1, errno == EAGAIN { return events }
      guard count > 0 else {
        throw SystemCallError(call: "read", path: "inotify", code: count == 0 ? EIO : errno)
      }
      events += parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Takes `struct inotify_event` apart: watch, mask, cookie, length (32 bits each), then the name,
  /// filled up with NUL bytes.
  private func parse(_ bytes: UnsafeRawBufferPointer) -> [Event] {
    var events: [Event] = []
    var start = 0
    while start + 16 <= bytes.count {
      let watch = bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)
      let mask = bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
      let length = Int(bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
      let end = min(start + 16 + length, bytes.count)
      let name = Array(bytes[start + 16..<end].prefix { $0 != 0 })
      if let change = change(mask) {
        events.append(Event(watch: watch, change: change, name: name))
      }
      start = end
    }
    return events
  }

  private func change(_ mask: UInt32) -> Change? {
    func has(_ flag: Int32) -> Bool { mask & UInt32(flag) != 0 }
    if has(IN_Q_OVERFLOW) { return .overflow }
    if has(IN_UNMOUNT) || has(IN_DELETE_SELF) || has(IN_MOVE_SELF) { return .folderGone }
    if has(IN_MOVED_TO) { return .movedIn }
    if has(IN_CLOSE_WRITE) { return .closed }
    return has(IN_CREATE) ? .created : nil
  }
}
