import JSON
public import OperatingSystem
public import Spool

/// Jobs sent away together: a folder that every host can reach.
///
///     <id>/manifest.jsonl, engine.json, SHA256   written once, before the folder has its name
///     <id>/results/<slug>-<job id>/              published by chunks, each whole or not at all
///     <id>/hold/                                 what stood in the place of a result
///     <id>/segments/<host>-<process>.jsonl       what each chunk did, a line a job
///     <id>/logs/                                 what schedulers keep of chunks
///     <id>/closed                                no chunk will begin any more
///     <id>/merged                                the head has taken everything
public struct Shipment: Sendable {
  /// 16 hexadecimal digits.
  public let id: String
  /// The folder.
  public let folder: DirectoryHandle

  /// The folder's path.
  public var path: String { folder.path }

  /// Opens a shipment.
  /// - Throws: the failed call.
  public init(path: String) throws(DistributionError) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    id = name
    folder = try Self.system { () throws(SystemCallError) in try DirectoryHandle(path) }
  }

  private init(id: String, folder: DirectoryHandle) {
    self.id = id
    self.folder = folder
  }

  /// Opens the shipment with this id in a folder of shipments; `nil` when there is none.
  /// - Throws: the failed call.
  public static func find(
    _ id: String, in folder: DirectoryHandle
  ) throws(DistributionError) -> Shipment? {
    guard isID(id) else { return nil }
    do throws(SystemCallError) {
      return Shipment(id: id, folder: try folder.folder(Array(id.utf8)))
    } catch {
      guard error.isMissing else { throw .system(error) }
      return nil
    }
  }

  /// Whether a word may be the id of a shipment, and so the name of a folder.
  public static func isID(_ word: String) -> Bool {
    word.utf8.count == 16
      && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  // MARK: - Writing

  /// Writes a shipment so that it is there as a whole or not at all.
  ///
  /// - Parameters:
  ///   - manifest: Jobs and engine.
  ///   - id: Its id.
  ///   - parent: The folder of shipments.
  /// - Returns: The shipment.
  /// - Throws: the failed call; the stage is removed if the disk allows it.
  public static func write(
    _ manifest: ShipmentManifest, id: String, in parent: DirectoryHandle
  ) throws(DistributionError) -> Shipment {
    precondition(isID(id), "'\(id)' is no id of a shipment")
    let stage = Array(".stage-\(id)".utf8)
    return try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        if parent.contains(stage) { try parent.removeFolder(stage) }
        try parent.makeFolder(stage, mode: 0o750)
        let folder = try parent.folder(stage)
        for file in manifest.files {
          try folder.create(Array(file.name.utf8), file.bytes, mode: 0o640)
        }
        for name in ["results", "hold", "segments", "logs"] {
          try folder.makeFolder(Array(name.utf8), mode: 0o750)
        }
        try folder.sync()
        try parent.rename(stage, to: parent, Array(id.utf8))
        try parent.sync()
      } catch {
        try? parent.removeFolder(stage)
        throw error
      }
      return Shipment(id: id, folder: try parent.folder(Array(id.utf8)))
    }
  }

  // MARK: - Reading

  /// Jobs and engine, every digest compared.
  /// - Throws: ``DistributionError/damaged(path:problem:)`` or the failed call.
  public func manifest() throws(DistributionError) -> ShipmentManifest {
    try ShipmentManifest(path: path) { (name) throws(DistributionError) in
      do throws(SystemCallError) {
        return try folder.read(Array(name.utf8), limit: 1 << 30)
      } catch {
        guard error.isMissing else { throw .system(error) }
        throw .damaged(path: path, problem: "\(name) is missing")
      }
    }
  }

  /// Where results appear.
  /// - Throws: the failed call.
  public func results() throws(DistributionError) -> Outbox {
    try Self.system { () throws(SystemCallError) in
      Outbox.shared(
        try folder.folder(Array("results".utf8)), hold: try folder.folder(Array("hold".utf8)))
    }
  }

  // MARK: - Marks

  /// Whether no chunk will begin any more.
  public var isClosed: Bool { folder.contains(Array("closed".utf8)) }

  /// Whether the head has taken everything.
  public var isMerged: Bool { folder.contains(Array("merged".utf8)) }

  /// Says that no chunk will begin any more; saying it twice is no error.
  /// - Throws: the failed call.
  public func close() throws(DistributionError) { try mark("closed") }

  /// Says that the head has taken everything; saying it twice is no error.
  /// - Throws: the failed call.
  public func markMerged() throws(DistributionError) { try mark("merged") }

  private func mark(_ name: String) throws(DistributionError) {
    try Self.system { () throws(SystemCallError) in
      try AtomicFile.write([], in: folder, Array(name.utf8), mode: 0o640)
    }
  }

  static func system<Result>(
    _ body: () throws(SystemCallError) -> Result
  ) throws(DistributionError) -> Result {
    do {
      return try body()
    } catch {
      throw .system(error)
    }
  }
}
