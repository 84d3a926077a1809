import OperatingSystem
import TestSupport
import Testing

@Suite struct MappedFileTests {
  @Test func `the mapped bytes are the file's`() throws {
    let folder = try ScratchFolder()
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    try AtomicFile.write(bytes, to: folder.path + "/weights")
    let file = try MappedFile(folder.path + "/weights")
    file.willNeed()
    #expect(Array(file.bytes) == bytes)
  }

  @Test func `an empty file has no bytes`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write([], to: folder.path + "/empty")
    #expect(try MappedFile(folder.path + "/empty").bytes.isEmpty)
  }

  @Test func `missing files and folders are errors with path, reason and hint`() {
    let missing = #expect(throws: SystemCallError.self) { try MappedFile("/nowhere/model.gguf") }
    #expect(missing?.description == "open /nowhere/model.gguf: No such file or directory")
    #expect(missing?.hint == "check the path; a folder on the way may be missing")
    let folder = #expect(throws: SystemCallError.self) { try MappedFile("/tmp") }
    #expect(folder?.description == "mmap /tmp: Is a directory")
  }
}
