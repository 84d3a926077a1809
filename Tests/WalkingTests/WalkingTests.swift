import JSON
import TestSupport
import Testing
import Walking

@Suite("Walks through the mask", .enabled(if: WalkWorlds.canBeRead, "no model in Config/Models"))
struct WalkingTests {
  /// The short form of `Jobs/walk.sh`.
  @Test func `Whatever is written under the mask ends in time and is clean`() throws {
    var run = WalkRun(try WalkWorlds().parts(seed: 20), seed: 20)
    for number in 0..<60 { _ = run.walk(number) }
    #expect(run.report == [])
    #expect(run.walks == 60)
  }

  @Test func `Short walks are as common as long ones`() throws {
    var run = WalkRun(try WalkWorlds().parts(seed: 21), seed: 21)
    let walks = (0..<60).map { run.walk($0).walk }
    #expect(walks.allSatisfy { $0.tokens <= $0.budget })
    #expect(walks.filter { $0.budget < 400 }.count > 15)
    #expect(walks.filter { $0.budget > 700 }.count > 8)
  }

  @Test func `A walk is known by its number`() throws {
    let worlds = try WalkWorlds().parts(seed: 22)
    var all = WalkRun(worlds, seed: 22)
    for number in 0..<3 { _ = all.walk(number) }
    var one = WalkRun(worlds, seed: 22)
    let json = { (run: inout WalkRun) in
      let (walk, world) = run.walk(3)
      return walk.json(number: 3, seed: 22, world: world).text()
    }
    #expect(json(&one) == json(&all))
    #expect(one.walks == 1)
  }
}
