public import Foundation
import Glibc

/// The real program with a stub for the model, as a child process.
public struct StubRunner: Sendable {
  /// The program.
  public let binary: String
  /// What stands before it on the command line, such as a tracer with its options.
  public var wrapper: [String] = []

  /// Runs the program at `binary`.
  public init(_ binary: String) { self.binary = binary }

  /// The program as built beside this one, or `nil` when it is not there.
  public static func built(_ mode: String, root: URL) -> StubRunner? {
    let path = root.appendingPathComponent(".build/\(mode)/nightloom").path
    return FileManager.default.isExecutableFile(atPath: path) ? StubRunner(path) : nil
  }

  /// Starts a command over a spool.
  ///
  /// - Parameters:
  ///   - spool: The folder.
  ///   - command: `once` or `run`.
  ///   - delay: Milliseconds of one round.
  ///   - more: Further arguments.
  /// - Returns: The running process; its output is thrown away.
  /// - Throws: when it cannot be started.
  public func start(
    _ spool: String, _ command: String = "once", delay: Int = 0, _ more: [String] = []
  ) throws -> Process {
    let configuration = spool + ".conf"
    if !FileManager.default.fileExists(atPath: configuration) {
      try Data("min_free = 0\nsettle = 100 ms\n".utf8)
        .write(to: URL(fileURLWithPath: configuration))
    }
    let words =
      wrapper + [
        binary, command, "--config", configuration, "--spool", spool, "--stub-model",
        "--stub-delay-ms", "\(delay)", "--quiet",
      ] + more
    let process = Process()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs a command to its end and returns its exit status.
  public func run(_ spool: String, delay: Int = 0, _ more: [String] = []) throws -> Int32 {
    let process = try start(spool, delay: delay, more)
    process.waitUntilExit()
    return process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
  }
}

/// A command of the system that must succeed.
///
/// - Returns: What it wrote to standard output.
/// - Throws: ``CommandFailed`` with what it wrote to standard error.
@discardableResult
public func command(_ words: String...) throws -> String { try command(words) }

/// The same with the words in a list.
@discardableResult
public func command(_ words: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = words
  let (output, errors) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let complaint = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw CommandFailed(
      words: words.joined(separator: " "), complaint: String(decoding: complaint, as: UTF8.self))
  }
  return String(decoding: text, as: UTF8.self)
}

/// A command that failed.
public struct CommandFailed: Error, CustomStringConvertible {
  let words: String
  let complaint: String
  /// The command and its complaint.
  public var description: String { "\(words): \(complaint)" }
}
