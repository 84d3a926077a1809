import Testing

@Suite("Doors and wings")
struct DoorTests {
  let manifest: Manifest

  init() throws { manifest = try House.standing.manifest() }

  @Test("the manifest is read: every room of Sources is on the map, and nothing else")
  func everyRoomIsOnTheMap() {
    #expect(House.standing.names(in: "Sources") == manifest.rooms.map(\.name).sorted())
    #expect(DoorRules.doubled(manifest) == [])
  }

  @Test("every door leads to a room declared before")
  func doorsPointDown() {
    #expect(DoorRules.pointingUp(manifest) == [])
  }

  @Test("one arrow of the real map bent upwards is one report more")
  func realArrowBent() throws {
    let text = try House.standing.text("Package.swift")
    let bent = text.replacing("room(\"JSON\")", with: "room(\"JSON\", \"Generation\")")
    #expect(DoorRules.pointingUp(Manifest(bent)) == ["JSON -> Generation points up"])
  }

  @Test("a room imports only the rooms on its line")
  func importsAreDoors() {
    #expect(DoorRules.forbiddenImports(manifest, Standing.sources) == [])
  }

  @Test("every door is used")
  func doorsAreUsed() {
    #expect(DoorRules.unusedDoors(manifest, Standing.sources) == [])
  }

  @Test("tests import only what their line in the manifest names")
  func testImportsAreDeclared() {
    #expect(DoorRules.forbiddenTestImports(manifest, Standing.tests) == [])
  }

  @Test("no wing reaches another wing")
  func wingsStayApart() {
    #expect(DoorRules.wingsReached(manifest) == [])
    for (room, wing) in [("WorkflowGraph", "west"), ("Transformer", "east"), ("Spool", "north")] {
      #expect(manifest.rooms.first { $0.name == room }?.wing == wing)
    }
  }

  @Test("system modules are imported by their keepers only")
  func guardedModules() {
    #expect(DoorRules.guardedImports(Standing.sources) == [])
  }

  @Test("no public type bears the name of a module")
  func moduleNamesAreFree() {
    #expect(DoorRules.moduleNamesTaken(manifest, Standing.sources) == [])
  }
}
