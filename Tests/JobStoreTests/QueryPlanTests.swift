import Testing

@testable import JobStore

/// Each question of RUNNER's goals is answered from an index, also with a million rows.
@Suite struct QueryPlanTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  private func plan(_ sql: String) throws -> [String] {
    try queue.connection.rows("EXPLAIN QUERY PLAN " + sql) {
      (row) throws(SQLiteError) in row.text(3) ?? ""
    }
  }

  @Test func theNextJobIsTheFirstOfItsIndex() throws {
    let plan = try plan(JobQueue.claimUpdate)
    #expect(plan.contains("SEARCH job USING INDEX job_claim (state=?)"), "\(plan)")
    #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN job") })
  }

  @Test func liveJobsAreListedInOrderWithoutSorting() throws {
    let plan = try plan(
      "SELECT row FROM job WHERE state = ? ORDER BY priority DESC, run_after, row LIMIT ?")
    #expect(plan.allSatisfy { $0.contains("job_claim") }, "\(plan)")
  }

  @Test func endedJobsAreCountedFromTheIndexAlone() throws {
    let plan = try plan(
      "SELECT state, reason, count(*) FROM job WHERE ended IS NOT NULL GROUP BY state, reason")
    #expect(plan.contains { $0.contains("USING COVERING INDEX job_state_ended") }, "\(plan)")
  }

  @Test func theOldestReadyJobIsTheFirstOfItsIndex() throws {
    let plan = try plan(
      "SELECT min(accepted) FROM job INDEXED BY job_waiting WHERE state = 'ready'")
    #expect(plan == ["SEARCH job USING INDEX job_waiting"], "\(plan)")
  }

  @Test func theBestAndTheLongestAreReadInOrder() throws {
    for order in [HistoryOrder.score, .time, .ended] {
      var filter = HistoryFilter()
      (filter.order, filter.limit) = (order, 50)
      let plan = try plan("SELECT row FROM job " + filter.clause.sql)
      #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(order): \(plan)")
    }
  }

  @Test func historyByDayStateReasonNameAndTagUsesAnIndex() throws {
    let edits: [(String, (inout HistoryFilter) -> Void)] = [
      ("job_ended", { $0.since = 1 }), ("job_ended", { $0.limit = 20 }),
      ("job_state_ended", { $0.states = [.dead] }),
      ("job_reason", { $0.reasons = [.policy] }), ("job_slug", { $0.namePrefix = "cat" }),
      ("tag USING PRIMARY KEY", { $0.tag = "pets" }),
    ]
    for (index, edit) in edits {
      var filter = HistoryFilter()
      edit(&filter)
      let plan = try plan("SELECT row FROM job " + filter.clause.sql)
      #expect(plan.contains { $0.contains(index) }, "\(index): \(plan)")
      #expect(!plan.contains("SCAN job"), "\(plan)")
    }
  }
}
