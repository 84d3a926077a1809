/// Tests mirror Sources: rules between a room and its tests.
enum MirrorRules {
  /// Rooms in Swift without a single test.
  ///
  /// Executables are tested from outside, and rooms that are still empty are left in peace.
  static func untestedRooms(
    _ manifest: Manifest, sources: [SwiftFile], tests: [SwiftFile]
  ) -> [String] {
    libraries(manifest, sources).compactMap { room in
      let files = tests.filter { $0.target == room.name + "Tests" }
      let hasTest = files.contains { file in file.codeLines.contains { $0.contains("@Test") } }
      if manifest.tests[room.name + "Tests"] == nil { return "\(room.name) has no tests(…) line" }
      return hasTest ? nil : "\(room.name) has no test"
    }
  }

  /// Source files with logic (a function of their own) that no test file is named after.
  static func unmirroredFiles(
    _ manifest: Manifest, sources: [SwiftFile], tests: [SwiftFile]
  ) -> [String] {
    libraries(manifest, sources).flatMap { room -> [String] in
      let names = Set(tests.filter { $0.target == room.name + "Tests" }.map(\.stem))
      return sources.filter { $0.target == room.name && !$0.functions.isEmpty }.filter { file in
        !suffixes.contains { names.contains(file.stem + $0) }
      }.map(\.path)
    }
  }

  /// Cases of an enum of findings that no test of its room mentions, by name or by raw value.
  static func untestedCases(of kind: SwiftFile, in tests: [SwiftFile]) -> [String] {
    let cases = kind.lines.compactMap { line -> (name: String, raw: String)? in
      let parts = line.split(separator: " ")
      guard parts.first == "case", parts.count >= 2 else { return nil }
      let quoted = line.split(separator: "\"")
      return (String(parts[1]), quoted.count > 1 ? String(quoted[1]) : String(parts[1]))
    }
    return cases.filter { one in
      !tests.contains { file in
        file.says(one.raw) || !file.mentions([one.name]).isEmpty
      }
    }.map { "\($0.raw) is mentioned by no test" }
  }

  private static func libraries(
    _ manifest: Manifest, _ sources: [SwiftFile]
  ) -> [Manifest.Room] {
    manifest.rooms.filter { room in
      room.kind == .room
        && sources.contains { $0.target == room.name && $0.name != "Placeholder.swift" }
    }
  }

  private static let suffixes = [
    "Tests", "LawTests", "ReferenceTests", "GoldenTests", "FaultTests", "JudgeTests",
  ]
}
