import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct SettlingTests {
  private let name = bytes("a.txt")
  private func file(_ size: Int) -> FileStatus { FileStatus(size: size) }

  @Test func `a file that was moved in or found at rest is ready at once`() {
    for sign in [Settling.Sign.still, .movedIn] {
      var settling = Settling()
      settling.notice(name, .seen, now: 0)
      settling.notice(name, sign, now: 5)
      settling.notice(name, .seen, now: 6)
      #expect(settling.due(now: 6) == [name])
      #expect(settling.look(name, file(1), now: 6) == .ready(withoutClose: false))
      #expect(settling.count == 0)
    }
  }

  @Test func `a closed file must stand still for as long as no write in place takes`() {
    var settling = Settling()
    settling.notice(name, .closed, now: 0)
    #expect(settling.look(name, file(1), now: 0) == .wait(until: 20))
    #expect(settling.look(name, FileStatus(size: 1, changed: 4), now: 20) == .wait(until: 40))
    #expect(settling.look(name, FileStatus(size: 1, changed: 4), now: 39) == .wait(until: 40))
    #expect(
      settling.look(name, FileStatus(size: 1, changed: 4), now: 40) == .ready(withoutClose: false))
  }

  @Test func `a file that is closed and opened again for ten minutes is held`() {
    var settling = Settling()
    for now in stride(from: Int64(0), to: 600_000, by: 10) {
      settling.notice(name, .closed, now: now)
      #expect(settling.look(name, file(Int(now)), now: now) == .wait(until: now + 20))
    }
    #expect(settling.look(name, file(1), now: 600_000) == .hold(.stillChanging))
  }

  @Test func `no time to settle is none for closed files, too`() {
    var rules = Settling.Rules()
    rules.quiet = 0
    var settling = Settling(rules)
    settling.notice(name, .closed, now: 0)
    #expect(settling.look(name, file(1), now: 0) == .ready(withoutClose: false))
  }

  @Test func `a file that was only seen must stand still for two seconds`() {
    var settling = Settling()
    settling.notice(name, .seen, now: 0)
    #expect(settling.look(name, file(1), now: 0) == .wait(until: 2000))
    #expect(settling.nextTime == 2000)
    #expect(settling.due(now: 1999).isEmpty)
    #expect(settling.look(name, file(2), now: 1500) == .wait(until: 3500))
    #expect(settling.look(name, file(2), now: 3499) == .wait(until: 3500))
    #expect(settling.look(name, file(2), now: 3500) == .ready(withoutClose: true))
  }

  @Test func `a file that changes for ten minutes is held`() {
    var settling = Settling()
    var verdict: Settling.Verdict?
    var now: Int64 = 0
    while now <= 600_000 {
      verdict = settling.look(name, file(Int(now)), now: now)
      if now < 600_000 { #expect(verdict == .wait(until: now + 2000)) }
      now += 1000
    }
    #expect(verdict == .hold(.stillChanging))
  }

  @Test func `slow writers do not delay others`() {
    var settling = Settling()
    for step in 0...3 {
      let now = Int64(step) * 1000
      #expect(settling.look(bytes("slow"), file(step), now: now) == .wait(until: now + 2000))
      let other = settling.look(bytes("other"), file(1), now: now)
      if step == 2 { #expect(other == .ready(withoutClose: true)) }
    }
  }

  @Test func `links, folders and second names are held after their time`() {
    var settling = Settling()
    let link = FileStatus(kind: .link)
    let twice = FileStatus(links: 2)
    #expect(settling.look(name, link, now: 0) == .wait(until: 2000))
    #expect(settling.look(name, link, now: 2000) == .hold(.notRegular))
    settling.notice(name, .movedIn, now: 0)
    #expect(settling.look(name, twice, now: 0) == .wait(until: 60_000))
    #expect(settling.look(name, twice, now: 60_000) == .hold(.hardLinked))
  }

  @Test func `a file that changed while it was read starts anew without its old sign`() {
    var settling = Settling()
    settling.notice(name, .movedIn, now: 0)
    #expect(settling.look(name, file(1), now: 0) == .ready(withoutClose: false))
    settling.restart(name, now: 10)
    #expect(settling.look(name, file(2), now: 10) == .wait(until: 2010))
    settling.notice(name, .movedIn, now: 20)
    #expect(settling.look(name, file(3), now: 20) == .ready(withoutClose: false))
  }

  @Test func `strict rules take moved files and those marked ready`() {
    var rules = Settling.Rules()
    rules.isStrict = true
    var settling = Settling(rules)
    settling.notice(name, .closed, now: 0)
    #expect(settling.look(name, file(1), now: 0) == .ignore)
    #expect(settling.nextTime == nil)
    settling.notice(name, .movedIn, now: 1)
    #expect(settling.look(name, file(1), now: 1) == .ready(withoutClose: false))
    #expect(settling.look(bytes("b.txt.ready"), file(1), now: 1) == .ready(withoutClose: false))
  }

  @Test func `a file that is gone is forgotten`() {
    var settling = Settling()
    settling.notice(name, .seen, now: 0)
    #expect(settling.look(name, nil, now: 1) == nil)
    #expect(settling.count == 0)
  }

  @Test func `names that are equal as text stay two files`() {
    var settling = Settling()
    settling.notice(bytes("é"), .seen, now: 0)
    settling.notice(bytes("e\u{301}"), .seen, now: 0)
    #expect(settling.count == 2)
  }
}
