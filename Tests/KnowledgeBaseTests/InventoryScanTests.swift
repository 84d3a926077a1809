import Foundation
import KnowledgeBase
import Testing

@Suite struct InventoryScanTests {
  private let top = FileManager.default.temporaryDirectory
    .appendingPathComponent("nightloom-\(UUID().uuidString)")

  private func write(_ path: String, _ text: String = "") throws {
    let url = top.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  @Test func `Weights are listed with folder, inner path and size; other files are not`() throws {
    defer { try? FileManager.default.removeItem(at: top) }
    try write("checkpoints/base.safetensors", "12345")
    try write("checkpoints/put_checkpoints_here")
    try write("loras/style/ink.SAFETENSORS")
    try write("loras/.hidden/x.pt")
    try write("notes.txt")
    let items = try InventoryScan.items(below: top.path).items
    #expect(items.map(\.folder) == ["checkpoints", "loras"])
    #expect(items.map(\.name) == ["base.safetensors", "style/ink.SAFETENSORS"])
    #expect(items.map(\.bytes) == [5, 0])
  }

  @Test func `Links are followed, but not in a circle`() throws {
    defer { try? FileManager.default.removeItem(at: top) }
    try write("elsewhere/a.pt")
    try write("loras/b.pt")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: top.path + "/loras/more", withDestinationPath: top.path + "/elsewhere")
    try files.createSymbolicLink(atPath: top.path + "/loras/up", withDestinationPath: "..")
    let items = try InventoryScan.items(below: top.path).items.filter { $0.folder == "loras" }
    #expect(items.map(\.name) == ["b.pt", "more/a.pt"])
  }

  @Test func `A folder that is not there is an error that names it`() {
    #expect(throws: (any Error).self) { try InventoryScan.items(below: top.path + "/none") }
  }
}
