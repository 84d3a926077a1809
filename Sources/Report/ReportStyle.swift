/// The look of the report: readable by day and night, on paper too; nothing is loaded.
enum ReportStyle {
  static let text = """
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
    body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
    article { border-top: 1px solid #8886; padding: .5rem 0 1rem; }
    h3 { margin: 0; display: flex; justify-content: space-between; gap: 1rem; }
    h3 span { font-variant-numeric: tabular-nums; white-space: nowrap; }
    img { width: 100%; max-height: 24rem; object-fit: contain; background: #222; }
    blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 3px solid #8886;
      white-space: pre-wrap; unicode-bidi: isolate; }
    .facts, .files { margin: .25rem 0; font-size: .85rem; opacity: .8; }
    .files a { margin-right: .75rem; }
    .why { margin: .25rem 0; }
    @media print { article { break-inside: avoid; } }
    """
}
