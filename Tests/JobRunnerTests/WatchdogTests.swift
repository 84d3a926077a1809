import Foundation
import Synchronization
import Testing

@testable import JobRunner

@Suite("Watchdog")
struct WatchdogTests {
  private final class Health: Sendable {
    let isStuck = Atomic<Bool>(false)
    let answers = Atomic<Bool>(true)
    let asked = Atomic<Int>(0)
  }

  @Test("messages come at half the interval, and stay out for a stuck worker or a silent queue")
  func health() throws {
    let folder = RunnerFolder()
    let manager = ManagerSocket(folder.path + "/n")
    let health = Health()
    let dog = Watchdog(
      ServiceNotice(address: manager.path, watchdogMicroseconds: 200_000),
      answers: {
        health.asked.store($0, ordering: .relaxed)
        return health.answers.load(ordering: .relaxed)
      }, isStuck: { health.isStuck.load(ordering: .relaxed) })
    try #require(dog != nil)
    #expect(manager.next() == "WATCHDOG=1" && manager.next() == "WATCHDOG=1")
    #expect(health.asked.load(ordering: .relaxed) == 20_000)
    health.isStuck.store(true, ordering: .relaxed)
    Thread.sleep(forTimeInterval: 0.2)
    _ = manager.all()
    #expect(manager.next(milliseconds: 500) == "")
    health.isStuck.store(false, ordering: .relaxed)
    #expect(manager.next() == "WATCHDOG=1")
    health.answers.store(false, ordering: .relaxed)
    Thread.sleep(forTimeInterval: 0.2)
    _ = manager.all()
    #expect(manager.next(milliseconds: 500) == "")
    withExtendedLifetime(dog) {}
  }

  @Test("nobody is told who did not ask")
  func unasked() {
    #expect(
      Watchdog(ServiceNotice(address: "/tmp/n"), answers: { _ in true }, isStuck: { false }) == nil)
    #expect(Watchdog(.none, answers: { _ in true }, isStuck: { false }) == nil)
  }
}
