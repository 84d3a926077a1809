import JSON
import TestSupport
import Testing
import Walking

@Suite("Walks through the mask", .enabled(if: WalkWorlds.canBeRead, "no model in Config/Models"))
struct WalkingTests {
  /// The short form of `Jobs/walk.sh`; catalogs of few classes, too.
  @Test(arguments: [20, 30])
  func `Whatever is written under the mask ends in time and is clean`(seed: UInt64) throws {
    var run = WalkRun(try WalkWorlds(), seed: seed)
    for number in 0..<48 { _ = try run.walk(number) }
    #expect(run.report == [])
    #expect(run.walks == 48)
  }

  /// In the first a longer spelling lent its room to a shorter one; in the second a node that hands
  /// on what it is given was thought shown by a type that only came after it; in the third one that
  /// makes more than it hands on was given what nothing shows; in the fourth the only maker of a
  /// type was thought to feed itself, so that nothing was left to offer.
  @Test(arguments: [150_029, 161_153, 233_773, 625_278])
  func `Walks that once were not clean are clean`(number: Int) throws {
    var run = WalkRun(try WalkWorlds(), seed: 1)
    _ = try run.walk(number)
    #expect(run.report == [])
  }

  @Test func `Short walks are as common as long ones`() throws {
    var run = WalkRun(try WalkWorlds(), seed: 21)
    let walks = try (0..<48).map { try run.walk($0).walk }
    #expect(walks.allSatisfy { $0.tokens <= $0.budget })
    #expect(walks.filter { $0.budget < 400 }.count > 12)
    #expect(walks.filter { $0.budget > 700 }.count > 6)
  }

  @Test func `A walk is known by its number`() throws {
    let worlds = try WalkWorlds()
    let json = { (run: inout WalkRun) in
      let (walk, world) = try run.walk(2_003)
      return walk.json(number: 2_003, seed: 22, world: world).text()
    }
    var all = WalkRun(worlds, seed: 22)
    for number in [0, 2_001] { _ = try all.walk(number) }
    var one = WalkRun(worlds, seed: 22)
    #expect(try json(&one) == json(&all))
    #expect(one.walks == 1)
  }
}
