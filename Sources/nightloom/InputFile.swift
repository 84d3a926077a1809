import OperatingSystem

/// Files the user named.
enum InputFile {
  /// The whole file; one that does not exist is the user's mistake, not a fault of the disk.
  static func read(_ path: String) throws -> [UInt8] {
    do throws(SystemCallError) {
      return try readFile(path)
    } catch {
      guard error.isMissing else { throw error }
      throw CommandFailure(.noInput, "\(error)", hint: "check the name of the file")
    }
  }
}
