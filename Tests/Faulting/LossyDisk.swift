import Glibc
import OperatingSystem
import TestSupport

/// A file system in memory that forgets, at a power cut, what was not synced.
///
/// What a file held at its last sync is durable, and so are the entries that a folder had at its
/// own. At a cut each file keeps its durable bytes, all its bytes, or some of both; each change of
/// entries since the last sync of a folder survives or not by itself, whatever its order. A rename
/// is one change, durable when either of its folders is synced, as on journaling file systems. A
/// failed sync marks what was written as clean and forgets it at the next cut: a second sync that
/// succeeds proves nothing (Rebello et al., USENIX ATC 2020).
///
/// One thread at a time uses it.
final class LossyDisk {
  /// A file, folder or link.
  final class Node {
    let number: UInt64
    let kind: FileKind
    var mode: UInt32
    var bytes: [UInt8] = []
    /// The bytes after a cut, at least.
    var durable: [UInt8] = []
    /// A sync failed: later ones make nothing durable.
    var isSpoiled = false
    var entries: [[UInt8]: Node] = [:]
    /// The entries after a cut, at least.
    var lasting: [[UInt8]: Node] = [:]
    var links = 0
    var modified: Int64
    var changed: Int64
    /// A name for fail points: `inbox`, `stage/manifest.json` and the like.
    var place: String
    /// The descriptor that holds the lock.
    var lock: Int32?

    init(_ number: UInt64, _ kind: FileKind, _ mode: UInt32, _ now: Int64, _ place: String) {
      (self.number, self.kind, self.mode, self.place) = (number, kind, mode, place)
      (modified, changed) = (now, now)
    }
  }

  /// A change of entries that no sync has made durable yet.
  private struct Change {
    var removed: [(folder: Node, name: [UInt8])] = []
    var added: (folder: Node, name: [UInt8], node: Node)?

    func touches(_ folder: Node) -> Bool {
      added?.folder === folder || removed.contains { $0.folder === folder }
    }

    func apply(_ path: ReferenceWritableKeyPath<Node, [[UInt8]: Node]>) {
      for (folder, name) in removed { folder[keyPath: path][name] = nil }
      if let (folder, name, node) = added { folder[keyPath: path][name] = node }
    }
  }

  private struct Open {
    var node: Node
    var offset = 0
    var appends = false
  }

  let root: Node
  private var nodes: UInt64 = 1
  /// The device's number, another one after some power cuts.
  private var device: UInt64 = 1
  private var files: [Int32: Open] = [:]
  private var nextFile: Int32 = 100
  private var changes: [Change] = []
  /// Nanoseconds since 1970.
  var now: () -> Int64 = { 0 }
  /// Told of every name that appears in a folder, and whether by rename.
  var notices: (Node, [UInt8], _ isMoved: Bool) -> Void = { _, _, _ in }

  init() { root = Node(0, .folder, 0o755, 0, "root") }

  // MARK: - The power cut

  /// Loses what is not durable; open descriptors and locks are gone.
  func cut(_ random: inout TestGenerator) {
    files = [:]
    if Bool.random(using: &random) { device += 1 }
    for change in changes where Bool.random(using: &random) { change.apply(\.lasting) }
    changes = []
    var seen: Set<UInt64> = []
    settle(root, &seen, &random)
  }

  private func settle(_ node: Node, _ seen: inout Set<UInt64>, _ random: inout TestGenerator) {
    guard seen.insert(node.number).inserted else { return }
    node.lock = nil
    defer { node.isSpoiled = false }
    node.entries = node.lasting
    node.links = 1
    for child in node.entries.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      settle(child.value, &seen, &random)
    }
    guard node.kind == .regular, node.bytes != node.durable else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: break
    case 1: node.durable = Array(node.bytes.prefix(node.bytes.count / 2))
    case 2: node.durable = [UInt8](repeating: 0, count: node.bytes.count)
    default: if !node.isSpoiled { node.durable = node.bytes }
    }
    node.bytes = node.durable
  }

  /// Everything as it stands is durable.
  func settleAll() {
    changes = []
    var rest = [root]
    while let node = rest.popLast() {
      node.durable = node.bytes
      node.lasting = node.entries
      rest += node.entries.values
    }
  }

  // MARK: - Names

  /// What a descriptor stands for.
  func node(_ folder: Int32, _ call: String) throws(SystemCallError) -> Node {
    guard let open = files[folder] else {
      throw SystemCallError(call: call, path: "", code: EBADF)
    }
    return open.node
  }

  /// The folder that holds the last component, and that component.
  private func parent(_ folder: Int32, _ name: [UInt8], _ call: String)
    throws(SystemCallError) -> (Node, [UInt8])
  {
    guard name.first == 0x2F else { return (try node(folder, call), name) }
    var place = root
    let parts = name.split(separator: 0x2F).map(Array.init)
    for part in parts.dropLast() {
      guard let next = place.entries[part] else {
        throw SystemCallError(call: call, path: displayName(name), code: ENOENT)
      }
      place = next
    }
    return (place, parts.last ?? [])
  }

  private func change(_ change: Change) {
    change.apply(\.entries)
    changes.append(change)
    let time = now()
    for (folder, _) in change.removed { (folder.modified, folder.changed) = (time, time) }
    if let folder = change.added?.folder { (folder.modified, folder.changed) = (time, time) }
  }

  private func add(_ kind: FileKind, _ mode: UInt32, _ folder: Node, _ name: [UInt8]) -> Node {
    nodes += 1
    let made = Node(nodes, kind, mode, now(), Site.place(name, in: folder.place))
    made.links = 1
    change(Change(added: (folder, name, made)))
    return made
  }

  // MARK: - What producers and users do beside the program

  /// Writes a file in place; what it holds then is durable.
  func rewrite(_ bytes: [UInt8], _ name: [UInt8], in folder: Node) {
    guard let node = folder.entries[name] else { return }
    (node.bytes, node.durable) = (bytes, bytes)
    (node.modified, node.changed) = (now(), now())
    notices(folder, name, false)
  }

  /// Drops a file as the contract asks: nothing of it can be lost.
  func drop(_ bytes: [UInt8], _ name: [UInt8], in folder: Node) {
    let node = addDurably(.regular, 0o640, folder, name)
    (node.bytes, node.durable) = (bytes, bytes)
    notices(folder, name, true)
  }

  /// Makes a folder that lasts.
  func addFolder(_ name: [UInt8], in folder: Node) -> Node {
    addDurably(.folder, 0o755, folder, name)
  }

  private func addDurably(_ kind: FileKind, _ mode: UInt32, _ folder: Node, _ name: [UInt8]) -> Node
  {
    let node = add(kind, mode, folder, name)
    settle(entriesOf: folder)
    return node
  }

  /// What a folder holds now is durable.
  func settle(entriesOf folder: Node) {
    for change in changes where change.touches(folder) { change.apply(\.lasting) }
    changes.removeAll { $0.touches(folder) }
  }

  /// Removes a name and what is below it, durably.
  func vanish(_ name: [UInt8], in folder: Node) {
    folder.entries[name] = nil
    folder.lasting[name] = nil
  }

  /// The folder at a path of names.
  func folder(_ path: String) -> Node {
    path.split(separator: "/").reduce(root) { $0.entries[Array($1.utf8)] ?? $0 }
  }
}

// MARK: - The calls

extension LossyDisk {
  func open(_ folder: Int32, _ name: [UInt8], _ options: OpenOptions, _ mode: UInt32)
    throws(SystemCallError) -> Int32
  {
    func failure(_ code: Int32) -> SystemCallError {
      SystemCallError(call: "open", path: displayName(name), code: code)
    }
    let (parent, last) = try parent(folder, name, "open")
    let node: Node
    if let known = last.isEmpty ? parent : parent.entries[last] {
      guard !options.contains(.exclusive) else { throw failure(EEXIST) }
      guard known.kind != .link else { throw failure(ELOOP) }
      guard !options.contains(.folder) || known.kind == .folder else { throw failure(ENOTDIR) }
      node = known
    } else {
      guard options.contains(.create) else { throw failure(ENOENT) }
      node = add(.regular, mode, parent, last)
    }
    if options.contains(.truncate) { node.bytes = [] }
    nextFile += 1
    files[nextFile] = Open(node: node, appends: options.contains(.append))
    return nextFile
  }

  func close(_ descriptor: Int32) {
    guard let open = files.removeValue(forKey: descriptor) else { return }
    if open.node.lock == descriptor { open.node.lock = nil }
  }

  func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    let node = try node(descriptor, "read")
    let offset = files[descriptor]?.offset ?? 0
    let part = node.bytes.dropFirst(offset).prefix(buffer.count)
    buffer.copyBytes(from: part)
    files[descriptor]?.offset = offset + part.count
    return part.count
  }

  func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int {
    let node = try node(descriptor, "write")
    let isAppending = files[descriptor]?.appends == true
    let start = isAppending ? node.bytes.count : files[descriptor]?.offset ?? 0
    let end = start + buffer.count
    if node.bytes.count < end { node.bytes += [UInt8](repeating: 0, count: end - node.bytes.count) }
    node.bytes.replaceSubrange(start..<end, with: buffer)
    files[descriptor]?.offset = end
    (node.modified, node.changed) = (now(), now())
    return buffer.count
  }

  func sync(_ descriptor: Int32) throws(SystemCallError) {
    let node = try node(descriptor, "fsync")
    if node.kind == .folder {
      settle(entriesOf: node)
    } else if !node.isSpoiled {
      node.durable = node.bytes
    }
  }

  /// A sync that fails: what was written counts as clean, and is not on the medium.
  func spoil(_ descriptor: Int32) { files[descriptor]?.node.isSpoiled = true }

  func status(_ node: Node) -> FileStatus {
    FileStatus(
      kind: node.kind, device: device, inode: node.number, size: node.bytes.count,
      links: node.links, mode: node.mode, owner: ThisProcess.user, modified: node.modified,
      changed: node.changed)
  }

  func status(_ folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    let (parent, last) = try parent(folder, name, "stat")
    guard let node = parent.entries[last] else {
      throw SystemCallError(call: "stat", path: displayName(name), code: ENOENT)
    }
    return status(node)
  }

  func rename(
    _ folder: Int32, _ name: [UInt8], _ target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    func failure(_ code: Int32) -> SystemCallError {
      SystemCallError(call: "rename", path: displayName(newName), code: code)
    }
    let (from, to) = (try node(folder, "rename"), try node(target, "rename"))
    guard let moved = from.entries[name] else { throw failure(ENOENT) }
    if let standing = to.entries[newName] {
      guard replacing else { throw failure(EEXIST) }
      guard (standing.kind == .folder) == (moved.kind == .folder) else { throw failure(ENOTDIR) }
      guard standing.entries.isEmpty else { throw failure(ENOTEMPTY) }
      standing.links = 0
    }
    moved.changed = now()
    moved.place = Site.place(newName, in: to.place)
    change(Change(removed: [(from, name)], added: (to, newName, moved)))
    notices(to, newName, true)
  }

  func remove(_ folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    func failure(_ code: Int32) -> SystemCallError {
      SystemCallError(call: isFolder ? "rmdir" : "unlink", path: displayName(name), code: code)
    }
    let (parent, last) = try parent(folder, name, "unlink")
    guard let node = parent.entries[last] else { throw failure(ENOENT) }
    guard (node.kind == .folder) == isFolder else { throw failure(isFolder ? ENOTDIR : EISDIR) }
    guard node.entries.isEmpty else { throw failure(ENOTEMPTY) }
    node.links -= 1
    change(Change(removed: [(parent, last)]))
  }

  func makeFolder(_ folder: Int32, _ name: [UInt8], _ mode: UInt32) throws(SystemCallError) {
    let (parent, last) = try parent(folder, name, "mkdir")
    guard parent.entries[last] == nil, !last.isEmpty else {
      throw SystemCallError(call: "mkdir", path: displayName(name), code: EEXIST)
    }
    _ = add(.folder, mode, parent, last)
  }

  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    let node = try node(descriptor, "fchmod")
    node.mode = mode
    node.changed = now()
  }

  func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    let node = try node(descriptor, "flock")
    guard node.lock == nil || node.lock == descriptor else { return false }
    node.lock = descriptor
    return true
  }

  func empty(_ descriptor: Int32) throws(SystemCallError) {
    try node(descriptor, "ftruncate").bytes = []
  }

  func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] {
    try node(descriptor, "readdir").entries.keys.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
