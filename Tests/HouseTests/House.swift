import Foundation
import TestSupport

/// The tree under test: this repository, or the one that `NIGHTLOOM_HOUSE_ROOT` names.
///
/// Every suite here reads files as text and knows rules, not file lists, so that a new room or
/// file is judged without a change here.
struct House: Sendable {
  let root: URL

  /// The tree that the suites judge.
  static let standing = House(
    root: ProcessInfo.processInfo.environment["NIGHTLOOM_HOUSE_ROOT"].map {
      URL(fileURLWithPath: $0, isDirectory: true)
    } ?? repositoryRoot)

  /// The text of a file.
  func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The names in a folder, sorted; none when there is no such folder.
  func names(in folder: String) -> [String] {
    let place = folder.isEmpty ? root : root.appendingPathComponent(folder)
    return ((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []).sorted()
  }

  /// The paths of all files below a folder, sorted; dot files and dot folders are left out.
  func files(below folder: String) -> [String] {
    let place = root.appendingPathComponent(folder)
    let below = (try? FileManager.default.subpathsOfDirectory(atPath: place.path)) ?? []
    return below.sorted().filter { path in
      var isFolder: ObjCBool = false
      let full = place.appendingPathComponent(path).path
      return !path.split(separator: "/").contains { $0.hasPrefix(".") }
        && FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.map { folder + "/" + $0 }
  }

  /// The Swift files below a folder, scanned.
  func swiftFiles(below folder: String) throws -> [SwiftFile] {
    try files(below: folder).filter { $0.hasSuffix(".swift") }.map {
      SwiftFile(path: $0, text: try text($0))
    }
  }

  /// The map of this tree.
  func manifest() throws -> Manifest { Manifest(try text("Package.swift")) }
}

/// All Swift files of the standing house, read and scanned once.
enum Standing {
  static let sources = (try? House.standing.swiftFiles(below: "Sources")) ?? []
  static let tests = (try? House.standing.swiftFiles(below: "Tests")) ?? []
}
