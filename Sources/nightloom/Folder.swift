import Generation
import OperatingSystem

/// Writes result files into folders the user named.
enum Folder {
  /// Whether `text` can be one folder's name: no path, no leading point.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100 && text.first != "."
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
          || byte == 0x2D || byte == 0x5F || byte == 0x2E
      }
  }

  /// Writes the files, each whole or not at all; makes the folder and those above it.
  static func write(_ files: [ResultFiles.File], to path: String) throws {
    try makeFolders(path)
    for file in files { try AtomicFile.write(file.bytes, to: "\(path)/\(file.name)") }
  }
}
