import Foundation
import TestSupport

/// The real program, as `swift build` makes it.
enum Binary {
  static let url = repositoryRoot.appendingPathComponent(".build/debug/nightloom")
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: url.path) }

  /// Starts a runner with the stub model over a folder.
  static func start(
    _ command: String, _ folder: RunnerFolder, delay: Int, _ more: [String] = []
  ) throws -> (process: Process, output: Pipe, errors: Pipe) {
    let configuration = folder.path + "/test.conf"
    try Data("min_free = 0\nsettle = 100 ms\n".utf8).write(to: URL(fileURLWithPath: configuration))
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = url
    process.arguments =
      [
        command, "--config", configuration, "--spool", folder.path, "--stub-model",
        "--stub-delay-ms", "\(delay)",
      ] + more
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return (process, output, errors)
  }

  static func text(_ pipe: Pipe) -> String {
    String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// Waits until a condition holds, at most ten seconds.
  static func wait(_ condition: () -> Bool) {
    let end = Date().addingTimeInterval(10)
    while !condition(), Date() < end { Thread.sleep(forTimeInterval: 0.02) }
  }
}
