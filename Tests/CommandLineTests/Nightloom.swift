import Foundation
import TestSupport

/// The built program, run as users run it.
enum Nightloom {
  /// The debug binary that `swift build` leaves behind.
  static let program = repositoryRoot.appendingPathComponent(".build/debug/nightloom")

  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

  /// What one call did.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the program in the repository's root.
  static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs the program in the repository's root, with the file `input` as standard input.
  static func run(_ arguments: [String], input: String? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = repositoryRoot
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    let folder = try Scratch()
    defer { folder.remove() }
    let paths = ["output", "errors"].map(folder.path)
    for path in paths { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardInput = input.flatMap(FileHandle.init(forReadingAtPath:)) ?? .nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: paths[0])
    process.standardError = FileHandle(forWritingAtPath: paths[1])
    try process.run()
    process.waitUntilExit()
    let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}

/// A folder of its own for one test.
struct Scratch {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("nightloom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    return path(name)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
