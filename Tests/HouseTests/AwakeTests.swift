import Testing

/// The checkers themselves, fed small houses with one fault each.
@Suite("The house is awake")
struct AwakeTests {
  static let sound = """
    let rooms: [Target] = [
      // Floor 0: no room below.
      .systemLibrary(name: "CStone"),
      .target(name: "CBrick", cSettings: [.unsafeFlags(["-O3"])]),
      room("Ground"),
      // Floor 1, west wing: tables.
      room("Table", "Ground"),
      // Floor 1, east wing: beds.
      room(
        "Bed", "Ground",
        "CBrick"),
      // Floor 2: where the wings meet.
      room("Hall", "Table", "Bed"),
      .executableTarget(
        name: "house",
        dependencies: [
          "Hall", "Ground",
        ], swiftSettings: strict),
    ]
    let houses: [Target] = [
      .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
      .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: strict),
      tests("Ground"),
      tests("Table", "Ground"),
    ]
    """

  private func bent(_ line: String, _ other: String) -> Manifest {
    Manifest(AwakeTests.sound.replacing(line, with: other))
  }

  private func file(_ path: String, _ text: String) -> SwiftFile {
    SwiftFile(path: path, text: text)
  }

  @Test("a manifest is read with kinds, doors, wings and tests")
  func manifestIsRead() {
    let manifest = Manifest(AwakeTests.sound)
    #expect(
      manifest.rooms.map(\.name) == ["CStone", "CBrick", "Ground", "Table", "Bed", "Hall", "house"])
    #expect(
      manifest.rooms.map(\.kind) == [.system, .plain, .room, .room, .room, .room, .executable])
    #expect(manifest.rooms.map(\.wing) == [nil, nil, nil, "west", "east", nil, nil])
    #expect(manifest.rooms[4].doors == ["Ground", "CBrick"])
    #expect(manifest.rooms[6].doors == ["Hall", "Ground"])
    #expect(manifest.tests["TableTests"] == ["Table", "TestSupport", "Ground"])
    #expect(manifest.tests["HouseTests"] == ["TestSupport"])
    #expect(DoorRules.pointingUp(manifest) == [])
    #expect(DoorRules.wingsReached(manifest) == [])
  }

  @Test("one arrow bent upwards gives exactly one report")
  func bentArrow() {
    let manifest = bent("room(\"Ground\"),", "room(\"Ground\", \"Hall\"),")
    #expect(DoorRules.pointingUp(manifest) == ["Ground -> Hall points up"])
  }

  @Test("a door to the room itself points up, and one to no room leads nowhere")
  func doorsToNowhere() {
    let manifest = bent("room(\"Table\", \"Ground\"),", "room(\"Table\", \"Table\", \"Cellar\"),")
    #expect(
      DoorRules.pointingUp(manifest) == [
        "Table -> Table points up", "Table -> Cellar leads nowhere",
      ])
  }

  @Test("a wing that reaches another is reported, also through a room between")
  func wingsThatMeet() {
    let manifest = bent("\"CBrick\"),", "\"Table\"),")
    #expect(DoorRules.wingsReached(manifest) == ["Bed (east) reaches Table (west)"])
  }

  @Test("an import without a door is reported, whatever stands before it")
  func forbiddenImports() {
    let sources = [
      file("Sources/Table/Leg.swift", "public import Ground\n@testable import Bed\n"),
      file("Sources/Bed/Sheet.swift", "// import Table\nlet text = \"import Table\"\n"),
      file("Sources/Ground/Stone.swift", "private import struct Hall.Door\n"),
      file("Sources/Attic/Box.swift", ""),
    ]
    #expect(
      DoorRules.forbiddenImports(Manifest(AwakeTests.sound), sources) == [
        "Leg.swift: Table may not import Bed", "Stone.swift: Ground may not import Hall",
        "Sources/Attic/Box.swift is in no room of Package.swift",
      ])
  }

  @Test("a door that no file uses is reported, but not of a room that is still empty")
  func unusedDoors() {
    let sources = [
      file("Sources/Bed/Sheet.swift", "import Ground\n"),
      file("Sources/Table/Placeholder.swift", ""),
    ]
    #expect(
      DoorRules.unusedDoors(Manifest(AwakeTests.sound), sources) == ["Bed: unused door CBrick"])
  }

  @Test("a test that imports more than its line is reported")
  func forbiddenTestImports() {
    let tests = [
      file("Tests/TableTests/LegTests.swift", "import Ground\nimport Table\nimport Bed\n")
    ]
    #expect(
      DoorRules.forbiddenTestImports(Manifest(AwakeTests.sound), tests) == [
        "LegTests.swift: TableTests may not import Bed"
      ])
  }

  @Test("walls: a file manager anywhere, a call of libc outside OperatingSystem, a clock")
  func walls() {
    let sources = [
      file("Sources/Bed/Sheet.swift", "import Glibc\nlet d = Glibc.open(path, 0)\n"),
      file(
        "Sources/Table/Leg.swift", "let m = FileManager.default // Process\nlet s = door.open\n"),
      file("Sources/OperatingSystem/Disk.swift", "import Glibc\nlet d = Glibc.open(path, 0)\n"),
    ]
    #expect(
      SourceRules.wallsBroken(sources) == [
        "Sheet.swift: open belongs to OperatingSystem",
        "Leg.swift: FileManager belongs to OperatingSystem",
      ])
    #expect(
      DoorRules.guardedImports(sources) == ["Sheet.swift: Glibc is for OperatingSystem and Kernels"]
    )
    let clock = [file("Sources/Bed/Night.swift", "let now = ContinuousClock().now\n")]
    #expect(
      SourceRules.hiddenInputs(clock, executables: []) == [
        "Night.swift: ContinuousClock is a hidden input; pass a value"
      ])
  }

  @Test("a public type with a module's name is reported")
  func takenNames() {
    let sources = [
      file(
        "Sources/Bed/Sheet.swift",
        "public struct Table {}\nstruct Hall {}\npublic enum Bed2 {\n  public enum Bed {}\n}\n"
      )
    ]
    #expect(
      DoorRules.moduleNamesTaken(Manifest(AwakeTests.sound), sources) == [
        "Sheet.swift: type Table bears a module's name"
      ])
  }

  @Test("functions are measured between their braces, requirements and texts are not")
  func functionLengths() {
    let text = """
      protocol Shape {
        init(_ side: Int)
        func area(of: (Int) -> Int) throws -> Int
        var name: String { get }
      }
      func one() { "}" }
      func two(_ f: () -> Void = { }) -> Int
      where T: Shape {
        // }
        let x = "\\(f("}"))"
        return 1
      }
      let y = Square.init(3)
      """
    #expect(
      file("Sources/A/B.swift", text).functions == [
        FunctionShape(name: "one", line: 6, length: 0),
        FunctionShape(name: "two", line: 7, length: 3),
      ])
  }

  @Test("sizes over the limits are reported with their place")
  func sizes() {
    let long = "func f() {\n" + String(repeating: "  g()\n", count: 61) + "}\n"
    let wide = String(repeating: "é", count: 101) + "\n"
    let tall = String(repeating: "\n", count: 601)
    #expect(
      SourceRules.sizes([file("a.swift", long), file("c.swift", tall)]) == [
        "a.swift:1: f has 61 lines, limit 60", "c.swift has 601 lines, limit 600",
      ])
    #expect(
      SourceRules.wideLines([file("b.swift", wide)]) == ["b.swift:1: 101 columns, limit 100"])
  }

  @Test("an issue that no test mentions is reported; a mention by name or raw value counts")
  func untestedIssues() {
    let kind = file(
      "K.swift", "  case one = \"the_one\"\n  case two = \"the_two\"\n  case three = \"x\"\n")
    let tests = [file("T.swift", "#expect(kinds == [.one])\n#expect(names == [\"the_two\"])\n")]
    #expect(MirrorRules.untestedCases(of: kind, in: tests) == ["x is mentioned by no test"])
  }

  @Test("source files with logic and no test file of their own are listed")
  func unmirrored() {
    let sources = [
      file("Sources/Table/Leg.swift", "func stand() {}\n"),
      file("Sources/Table/Top.swift", "func shine() {}\n"),
      file("Sources/Table/Size.swift", "struct Size { var x = 0 }\n"),
    ]
    let tests = [file("Tests/TableTests/LegLawTests.swift", "@Test func stands() {}\n")]
    let manifest = Manifest(AwakeTests.sound)
    #expect(
      MirrorRules.unmirroredFiles(manifest, sources: sources, tests: tests) == [
        "Sources/Table/Top.swift"
      ])
    #expect(MirrorRules.untestedRooms(manifest, sources: sources, tests: tests) == [])
    #expect(
      MirrorRules.untestedRooms(manifest, sources: sources, tests: []) == ["Table has no test"])
  }
}
