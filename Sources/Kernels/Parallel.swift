import Dispatch

/// Runs pieces of one call side by side.
public enum Parallel {
  /// Calls `body` with 0 ..< `count`, in parallel and in any order, and returns after the last.
  ///
  /// A region costs 14 to 20 microseconds on two cores. The caller promises that calls for
  /// different numbers write to different places; the compiler cannot see that through pointers,
  /// so `body` need not be `@Sendable`.
  public static func perform(_ count: Int, _ body: (Int) -> Void) {
    if count == 1 { return body(0) }
    withoutActuallyEscaping(body) { escaping in
      nonisolated(unsafe) let work = escaping
      DispatchQueue.concurrentPerform(iterations: count) { work($0) }
    }
  }

  /// What `body` makes of 0 ..< `count`, in that order, made in parallel.
  public static func map<Part: Sendable>(_ count: Int, _ body: (Int) -> Part) -> [Part] {
    [Part](unsafeUninitializedCapacity: count) { parts, made in
      let base = parts.baseAddress
      perform(count) { number in (base.map { $0 + number })?.initialize(to: body(number)) }
      made = count
    }
  }
}
