public import JSON
import WorkflowGraph

extension Curator.Outcome {
  /// The counts after each rule, the reasons for drops, and a histogram of node counts.
  public var report: JSONValue {
    var rules = JSONObject()
    for rule in CurationRule.allCases { rules[rule.rawValue] = .int(counts[rule] ?? 0) }
    var dropped = JSONObject()
    for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      dropped[reason] = .int(count)
    }
    var histogram = JSONObject()
    for (name, range) in [
      ("2-7", 2...7), ("8-15", 8...15), ("16-30", 16...30), ("31-60", 31...60),
      ("over 60", 61...Int.max),
    ] {
      histogram[name] = .int(kept.filter { range.contains($0.workflow.nodes.count) }.count)
    }
    return [
      "kept": .int(kept.count), "left_after_rule": .object(rules), "dropped": .object(dropped),
      "nodes": .object(histogram),
      "changed_in_round_trip": .array(changedInRoundTrip.map { .string($0) }),
    ]
  }
}

extension CuratedWorkflow {
  /// The workflow with its texts, as one JSON object; the graph in API format.
  public var json: JSONValue {
    [
      "id": .string(entry.id), "family": .string(entry.family),
      "names": .array(entry.names.map { .string($0) }),
      "descriptions": .array(entry.descriptions.map { ["text": .string($0)] }),
      "notes": .string(entry.notes), "workflow": APIFormat.write(workflow),
    ]
  }
}
