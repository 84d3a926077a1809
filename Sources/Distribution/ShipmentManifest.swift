import Hashing
public import JSON

/// What a shipment holds: jobs as opaque objects, and the engine that shall make their results.
///
///     manifest.jsonl   one object a job: custom_id (the job's id), key, slug, body
///     engine.json      engine, facts, chunk (jobs of one chunk), jobs
///     SHA256           digest and name of both, a line each
public struct ShipmentManifest: Equatable, Sendable {
  /// One job.
  public struct Entry: Equatable, Sendable {
    /// The readable part of its folder's name.
    public let slug: String
    /// 64 hexadecimal digits.
    public let key: String
    /// What the sender and the chunk say to each other.
    public let body: JSONValue

    /// Makes an entry from its parts.
    public init(slug: String, key: String, body: JSONValue) {
      self.slug = slug
      self.key = key
      self.body = body
    }

    /// The first 12 digits of the key.
    public var id: String { String(key.prefix(12)) }
  }

  /// Digest of weights, knowledge, catalog and program.
  public let engine: String
  /// What it is the digest of.
  public let facts: JSONObject
  /// Jobs of one chunk.
  public let chunkSize: Int
  /// The jobs in their order.
  public let entries: [Entry]

  /// Makes a manifest from its parts.
  public init(engine: String, facts: JSONObject, chunkSize: Int, entries: [Entry]) {
    self.engine = engine
    self.facts = facts
    self.chunkSize = max(1, chunkSize)
    self.entries = entries
  }

  /// How many chunks the jobs make.
  public var chunkCount: Int { (entries.count + chunkSize - 1) / chunkSize }

  /// The jobs of a chunk, counted from 0.
  /// - Throws: ``DistributionError/noChunk(_:of:)``.
  public func chunk(_ number: Int) throws(DistributionError) -> ArraySlice<Entry> {
    guard (0..<chunkCount).contains(number) else { throw .noChunk(number, of: chunkCount) }
    return entries[(number * chunkSize)..<min(entries.count, (number + 1) * chunkSize)]
  }

  // MARK: - Files

  /// The names of the files under digest.
  static let names = ["manifest.jsonl", "engine.json"]

  /// The files by name.
  var files: [(name: String, bytes: [UInt8])] {
    let lines = entries.flatMap { entry -> [UInt8] in
      let line: JSONValue = [
        "custom_id": .string(entry.id), "key": .string(entry.key), "slug": .string(entry.slug),
        "body": entry.body,
      ]
      return line.bytes() + [0x0A]
    }
    let head: JSONValue = [
      "schema": "nightloom.shipment/1", "engine": .string(engine), "facts": .object(facts),
      "chunk": .int(chunkSize), "jobs": .int(entries.count),
    ]
    let contents = zip(Self.names, [lines, head.bytes(.pretty) + [0x0A]]).map { ($0, $1) }
    let digests = contents.map { "\(SHA256.hex($0.1))  \($0.0)\n" }.joined()
    return contents + [("SHA256", Array(digests.utf8))]
  }

  /// Reads the files, every digest compared.
  ///
  /// - Parameters:
  ///   - path: Where they are, for messages.
  ///   - contents: Gives a file's bytes.
  /// - Throws: ``DistributionError/damaged(path:problem:)``, or what `contents` throws.
  init(
    path: String, _ contents: (String) throws(DistributionError) -> [UInt8]
  ) throws(DistributionError) {
    let files = (lines: try contents(Self.names[0]), head: try contents(Self.names[1]))
    let digests = zip(Self.names, [files.lines, files.head])
      .map { "\(SHA256.hex($1))  \($0)\n" }.joined()
    guard try contents("SHA256").elementsEqual(digests.utf8) else {
      throw .damaged(path: path, problem: "a file differs from its digest in SHA256")
    }
    guard let head = try? JSONValue.parse(files.head), let engine = head["engine"]?.string,
      let facts = head["facts"]?.object, let chunk = head["chunk"]?.int
    else { throw .damaged(path: path, problem: "engine.json says too little") }
    let entries = files.lines.split(separator: 0x0A).map { Self.entry(Array($0)) }
    let whole = entries.compactMap { $0 }
    guard whole.count == entries.count, head["jobs"]?.int == whole.count else {
      throw .damaged(path: path, problem: "a line of manifest.jsonl is no job")
    }
    self.init(engine: engine, facts: facts, chunkSize: chunk, entries: whole)
  }

  private static func entry(_ line: [UInt8]) -> Entry? {
    guard let json = try? JSONValue.parse(line), let key = json["key"]?.string,
      let slug = json["slug"]?.string, let body = json["body"]
    else { return nil }
    return Entry(slug: slug, key: key, body: body)
  }

  // MARK: - Engines

  /// Makes sure that this host's engine is the one the shipment was made for.
  ///
  /// - Parameters:
  ///   - engine: This host's digest.
  ///   - facts: What it is the digest of.
  ///   - path: Where the shipment is, for messages.
  /// - Throws: ``DistributionError/otherEngine(path:differs:)``.
  public func require(
    engine: String, facts: JSONObject, path: String
  ) throws(DistributionError) {
    guard engine != self.engine else { return }
    let names = self.facts.members.map(\.key) + facts.members.map(\.key)
    var differs: [String] = []
    for name in names where self.facts[name] != facts[name] && !differs.contains(name) {
      differs.append(name)
    }
    throw .otherEngine(path: path, differs: differs)
  }
}
