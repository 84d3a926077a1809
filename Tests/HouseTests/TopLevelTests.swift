import Foundation
import Testing

@Suite("The top level and what others read")
struct TopLevelTests {
  @Test("the top level is exactly the list of the architecture")
  func topLevelIsTheList() {
    let names = House.standing.names(in: "").filter { !$0.hasPrefix(".") }
    #expect(names == ["Config", "Jobs", "Package.swift", "README.md", "Sources", "Spool", "Tests"])
  }

  @Test("the README's map names the rooms of Package.swift, in that order")
  func readmeMapIsTheManifest() throws {
    let rooms = try House.standing.manifest().rooms.map(\.name)
    #expect(ReadmeMap.rooms(in: try House.standing.text("README.md")) == rooms)
  }

  @Test("every line of the README map says what the room is for")
  func readmeMapSpeaks() throws {
    let lines = ReadmeMap.lines(in: try House.standing.text("README.md"))
    for line in lines { #expect(!line.purpose.isEmpty, "\(line.name) says nothing") }
  }

  @Test("every path the README names exists")
  func readmePathsExist() throws {
    let paths = ReadmeMap.paths(in: try House.standing.text("README.md"))
    let files = Set(["Sources", "Tests", "Jobs", "Config", "Spool"].flatMap(House.standing.files))
    let missing = paths.filter { path in
      !files.contains(path) && !files.contains { $0.hasPrefix(path + "/") }
    }
    #expect(missing == [])
  }

  @Test("no file names a place outside the repository")
  func nothingOutsideIsNamed() throws {
    let foreign = ["/wo" + "rk/", "../sha" + "red"]
    let texts: Set = ["swift", "sh", "md", "conf", "prompt", "py", "c", "h", "json", "modulemap"]
    let folders = ["Sources", "Tests", "Jobs", "Config"].flatMap(House.standing.files)
    let paths = folders.filter { texts.contains(String($0.split(separator: ".").last ?? "")) }
    for path in paths + ["Package.swift", "README.md"] where !path.hasPrefix("Jobs/runs/") {
      let text = try House.standing.text(path)
      for place in foreign { #expect(!text.contains(place), "\(path) names \(place)") }
    }
  }

  @Test("every recipe is strict, can be run, and ends with one summary line")
  func recipesAreStrict() throws {
    let recipes = House.standing.names(in: "Jobs").filter { $0.hasSuffix(".sh") }
    #expect(!recipes.isEmpty)
    for recipe in recipes {
      let text = try House.standing.text("Jobs/" + recipe)
      #expect(text.hasPrefix("#!/usr/bin/env bash\n"), "\(recipe) has no shebang")
      #expect(text.contains("\nset -euo pipefail\n"), "\(recipe) goes on after an error")
      let last = text.split(separator: "\n").last { !$0.hasPrefix(" ") }
      #expect(last?.hasPrefix("say ") == true, "\(recipe) ends silently")
      let path = House.standing.root.appendingPathComponent("Jobs/" + recipe).path
      #expect(FileManager.default.isExecutableFile(atPath: path), "\(recipe) cannot be run")
    }
  }
}
