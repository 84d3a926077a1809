import Foundation
import OperatingSystem
import Spool

/// A spool of its own for one test, removed with the object.
final class ScratchSpool {
  let path: String
  let spool: SpoolDirectory

  init(disk: any Disk = LinuxDisk()) throws {
    path = NSTemporaryDirectory() + "nightloom-spool-" + UUID().uuidString
    spool = try SpoolDirectory(path, user: ThisProcess.user, disk: disk)
  }

  /// The same folders through another disk, as after a restart.
  func reopened(_ disk: any Disk = LinuxDisk()) throws -> SpoolDirectory {
    try SpoolDirectory(path, user: ThisProcess.user, disk: disk)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
