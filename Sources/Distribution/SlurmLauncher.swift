import JSON
import OperatingSystem

/// Launches chunks through Slurm's own programs, by argument vectors and without accounting.
///
/// One array task a chunk, begun again by Slurm after a host was lost; a last job, which waits for
/// the end of all of them, closes the shipment. That a task may run twice is no harm: results are
/// published by a rename that replaces nothing.
public struct SlurmLauncher {
  /// How it is launched.
  public struct Options: Equatable, Sendable {
    /// Tasks at the same time; `nil` for as many as Slurm likes.
    public var parallel: Int?
    /// The hosts that may be used, as sbatch names them; `nil` for all.
    public var hosts: String?

    /// Lets Slurm decide.
    public init(parallel: Int? = nil, hosts: String? = nil) {
      self.parallel = parallel
      self.hosts = hosts
    }
  }

  /// The script of every task: a fixed text; program and arguments come from sbatch's own.
  static let script = """
    #!/bin/sh
    exec "$@" ${SLURM_ARRAY_TASK_ID:+--index "$SLURM_ARRAY_TASK_ID"}

    """

  private let shipment: Shipment

  /// Prepares a shipment.
  public init(_ shipment: Shipment) { self.shipment = shipment }

  /// Submits the chunks and the job that closes the shipment.
  ///
  /// - Parameters:
  ///   - chunks: How many there are.
  ///   - command: The chunk's program and arguments, but for its number.
  ///   - options: How it is launched.
  /// - Returns: Slurm's number of the array.
  /// - Throws: ``DistributionError/refused(program:status:words:)`` or the failed call.
  public func launch(
    chunks: Int, _ command: [String], _ options: Options
  ) throws(DistributionError) -> String {
    try Shipment.system { () throws(SystemCallError) in
      try AtomicFile.write(
        Array(Self.script.utf8), in: shipment.folder, Array("chunk.sh".utf8), mode: 0o750)
    }
    let array = try number(arrayArguments(chunks: chunks, command, options))
    _ = try number(closingArguments(after: array, command))
    try Shipment.system { () throws(SystemCallError) in
      let facts: JSONValue = ["engine": "slurm", "array": .string(array)]
      try AtomicFile.write(
        facts.bytes() + [0x0A], in: shipment.folder, Array("launched.json".utf8), mode: 0o640)
    }
    return array
  }

  /// Ends the tasks of a launch that are not over; no launch is no error.
  ///
  /// - Returns: Slurm's number of the array, or `nil`.
  /// - Throws: ``DistributionError/refused(program:status:words:)`` or the failed call.
  @discardableResult
  public func cancel() throws(DistributionError) -> String? {
    let bytes = try? shipment.folder.read(Array("launched.json".utf8), limit: 1 << 16)
    guard let array = bytes.flatMap({ try? JSONValue.parse($0) })?["array"]?.string else {
      return nil
    }
    _ = try output(["scancel", "--", array])
    return array
  }

  func arrayArguments(chunks: Int, _ command: [String], _ options: Options) -> [String] {
    var words =
      common + [
        "--array=0-\(max(chunks, 1) - 1)" + (options.parallel.map { "%\($0)" } ?? ""), "--requeue",
        "--open-mode=append", "--signal=B:TERM@120", "--output=\(shipment.path)/logs/%a.log",
      ]
    if let hosts = options.hosts { words.append("--nodelist=\(hosts)") }
    return words + ["\(shipment.path)/chunk.sh"] + command
  }

  func closingArguments(after array: String, _ command: [String]) -> [String] {
    common + [
      "--dependency=afterany:\(array)", "--output=\(shipment.path)/logs/close.log",
      "\(shipment.path)/chunk.sh",
    ] + command + ["--close"]
  }

  private var common: [String] {
    [
      "sbatch", "--parsable", "--export=NONE", "--job-name=nightloom-\(shipment.id)",
      "--chdir=\(shipment.path)",
    ]
  }

  /// The number that `sbatch --parsable` prints, without the name of the cluster behind it.
  private func number(_ arguments: [String]) throws(DistributionError) -> String {
    let text = try output(arguments)
    let number = text.prefix { $0.isNumber }
    guard !number.isEmpty else {
      throw .refused(program: "sbatch", status: 0, words: displayName(Array(text.utf8)))
    }
    return String(number)
  }

  private func output(_ arguments: [String]) throws(DistributionError) -> String {
    let outcome = try Shipment.system { () throws(SystemCallError) in
      try ChildProcess.run(arguments, timeoutSeconds: 120, outputLimit: 4096)
    }
    guard outcome.status == 0, !outcome.isTimedOut else {
      let words = outcome.errors.prefix { $0 != 0x0A }
      throw .refused(
        program: arguments[0], status: outcome.status, words: displayName(Array(words)))
    }
    return String(decoding: outcome.output, as: UTF8.self)
  }
}
