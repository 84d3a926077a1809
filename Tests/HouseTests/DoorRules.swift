/// The rules of doors and wings; each answers with sentences, none when the house is in order.
enum DoorRules {
  /// Doors that lead to the room itself, to one declared above it in the house, or nowhere.
  static func pointingUp(_ manifest: Manifest) -> [String] {
    manifest.rooms.enumerated().flatMap { position, room in
      room.doors.compactMap { door in
        guard let target = manifest.floor(of: door) else {
          return "\(room.name) -> \(door) leads nowhere"
        }
        return target < position ? nil : "\(room.name) -> \(door) points up"
      }
    }
  }

  /// Rooms declared twice.
  static func doubled(_ manifest: Manifest) -> [String] {
    Dictionary(grouping: manifest.rooms.map(\.name), by: { $0 }).filter { $0.value.count > 1 }
      .keys.sorted().map { "\($0) is declared twice" }
  }

  /// Imports of rooms that are no doors, and source files outside every room.
  static func forbiddenImports(_ manifest: Manifest, _ sources: [SwiftFile]) -> [String] {
    let names = Set(manifest.rooms.map(\.name))
    return sources.flatMap { file -> [String] in
      guard let room = manifest.rooms.first(where: { $0.name == file.target }) else {
        return ["\(file.path) is in no room of Package.swift"]
      }
      return file.imports.filter { names.contains($0) && !room.doors.contains($0) }
        .map { "\(file.name): \(room.name) may not import \($0)" }
    }
  }

  /// Doors that no file uses.
  ///
  /// Rooms that are still empty are left in peace.
  static func unusedDoors(_ manifest: Manifest, _ sources: [SwiftFile]) -> [String] {
    manifest.rooms.flatMap { room -> [String] in
      let files = sources.filter { $0.target == room.name && $0.name != "Placeholder.swift" }
      guard !files.isEmpty else { return [] }
      let used = Set(files.flatMap(\.imports))
      return room.doors.filter { !used.contains($0) }.map { "\(room.name): unused door \($0)" }
    }
  }

  /// Imports of rooms in tests that their target does not declare.
  static func forbiddenTestImports(_ manifest: Manifest, _ tests: [SwiftFile]) -> [String] {
    let names = Set(manifest.rooms.map(\.name)).union(["TestSupport"])
    return tests.flatMap { file -> [String] in
      let allowed = manifest.tests[file.target] ?? []
      return file.imports.filter { names.contains($0) && !allowed.contains($0) }
        .map { "\(file.name): \(file.target) may not import \($0)" }
    }
  }

  /// Rooms of one wing that reach a room of another, directly or through others.
  static func wingsReached(_ manifest: Manifest) -> [String] {
    manifest.rooms.flatMap { room -> [String] in
      guard let wing = wing(of: room) else { return [] }
      return reached(from: room, manifest).compactMap { other in
        guard let foreign = self.wing(of: other), foreign != wing else { return nil }
        return "\(room.name) (\(wing)) reaches \(other.name) (\(foreign))"
      }
    }
  }

  /// Modules that only some rooms may import, imported by others.
  static func guardedImports(_ sources: [SwiftFile]) -> [String] {
    sources.flatMap { file in
      file.imports.compactMap { module in
        guard let rooms = keepers[module], !rooms.contains(file.target) else { return nil }
        return
          "\(file.name): \(module) is for "
          + (rooms.isEmpty ? "nobody" : rooms.joined(separator: " and "))
      }
    }
  }

  /// Types that bear the name of a module (rule 7): `Module.Type` would no longer be found.
  static func moduleNamesTaken(_ manifest: Manifest, _ sources: [SwiftFile]) -> [String] {
    let names = Set(manifest.rooms.map(\.name))
    let own = sources.flatMap { file in
      file.publicTypes.filter(names.contains).map {
        "\(file.name): type \($0) bears a module's name"
      }
    }
    return own
      + names.intersection(standardLibrary).sorted().map { "module \($0) bears a type's name" }
  }

  /// The wing of a room: its group in the manifest, or the hardware below one wing.
  static func wing(of room: Manifest.Room) -> String? { room.wing ?? cellars[room.name] }

  private static func reached(from room: Manifest.Room, _ manifest: Manifest) -> [Manifest.Room] {
    var seen: Set<String> = []
    var open = room.doors
    while let name = open.popLast() {
      guard seen.insert(name).inserted else { continue }
      open += manifest.rooms.first { $0.name == name }?.doors ?? []
    }
    return manifest.rooms.filter { seen.contains($0.name) }
  }

  /// Rooms of floor 0 that belong to one wing alone.
  private static let cellars = [
    "Kernels": "east", "CKernels": "east", "COpenBLAS": "east", "CSQLite": "north",
  ]

  /// Who may import what; see ARCHITECTURE rules 3 and 4.
  private static let keepers: [String: [String]] = [
    "CSQLite": ["JobStore"], "CKernels": ["Kernels"], "COpenBLAS": ["Kernels"],
    "Dispatch": ["JobRunner", "Kernels"], "Synchronization": ["JobRunner", "OperatingSystem"],
    "Glibc": ["OperatingSystem", "Kernels"], "FoundationNetworking": [],
  ]

  /// Names of the standard library that a room could be tempted to take.
  private static let standardLibrary: Set = [
    "Array", "Codable", "Collection", "Decoder", "Dictionary", "Encoder", "Error", "Hasher",
    "Mirror", "Optional", "Range", "Result", "Sequence", "Set", "String", "Task", "Clock",
  ]
}
