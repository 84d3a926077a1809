import Testing

@Suite("Tests mirror Sources")
struct MirrorTests {
  /// Source files with logic that have no test file of their own yet.
  ///
  /// The number may only fall.
  static let unmirroredLimit = 106

  @Test("every room has tests")
  func everyRoomHasTests() throws {
    let manifest = try House.standing.manifest()
    let untested = MirrorRules.untestedRooms(
      manifest, sources: Standing.sources, tests: Standing.tests)
    #expect(untested == [])
  }

  @Test("the number of source files without a test file of their own does not grow")
  func mirrorDoesNotShrink() throws {
    let missing = MirrorRules.unmirroredFiles(
      try House.standing.manifest(), sources: Standing.sources, tests: Standing.tests)
    print("note: \(missing.count) source files have no test file of their own:")
    for path in missing { print("  \(path)") }
    #expect(missing.count <= MirrorTests.unmirroredLimit)
  }

  @Test("Tests holds one folder a room, and the shared ones")
  func testFoldersAreKnown() throws {
    let rooms = Set(try House.standing.manifest().rooms.map { $0.name + "Tests" })
    let shared: Set = [
      "TestSupport", "HouseTests", "CommandLineTests", "Fixtures", "peers", "Fuzzing",
      "FuzzingTests", "nightloom-fuzz", "Walking", "WalkingTests",
      "nightloom-walk", "Faulting", "FaultingTests", "nightloom-faults", "faults", "mutations",
    ]
    #expect(House.standing.names(in: "Tests").filter { !rooms.union(shared).contains($0) } == [])
  }

  @Test("every kind of issue is mentioned by a test", arguments: ["IssueKind", "StricterKind"])
  func everyIssueIsTested(kind: String) throws {
    let file = try #require(
      Standing.sources.first { $0.path == "Sources/Validation/\(kind).swift" })
    let tests = Standing.tests.filter { $0.target == "ValidationTests" }
    #expect(MirrorRules.untestedCases(of: file, in: tests) == [])
  }
}
