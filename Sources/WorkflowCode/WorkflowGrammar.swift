/// The code form of a workflow: one call per node, in topological order.
///
/// ```
/// program   = { [ statement ] [ "#" text ] NEWLINE } ;
/// statement = target { "," target } "=" IDENT "(" [ arguments ] ")" [ "#" class_type ] ;
/// target    = NAME | "_" ;                (* "_": a node without outputs *)
/// arguments = arg { "," arg } [ "," extra ] | extra ;
/// arg       = NAME "=" value ;
/// extra     = "**{" [ STRING ":" value { "," STRING ":" value } ] "}" ;
/// value     = VARIABLE | STRING | [ "-" ] INT | [ "-" ] FLOAT | "True" | "False" | "None"
///           | list | dict ;
/// list      = "[" [ value { "," value } ] "]" ;
/// dict      = "{" [ STRING ":" value { "," STRING ":" value } ] "}" ;
/// ```
///
/// The position of a target is the output slot. The `**{…}` tail carries input names that are no
/// Python identifiers (`if`, `images.image0`). Variables stand inside neither list nor dict.
///
/// The way of a text: ``Lexer`` → ``Parser`` → ``Program`` → ``Lowering`` → `Workflow`, and back
/// through ``Printer``. What a name or value looks like is decided in ``CodeSpelling`` alone, so
/// that a grammar mask for the language model spells exactly as the printer does.
///
/// Beyond the grammar the parser takes what Python also takes: single quotes, line breaks inside
/// brackets, a comma before a closing bracket, `.5`, `5.`, indentation, lines that hold only a
/// comment. The printer writes none of these.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.1; the call form is ComfyBench's.
/// Differs: 1. lists, dicts, negative numbers and the `**{…}` tail exist; 2. a variable is the
/// name or type of the output with a number; 3. ``PrintStyle/compact`` leaves the class comment
/// out where the identifier says enough.
public enum WorkflowGrammar {
  /// Python's reserved words, which can be neither variable nor argument name.
  public static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
  ]

  /// Whether a name is one of Python's reserved words; longer names need no look-up.
  public static func isKeyword(_ name: String) -> Bool {
    name.utf8.count <= longestKeyword && keywords.contains(name)
  }

  private static let longestKeyword = 8

  /// The target of a node without outputs.
  public static let discard = "_"

  /// How deep lists and dicts may stand in each other.
  public static let maximumDepth = 64

  /// How many diagnostics one text may cause before reading stops.
  public static let maximumDiagnostics = 100
}
