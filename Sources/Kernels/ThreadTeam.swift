import CKernels

/// Threads that help the caller with the pieces of one call after another.
///
/// A call costs about a microsecond while the helpers still spin, which they do for some tens of
/// microseconds after the call before; then they sleep. The caller takes pieces too, so helpers
/// that the system does not run delay nothing. One thread at a time may call.
public final class ThreadTeam {
  /// The caller and its helpers.
  public let threads: Int
  private let team: OpaquePointer?

  /// Starts `threads` - 1 helpers, or as many as the system allows.
  public init(threads: Int) {
    precondition(threads > 0, "a team of \(threads) threads")
    self.threads = threads
    team = threads > 1 ? nl_team_create(threads - 1) : nil
  }

  deinit { nl_team_free(team) }

  /// Calls `body` with the pieces 0 ..< `pieces`, in any order, and returns after the last.
  ///
  /// `thread` is the number, below ``threads``, of the thread that calls. The caller promises that
  /// pieces write to different places.
  public func perform(_ pieces: Int, _ body: (_ piece: Int, _ thread: Int) -> Void) {
    if pieces == 1 || team == nil {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body)
      withUnsafeMutablePointer(to: &work) { work in
        nl_team_run(
          team, pieces,
          { context, piece, thread in
            context?.assumingMemoryBound(to: Work.self).pointee.body(piece, thread)
          }, work)
      }
    }
  }

  private struct Work {
    let body: (Int, Int) -> Void
  }
}
