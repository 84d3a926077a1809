public import Foundation

/// The folder named by `NIGHTLOOM_DATA`, which holds `workflows/`, `object_info/`, `verdicts/`.
public enum DataFolder {
  /// The path, or `nil` when the variable is not set.
  public static let path = ProcessInfo.processInfo.environment["NIGHTLOOM_DATA"]

  /// Whether tests that need the folder can run.
  public static var isPresent: Bool { path != nil }

  /// The text of a file below the folder; `.gz` files are unpacked by `gzip -dc`.
  public static func read(_ name: String) throws -> Data {
    let file = URL(fileURLWithPath: path ?? "/nonexistent").appendingPathComponent(name)
    guard name.hasSuffix(".gz") else { return try Data(contentsOf: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}

/// The repository's root, found from this source file.
public let repositoryRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
