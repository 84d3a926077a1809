import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct HelpTests {
  private static let summaries = [
    ("run", "Watches the inbox and works until it is told to end.", "[--spool DIR] [--workers N]"),
    (
      "once", "Works off the inbox and the queue, then exits (for cron).",
      "[--spool DIR] [--answers N] [--seed S] [--json]"
    ),
    ("submit", "Checks prompt files and drops them into the inbox.", "FILE … | -"),
    ("status", "Shows the runner and the jobs that wait or run.", "[--json]"),
    (
      "history", "Shows jobs that have ended.",
      "[--since today] [--state done,dead] [--reason R] [--score '<0.6'] [--json]"
    ),
    (
      "show", "Shows one job: prompt, rounds, answers, events, files.",
      "JOB [--log] [--files] [--json]"
    ),
    (
      "report", "Says what became of the prompts: results, scores, reasons, files.",
      "[--since now-24h] [--out FILE.html] [--json]"
    ),
    (
      "doctor", "Checks configuration, folders, queue, model and machine; says what to do.",
      "[--deep] [--json]"
    ),
    ("metrics", "Prints counters and gauges of the queue for Prometheus.", "[--json]"),
    (
      "cancel", "Cancels jobs; a running one stops at the next token.",
      "JOB … | --state ready [--tag W] [--name TEXT] [--yes] [--json]"
    ),
    (
      "retry", "Runs jobs again that have ended; new seeds, old results stay.",
      "JOB … | --state dead [--reason R] [--tag W] [--name TEXT] [--yes] [--json]"
    ),
    (
      "priority", "Gives jobs that wait another priority: higher runs first.",
      "N JOB … | N --tag W [--name TEXT] [--yes] [--json]"
    ),
    (
      "pause", "Begins no further job, also after a restart; running ones are finished.",
      "[--intake] [--reason TEXT] [--json]"
    ),
    ("resume", "Goes on after a pause.", "[--intake] [--json]"),
    (
      "dispatch", "Sends ready jobs to a cluster; their results come home by themselves.",
      "--engine slurm|local [--jobs N] [--wait] | --resume ID | --take-back ID"
    ),
    (
      "chunk", "Works off one part of a shipment, on any host; called by 'dispatch'.",
      "--shipment DIR --index N | --shipment DIR --close"
    ),
    (
      "curate", "Cleans collected workflows and counts what each rule leaves over.",
      "--workflows FILE.jsonl --out FILE.jsonl"
    ),
    (
      "synthesize", "Writes reasoning samples (wish, nodes, plan, code) from curated workflows.",
      "--curated FILE.jsonl --out FILE.jsonl --held-out FILE.jsonl [--knowledge-base DIR]"
    ),
    (
      "train", "Trains the tokenizer or the model from reasoning samples.",
      "tokenizer|sft|grpo|export|plot --samples FILE.jsonl --tokenizer FILE.json …"
    ),
    (
      "generate", "Turns one prompt into ranked workflows, without the queue.",
      "--prompt TEXT --out DIR | --prompts FILE.jsonl --out DIR"
    ),
    (
      "validate", "Says what ComfyUI would say of workflows, and what it does not see.",
      "FILE … | --jsonl FILE --json"
    ),
    (
      "convert", "Converts a workflow between UI format, API format, code and picture.",
      "--to ui|api|code|svg|png IN OUT"
    ),
    (
      "repair", "Mends a workflow by rules and says what it changed and why.",
      "IN OUT [--to ui|api|code|svg|png] [--catalog NAME] [--json]"
    ),
    (
      "model", "Looks into a model file, checks it, stores it in fewer bits, or tokenizes.",
      "info FILE | check FILE | quantize --to TYPE IN OUT | tokenize FILE < LINES"
    ),
    (
      "evaluate", "Measures answers on held-out workflows: validity, static pass, F1.",
      "--set FILE.jsonl (--model FILE | --answers-file FILE.jsonl) --json OUT"
    ),
    (
      "contrast", "Sets reports of evaluate side by side: figures, and gains in pairs.",
      "NAME=REPORT[#SYSTEM] NAME=REPORT[#SYSTEM] …"
    ),
    (
      "tune", "Chooses temperature, top-p and retry step by rewards on held-out workflows.",
      "--set FILE.jsonl [--pulls N] [--retry-pulls N] [--seed S] [--json OUT]"
    ),
    (
      "recall", "Measures which nodes of described workflows retrieval offers.",
      "--workflows FILE.jsonl [--knowledge-base DIR] [--texts FILE.jsonl]"
    ),
    ("compare", "Compares two workflow files: node, graph and type F1.", "ANSWER.json GOLD.json"),
  ]

  @Test(arguments: summaries)
  func `The page of a subcommand begins with its work and its use`(
    name: String, summary: String, usage: String
  ) throws {
    let page = try Nightloom.run(name, "--help")
    #expect(page.status == 0)
    #expect(page.errors == "")
    #expect(
      page.output.hasPrefix(
        "OVERVIEW: \(summary)\n\nUSAGE: nightloom \(name) \(usage)\n\nOPTIONS:\n  --"))
    #expect(page.output.contains("  --help"))
  }

  @Test(arguments: ["--help", "help", "-h"])
  func `The overview lists every subcommand with its work`(word: String) throws {
    let page = try Nightloom.run(word)
    #expect(page.status == 0)
    #expect(
      page.output.hasPrefix(
        """
        OVERVIEW: Turns plain-language prompts into ranked ComfyUI workflows, offline.

        USAGE: nightloom <subcommand> [options]

        EXAMPLES:

        """))
    let lines = page.output.split(separator: "\n")
    let table = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().dropLast()
    let listed = table.map { line in
      line.split(separator: "  ", omittingEmptySubsequences: true)
        .map { String($0.drop { $0 == " " }) }
    }
    for (name, summary, _) in Self.summaries { #expect(listed.contains([name, summary])) }
  }

  @Test func `Without a word the overview is shown, and the call is wrong`() throws {
    let page = try Nightloom.run()
    #expect(page.status == 64)
    #expect(page.output == (try Nightloom.run("--help").output))
  }

  @Test func `The version stands alone on a line`() throws {
    let page = try Nightloom.run("--version")
    #expect(page.status == 0)
    #expect(page.output.hasPrefix("nightloom "))
    #expect(page.output.split(separator: "\n").count == 1)
  }
}
