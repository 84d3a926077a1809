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

  /// Calls `body` with `state` and the pieces 0 ..< `pieces`, in any order, and returns after the
  /// last.
  ///
  /// `thread` is the number, below ``threads``, of the thread that calls. The caller promises that
  /// pieces write to different places. A body that captures nothing, since all it needs is in its
  /// state, costs no memory; and a state of plain bytes has no references to count, over which
  /// threads would fight for the same cache line. What it points to must outlive the call.
  public func perform<State: BitwiseCopyable>(
    _ pieces: Int, with state: State,
    _ body: @escaping (_ state: State, _ piece: Int, _ thread: Int) -> Void
  ) {
    if pieces == 1 || team == nil {
      for piece in 0..<pieces { body(state, piece, 0) }
      return
    }
    withUnsafePointer(to: Work(state: state, body: body)) { work in
      var call = Call(kind: Work<State>.self, work: work)
      nl_team_run(
        team, pieces,
        { context, piece, thread in
          let call = context?.assumingMemoryBound(to: Call.self).pointee
          call?.kind.run(call?.work, piece, thread)
        }, &call)
    }
  }

  /// What a thread finds of a call, whatever its state is.
  private struct Call {
    let kind: any TeamWork.Type
    let work: UnsafeRawPointer
  }

  private struct Work<State: BitwiseCopyable>: TeamWork {
    let state: State
    let body: (State, Int, Int) -> Void

    static func run(_ work: UnsafeRawPointer?, _ piece: Int, _ thread: Int) {
      guard let work = work?.assumingMemoryBound(to: Self.self) else { return }
      work.pointee.body(work.pointee.state, piece, thread)
    }
  }
}

private protocol TeamWork {
  static func run(_ work: UnsafeRawPointer?, _ piece: Int, _ thread: Int)
}
