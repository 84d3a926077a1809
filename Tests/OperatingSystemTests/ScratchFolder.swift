import Foundation
import OperatingSystem

/// A folder of its own for one test, removed with the object.
final class ScratchFolder {
  let path: String
  let handle: DirectoryHandle

  init() throws {
    path = NSTemporaryDirectory() + "nightloom-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    handle = try DirectoryHandle(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
