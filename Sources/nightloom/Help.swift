/// The help pages.
enum Help {
  /// The page of `nightloom --help`.
  static func overview(_ commands: [any Subcommand.Type]) -> String {
    """
    OVERVIEW: Turns plain-language prompts into ranked ComfyUI workflows, offline.

    USAGE: nightloom <subcommand> [options]

    EXAMPLES:
      nightloom submit wish.txt            drop a prompt file into the inbox
      nightloom once                       work off the inbox and exit
      nightloom generate --prompt "a red fox, SDXL with a LoRA" --out fox

    SUBCOMMANDS:
    \(table(commands.map { ($0.name, $0.summary) }))

      Use 'nightloom <subcommand> --help' for its options.

    """
  }

  /// The page of one subcommand.
  static func page(_ command: any Subcommand.Type) -> String {
    let rows = command.options.map { option in
      ("--\(option.name)" + (option.value.map { " <\($0)>" } ?? ""), option.help)
    }
    return """
      OVERVIEW: \(command.summary)

      USAGE: nightloom \(command.name) \(command.usage)

      OPTIONS:
      \(table(rows + [("--help", "Show this page.")]))

      """
  }

  private static func table(_ rows: [(String, String)]) -> String {
    let width = min(30, (rows.map { $0.0.count }.max() ?? 0) + 2)
    return rows.map { name, text in
      let gap = String(repeating: " ", count: max(1, width - name.count))
      return "  \(name)\(gap)\(text)"
    }.joined(separator: "\n")
  }
}
