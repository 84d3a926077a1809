/// Every directive there is, in the order of the shipped file.
public enum Directives {
  /// All of them.
  public static let all: [any AnyDirective] = places + generation + watching + running + hooks

  /// The shipped `nightloom.conf`: every directive with its default, its meaning above it.
  public static var shippedText: String {
    let header = """
      # nightloom.conf: one directive a line, key = value. Lines that begin with # are comments.
      # Relative paths are relative to this file. Every line below states the default, so a line
      # that is removed changes nothing. Checked by 'nightloom doctor'.

      """
    return all.reduce(header) { text, directive in
      let meaning = directive.meaning.split(separator: "\n").map { "# \($0)\n" }.joined()
      let value = directive.defaultText.isEmpty ? "" : " " + directive.defaultText
      return text + "\n" + meaning + "\(directive.name) =\(value)\n"
    }
  }

  // MARK: - Places

  /// Folder of inbox, outbox, dead, hold and state.
  public static let spool = Directive(
    "spool", .path, "../Spool", "Folder of inbox, outbox, dead, hold and state.")
  /// Folder of the queue.
  public static let state = Directive(
    "state", .optionalPath(), "",
    "Folder of queue, lock and progress when it is not the spool's own state; a local disk.")
  /// Where a runner is asked.
  public static let controlSocket = Directive(
    "control_socket", .optionalPath(or: "off"), "",
    "Socket for cancel, retry, priority, pause and resume, or off; control.sock in the state\n"
      + "folder when nothing is said. Its path may have 107 bytes at most.")
  /// Who may drop prompts and read results.
  public static let inboxAccess = Directive(
    "inbox_access", .choice("user", "group", "anyone"), "user",
    "Who may drop prompts when the folders are made: the user that runs nightloom, its group,\n"
      + "or anyone. Results are for the user and the group.")
  /// The language model.
  public static let model = Directive(
    "model", .path, "Models/nightloom.gguf", "The language model, a GGUF file.")
  /// The node catalog.
  public static let catalog = Directive(
    "catalog", .path, "Catalog", "Folder of the node catalog (snapshots of object_info).")
  /// The knowledge base.
  public static let knowledgeBase = Directive(
    "knowledge_base", .path, "KnowledgeBase", "Folder of what is known of nodes and workflows.")

  /// Where jobs for other hosts are.
  public static let shipments = Directive(
    "shipments", .optionalPath(), "",
    "Folder that other hosts reach too, for jobs sent to them by 'nightloom dispatch' and their\n"
      + "results; of this runner alone. Nothing said: shipments in the state folder.")

  private static let places: [any AnyDirective] = [
    spool, state, controlSocket, inboxAccess, model, catalog, knowledgeBase, shipments,
  ]

  // MARK: - Generation

  /// Answers sampled per attempt.
  public static let answers = Directive(
    "answers", .integer(1...64), "8", "Answers sampled per attempt, 1 to 64.")
  /// Answers published.
  public static let keep = Directive(
    "keep", .integer(1...64), "3", "Answers published of each job, best first, 1 to 64.")
  /// Rounds of answers.
  public static let attempts = Directive(
    "attempts", .integer(1...20), "3", "Rounds of answers a job may take, 1 to 20.")
  /// The score below which another round is made.
  public static let retryBelow = Directive(
    "retry_below", .number(0...1), "0.60",
    "Another round is made while the best score is below this, 0 to 1.")
  /// What becomes of a job whose last score is low.
  public static let onLowScore = Directive(
    "on_low_score", .choice("publish", "fail"), "publish",
    "A job whose best score stays low: publish it with a flag, or let it fail.")
  /// What was tuned.
  public static let sampling = Directive(
    "sampling", .path, "sampling.json",
    "What 'nightloom tune' found best; the next three directives may say tuned, which means\n"
      + "this file, or 0.7, 0.95 and 0.15 without one or with --fixed.")
  /// The sampling temperature; `nil` for the tuned one.
  public static let temperature = Directive(
    "temperature", .number(0...2, or: "tuned"), "tuned",
    "How freely answers are sampled, 0 (always the likeliest token) to 2, or tuned.")
  /// The nucleus; `nil` for the tuned one.
  public static let topP = Directive(
    "top_p", .number(0.01...1, or: "tuned"), "tuned",
    "Only the likeliest tokens that together have this probability are sampled, 0.01 to 1, or\n"
      + "tuned.")
  /// How rounds get hotter; `nil` for the tuned step.
  public static let temperatureStep = Directive(
    "temperature_step", .number(-1...1, or: "tuned"), "tuned",
    "What each further round adds to the temperature, -1 to 1, or tuned.")
  /// The most tokens of one answer.
  public static let maxTokens = Directive(
    "max_tokens", .integer(64...32768), "3072", "The most tokens of one answer, 64 to 32768.")
  /// The time for one job.
  public static let timeBudget = Directive(
    "time_budget", .seconds(1...604_800), "30 min",
    "No new round is begun after this time (units: ms, s, min, h, d).")
  /// Whether other prompts of the same content are one job.
  public static let dedupe = Directive(
    "dedupe", .choice("name", "content", "off"), "name",
    "The same request dropped again is one job when its file name is the same too (name),\n"
      + "whatever the file is called (content), or never (off).")

  /// What a finding of the policy does.
  public static let policy = Directive(
    "policy", .choice("block", "flag"), "block",
    """
    A workflow is code for the one who runs it. An answer that runs code, or reaches for the network
    or for files outside ComfyUI's folders: leave it out (block), or publish it and say so in
    rank.json, manifest.json and the history (flag).
    """)
  /// Class types that the policy trusts.
  public static let safeNodes = Directive(
    "safe_nodes", .words, "",
    """
    Class types beside ComfyUI's own that may run code or reach for addresses all the same, parted
    by blanks ("..." keeps blanks together). Files outside ComfyUI's folders stay forbidden.
    """)

  /// Whether paid services are used.
  public static let paidServices = Directive(
    "paid_services", .choice("named", "never"), "named",
    """
    Nodes that call a paid web service (Kling, OpenAI ...): offered where the wish names the
    service (named), or never. rank.json says of each answer which services it calls.
    """)

  private static let generation: [any AnyDirective] = [
    answers, keep, attempts, retryBelow, onLowScore, sampling, temperature, topP,
    temperatureStep, maxTokens, timeBudget, dedupe, policy, safeNodes, paidServices,
  ]

  // MARK: - Watching

  /// How long a file must stand still.
  public static let settle = Directive(
    "settle", .seconds(0.1...600), "2 s",
    "A file that was not moved in or closed is read after it stood still for this time.")
  /// Whether only moved-in files are read.
  public static let settleStrict = Directive(
    "settle_strict", .yesNo, "no",
    "Read only files that were moved into the inbox or whose name ends in .ready.")
  /// How often the inbox is looked through.
  public static let scanSeconds = Directive(
    "scan_seconds", .integer(1...3600), "60",
    "The inbox is looked through this often even if no change is told, in seconds.")
  /// Free space that must remain.
  public static let minFree = Directive(
    "min_free", .bytes, "1 GiB", "Below this free space nothing is accepted or begun.")
  /// The largest prompt file.
  public static let maxFileBytes = Directive(
    "max_file_bytes", .bytes, "1 MiB", "The largest prompt file.")
  /// The largest batch file.
  public static let maxBatchBytes = Directive(
    "max_batch_bytes", .bytes, "200 MiB", "The largest .jsonl, .ndjson or .csv file.")
  /// The longest prompt.
  public static let maxPromptBytes = Directive(
    "max_prompt_bytes", .bytes, "16 KiB", "The longest prompt.")

  private static let watching: [any AnyDirective] = [
    settle, settleStrict, scanSeconds, minFree, maxFileBytes, maxBatchBytes, maxPromptBytes,
  ]

  // MARK: - Running

  /// Jobs generated at the same time.
  public static let workers = Directive(
    "workers", .integer(1...64), "1", "Jobs generated at the same time, 1 to 64.")
  /// Threads of one job.
  public static let threads = Directive(
    "threads", .integer(1...256), "2", "Threads that compute one job, 1 to 256.")
  /// The hours of work.
  public static let window = Directive(
    "window", .window, "any",
    "Local hours in which jobs are begun: any, or for example 22:00-06:00.")
  /// What happens at the end of the hours.
  public static let windowEnd = Directive(
    "window_end", .choice("finish", "stop"), "finish",
    "At the end of the window: finish the running jobs, or stop and hand them back.")
  /// Time to finish jobs at the end.
  public static let drainTime = Directive(
    "drain_time", .seconds(0...3600), "90 s",
    "When told to end, jobs that fit into this time are finished.")

  /// How long what failed is kept.
  public static let keepDays = Directive(
    "keep_days", .integer(1...36_500), "90",
    "Folders in dead and hold, and the texts of ended jobs in the queue, are removed after so\n"
      + "many days. Nothing in outbox is ever removed.")
  /// Where a monitor reads.
  public static let metricsFile = Directive(
    "metrics_file", .optionalPath(), "",
    "A file such as /var/lib/node_exporter/nightloom.prom that the runner writes for a monitor\n"
      + "every 15 s; nothing after the sign writes none.")

  /// How long a worker may be silent.
  public static let stallTimeout = Directive(
    "stall_timeout", .seconds(1...86_400), "5 min",
    "A worker that makes no token for this time is stopped, and its job tried again later.")

  private static let running: [any AnyDirective] = [
    workers, threads, window, windowEnd, drainTime, keepDays, metricsFile, stallTimeout,
  ]

  // MARK: - Hooks

  /// What is run after a job that is done.
  public static let onDone = Directive(
    "on_done", .command, "",
    """
    Program that is run after each job that is done: its absolute path, then arguments, parted
    by blanks ("..." keeps blanks together). No shell reads it. It gets one JSON object on standard
    input and 60 s, its end is kept in the history, and after a crash it may run twice for a job.
    """)
  /// What is run after a job that is dead.
  public static let onDead = Directive(
    "on_dead", .command, "", "The same after each job that is dead.")
  /// What is run when nothing is left to do.
  public static let onIdle = Directive(
    "on_idle", .command, "",
    "The same once nothing is left to do; it gets the summary of the run.")

  private static let hooks: [any AnyDirective] = [onDone, onDead, onIdle]
}
