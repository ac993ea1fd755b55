// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let indexHtml = #"""
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="What a ReLU network really is: an exact piecewise-linear function.">
<title>Knotwork</title>
<link rel="icon" href="/files/icon.svg">
<link rel="stylesheet" href="/files/style.css">
<link rel="stylesheet" href="/files/parts.css">
<script type="module" src="/files/main.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header data-part="header">
  <p class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 24 12 9l8 10 9-13"/></svg> Knotwork</p>
  <nav aria-label="Panels" data-part="nav">
    <a href="#panel=question" data-panel="question">The question</a>
    <a href="#panel=one" data-panel="one">One input</a>
    <a href="#panel=two" data-panel="two">Two inputs</a>
    <a href="#panel=train" data-panel="train">Training</a>
    <a href="#panel=own" data-panel="own">Your own</a>
  </nav>
  <div class="tools" data-part="tools">
    <button type="button" id="undo" title="Undo (Ctrl+Z)" aria-label="Undo" disabled>↶</button>
    <button type="button" id="redo" title="Redo (Ctrl+Shift+Z)" aria-label="Redo" disabled>↷</button>
    <button type="button" id="share" title="Copy the address of what is shown">Share</button>
    <button type="button" id="appearance" title="Light or dark" aria-label="Light or dark">◐</button>
  </div>
</header>
<main id="main" tabindex="-1">
  <noscript><p class="fault">This page needs JavaScript. Everything that it shows, <code>knotwork demo</code> and the other verbs tell in a terminal.</p></noscript>
  <section id="question" aria-labelledby="question-title" hidden></section>
  <section id="one" aria-labelledby="one-title" hidden></section>
  <section id="two" aria-labelledby="two-title" hidden></section>
  <section id="train" aria-labelledby="train-title" hidden></section>
  <section id="own" aria-labelledby="own-title" hidden></section>
</main>
<footer data-part="footer"><p>Every number here is an answer of the tool, <code id="tool">knotwork</code>: exact where it says regions, creases and linear. Nothing leaves this computer.</p></footer>
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<div id="toast" role="status" hidden></div>
</body>
</html>

"""#
}
