import Foundation
import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct SpoolDirectoryTests {
  @Test func `missing folders are made with the modes of the contract`() throws {
    let scratch = try ScratchSpool()
    #expect(try scratch.spool.inbox.status().mode == 0o750)
    #expect(try scratch.spool.state.status().mode == 0o750)
    let shared = scratch.path + "-shared"
    defer { try? FileManager.default.removeItem(atPath: shared) }
    let spool = try SpoolDirectory(shared, access: .group, user: ThisProcess.user)
    #expect(try spool.inbox.status().mode == 0o3730)
    #expect(try spool.inbox.status(bytes("tmp")).mode == 0o3730)
    #expect(try spool.outbox.status().mode == 0o750)
    #expect(try spool.state.status().mode == 0o750)
    #expect(try spool.freeBytes().outbox > 0)
  }

  @Test func `opening again changes nothing`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.inbox.setMode(0o700)
    #expect(try scratch.reopened().inbox.status().mode == 0o700)
  }

  @Test func `a state folder that others may write to is refused`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.state.setMode(0o770)
    let error = #expect(throws: SpoolError.self) { try scratch.reopened() }
    #expect(error?.description == "\(scratch.path)/state is not safe: others may write to it")
    #expect(error?.hint == "chmod go-w \(scratch.path)/state")
  }

  @Test func `a folder of somebody else is refused`() throws {
    let scratch = try ScratchSpool()
    let owner = try scratch.spool.state.status().owner
    guard owner != 0 else { return }
    let error = #expect(throws: SpoolError.self) {
      try SpoolDirectory(scratch.path, user: owner + 1)
    }
    #expect(error?.description == "\(scratch.path) is not safe: it belongs to user \(owner)")
  }

  @Test func `a symbolic link in the place of a folder is refused`() throws {
    let scratch = try ScratchSpool()
    try FileManager.default.removeItem(atPath: scratch.path + "/outbox")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/outbox", withDestinationPath: "/tmp")
    #expect(throws: SpoolError.self) { try scratch.reopened() }
  }

  @Test(arguments: ["inbox", "outbox", "dead", "hold", "state"])
  func `a folder that was moved away is told, also when another has its place`(name: String)
    throws
  {
    let scratch = try ScratchSpool()
    try scratch.spool.checkPlaces()
    let path = scratch.path + "/" + name
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    for _ in 0..<2 {
      let error = #expect(throws: SpoolError.self) { try scratch.spool.checkPlaces() }
      #expect(error?.description == "\(path) was moved or removed while nightloom worked in it")
      #expect(
        error?.hint == "put it back, or start nightloom again, which makes a new one")
      _ = try scratch.reopened()
    }
  }

  @Test func `old drafts are reported and stay`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.inbox.folder(bytes("tmp")).create(bytes("d"), [1], mode: 0o600)
    #expect(try scratch.spool.forgottenDrafts(before: .max) == [bytes("d")])
    #expect(try scratch.spool.forgottenDrafts(before: 0).isEmpty)
  }
}
