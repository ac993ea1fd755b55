// Written by scripts/embed-files from Sources/KnotworkServe/Files. swift-format-ignore-file

extension EmbeddedFiles {
  static let indexHtml = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Knotwork</title>
    </head>
    <body>
    <main>
    <h1>Knotwork</h1>
    <p>This server answers questions about ReLU networks in JSON: at <code>/api/1/ask</code>, <code>/api/1/draw</code>,
    <code>/api/1/read</code> and <code>/api/1/train</code>, by POST. <a href="/api/1/start">What it was started with</a>.</p>
    </main>
    </body>
    </html>

    """#
}
