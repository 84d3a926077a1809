import Testing

@Suite("Source files")
struct SourceTests {
  let executables: Set<String>

  init() throws {
    let rooms = try House.standing.manifest().rooms
    executables = Set(rooms.filter { $0.kind == .executable }.map(\.name))
  }

  @Test("files, processes and sockets are reached through OperatingSystem only")
  func wallsHold() {
    #expect(SourceRules.wallsBroken(Standing.sources) == [])
  }

  @Test("no room reads the clock or the environment on its own")
  func inputsAreVisible() {
    #expect(SourceRules.hiddenInputs(Standing.sources, executables: executables) == [])
  }

  @Test("concurrency begins in JobRunner")
  func concurrencyIsConfined() {
    #expect(SourceRules.strayConcurrency(Standing.sources, executables: executables) == [])
  }

  @Test("at most three places are exempt from the compiler's check of shared state")
  func uncheckedIsRare() {
    let places = SourceRules.unchecked(Standing.sources)
    #expect(places.count <= 3, "\(places)")
  }

  @Test("rooms meet through public, never through package")
  func noPackageAccess() {
    #expect(SourceRules.packageAccess(Standing.sources) == [])
  }

  @Test("files have at most 600 lines, functions 60")
  func sizesHold() {
    #expect(SourceRules.sizes(Standing.sources + Standing.tests) == [])
  }

  /// Lines over 100 columns that swift-format cannot break: texts and one-line summaries.
  ///
  /// The number may only fall.
  static let wideLimit = 44

  @Test("the number of lines over 100 columns does not grow")
  func columnsHold() {
    let wide = SourceRules.wideLines(Standing.sources + Standing.tests)
    if !wide.isEmpty { print("note: \(wide.count) lines are too wide:") }
    for place in wide { print("  \(place)") }
    #expect(wide.count <= SourceTests.wideLimit)
  }

  @Test("no file without a subject, no note of unfinished work")
  func nothingIsLeftOver() {
    #expect(SourceRules.leftovers(Standing.sources) == [])
  }

  @Test("the shape of the tree is printed")
  func shapeRow() {
    let row = ShapeRow(sources: Standing.sources, tests: Standing.tests)
    print(row.text)
    #expect(row.documentedCount == row.publicCount)
    #expect(row.forced == 0)
  }
}
