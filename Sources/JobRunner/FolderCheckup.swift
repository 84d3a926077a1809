import OperatingSystem
import Spool

/// Looks over the folders of a spool without changing them.
public struct FolderCheckup {
  private let path: String
  private let user: UInt32
  private let minimumFreeBytes: Int
  /// UTC milliseconds.
  private let now: Int64

  /// Looks over the spool at `path` for the user with this number.
  public init(_ path: String, user: UInt32, minimumFreeBytes: Int, now: Int64) {
    self.path = path
    self.user = user
    self.minimumFreeBytes = minimumFreeBytes
    self.now = now
  }

  /// Everything about places, rights, space and what lies about.
  public func findings() -> [CheckFinding] {
    let root: DirectoryHandle
    do {
      root = try DirectoryHandle(path)
    } catch {
      guard error.isMissing else {
        return [CheckFinding("spool", .problem, "\(error)", repair: error.hint)]
      }
      return [
        CheckFinding(
          "spool", .problem, "there is no folder \(path)",
          repair: "mkdir -p \(CheckFinding.quoted(path + "/inbox/tmp"))")
      ]
    }
    var findings = safety(root, path)
    for name in ["inbox", "inbox/tmp", "outbox", "dead", "hold", "state", "state/backup"] {
      findings += place(name)
    }
    if findings.isEmpty { findings = [CheckFinding("folders", .good, "all there and safe")] }
    findings += space() + lying(root)
    return findings
  }

  private func place(_ name: String) -> [CheckFinding] {
    let full = path + "/" + name
    do throws(SystemCallError) {
      let folder = try DirectoryHandle(full)
      guard name.hasPrefix("state") else { return [] }
      return safety(folder, full) + (try network(folder, full))
    } catch {
      let repair =
        error.isMissing
        ? "mkdir -p \(CheckFinding.quoted(full))" : "ls -ld \(CheckFinding.quoted(full))"
      return [CheckFinding("folders", .problem, "\(error)", repair: repair)]
    }
  }

  private func safety(_ folder: DirectoryHandle, _ full: String) -> [CheckFinding] {
    guard let status = try? folder.status() else { return [] }
    let name = CheckFinding.quoted(full)
    var findings: [CheckFinding] = []
    if status.owner != user && status.owner != 0 {
      findings.append(
        CheckFinding(
          "rights", .problem, "\(full) belongs to user \(status.owner), not to \(user)",
          repair: "chown \(user) \(name)"))
    }
    if status.mode & 0o022 != 0 {
      findings.append(
        CheckFinding(
          "rights", .problem, "others may write to \(full), and so change the queue",
          repair: "chmod go-w \(name)"))
    }
    return findings
  }

  private func network(
    _ folder: DirectoryHandle, _ full: String
  ) throws(SystemCallError) -> [CheckFinding] {
    guard let kind = try folder.fileSystem().networkName else { return [] }
    return [
      CheckFinding(
        "file system", .problem,
        "\(full) lies on \(kind), where locks and durable writes cannot be trusted",
        repair: "mv \(CheckFinding.quoted(path)) to a local disk and set 'spool' in nightloom.conf")
    ]
  }

  private func space() -> [CheckFinding] {
    let measures = SpoolMeasures(path)
    guard let outbox = measures.outboxFreeBytes, let state = measures.stateFreeBytes else {
      return []
    }
    let least = min(outbox, state)
    guard least < minimumFreeBytes else {
      return [CheckFinding("space", .good, "\(least >> 20) MiB are free")]
    }
    return [
      CheckFinding(
        "space", .problem,
        "only \(least >> 20) MiB are free, less than the \(minimumFreeBytes >> 20) MiB of min_free;"
          + " nothing is accepted or begun",
        repair: "du -xh --max-depth=1 \(CheckFinding.quoted(path)) | sort -h")
    ]
  }

  /// What nobody looked after: forgotten drafts, held files, databases set aside.
  private func lying(_ root: DirectoryHandle) -> [CheckFinding] {
    var findings: [CheckFinding] = []
    let week = (now - 7 * 86_400_000) * 1_000_000
    let drafts = (try? DirectoryHandle(path + "/inbox/tmp")).map { folder in
      ((try? folder.list()) ?? []).filter { name in
        (try? folder.status(name)).map { $0.changed < week } ?? false
      }
    }
    if let drafts, let first = drafts.first {
      let name = CheckFinding.quoted(path + "/inbox/tmp")
      findings.append(
        CheckFinding(
          "drafts", .problem,
          "\(drafts.count) in inbox/tmp have not changed for a week, such as \(displayName(first))",
          repair: "find \(name) -mindepth 1 -ctime +7 -exec ls -ld {} +"))
    }
    if let held = SpoolMeasures(path).heldFiles, held > 0 {
      findings.append(
        CheckFinding("hold", .note, "\(held) in hold/ could not be taken; reasons lie beside them"))
    }
    let state = try? DirectoryHandle(path + "/state")
    let damaged = ((try? state?.list()) ?? []).map { String(decoding: $0, as: UTF8.self) }
      .filter { $0.hasPrefix("queue.db.damaged-") && !$0.hasSuffix("-wal") }
    for name in damaged {
      let full = CheckFinding.quoted(path + "/state/" + name)
      findings.append(
        CheckFinding(
          "damage", .problem,
          "a damaged database was set aside as state/\(name), and the queue was rebuilt; see the"
            + " log for what was rebuilt", repair: "rm -f \(full) \(full)-wal"))
    }
    return findings
  }
}
