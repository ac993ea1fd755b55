// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let pageCss = #"""
.kw {
  --text: #000; --first: #0072b2; --second: #d55e00; --muted: #666; --paper: #fff; --soft: #f1f3f5; --line: #ccc; --lit: #fdf0c8;
  color: var(--text); background: var(--paper); font: 16px/1.5 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  .kw {
    --text: #fff; --first: #e69f00; --second: #56b4e9; --muted: #a8a8a8; --paper: #16181d; --soft: #23262d; --line: #45484f; --lit: #3d3820;
  }
}
body.kw { margin: 0; }
.kw main, .kw .page { max-width: 84rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
.kw h1 { font-size: 1.6rem; line-height: 1.25; margin: .4rem 0; overflow-wrap: anywhere; }
.kw h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
.kw h3 { font-size: 1rem; margin: .5rem 0; }
.kw .summary { max-width: 60rem; overflow-wrap: anywhere; }
.kw .pair { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
.kw .pair > h2 { grid-column: 1 / -1; }
.kw .cards { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
.kw .part { min-width: 0; }
@media (min-width: 48rem) { .kw .pair { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); } }
.kw .plane, .kw .surface { position: relative; max-width: 40rem; touch-action: manipulation; }
.kw .plane canvas, .kw .surface canvas { display: block; width: 100%; height: auto; }
.kw .surface canvas { touch-action: pan-y; cursor: grab; }
.kw .over, .kw .curve { display: block; width: 100%; height: auto; overflow: visible; }
.kw .over { position: absolute; inset: 0; height: 100%; pointer-events: none; }
.kw .plane:focus-visible, .kw canvas:focus-visible, .kw .scroll:focus-visible { outline: 3px solid var(--first); outline-offset: 2px; }
.kw .axes text { font: 12px system-ui, sans-serif; fill: var(--muted); }
.kw .axes text.name { font-size: 14px; fill: var(--text); }
.kw text.number { font: 13px system-ui, sans-serif; fill: var(--text); text-anchor: middle; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.kw .axes rect { fill: none; stroke: var(--muted); }
.kw .axes line { stroke: var(--muted); }
.kw .hem { fill: none; stroke: var(--paper); stroke-width: 7; stroke-linejoin: round; }
.kw .edge { fill: none; stroke: var(--second); stroke-width: 3.5; stroke-linejoin: round; }
.kw .edge.thick { stroke-width: 6; stroke: var(--first); }
.kw .wash { fill: var(--second); fill-opacity: .18; stroke: none; }
.kw .knot { fill: var(--text); stroke: var(--paper); }
.kw .row { fill-opacity: .6; }
.kw .s-text { stroke: var(--text); } .kw .s-first { stroke: var(--first); } .kw .s-second { stroke: var(--second); } .kw .s-muted { stroke: var(--muted); }
.kw .f-first { fill: var(--first); } .kw .f-second { fill: var(--second); }
.kw .f-text { fill: var(--text); } .kw .f-muted { fill: var(--muted); }
.kw .zoom { display: flex; gap: .3rem; align-items: center; flex-wrap: wrap; margin: .3rem 0; }
.kw .help, .kw .caption, .kw .hint, .kw .status { color: var(--muted); font-size: .875rem; }
.kw .caption { margin: .2rem 0; }
.kw button, .kw select, .kw input {
  font: inherit; color: var(--text); background: var(--soft); border: 1px solid var(--muted); border-radius: .3rem; padding: .15rem .5rem; min-height: 1.75rem;
}
.kw button { cursor: pointer; min-width: 1.75rem; }
.kw select { max-width: 100%; }
.kw button:focus-visible, .kw select:focus-visible, .kw input:focus-visible { outline: 3px solid var(--first); outline-offset: 1px; }
.kw .filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .5rem 0; align-items: end; }
.kw .choice { display: inline-flex; flex-direction: column; font-size: .875rem; max-width: 100%; }
.kw .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .875rem; align-items: center; margin: .4rem 0; max-width: 40rem; }
.kw .entry { display: inline-flex; gap: .4rem; align-items: center; }
.kw .scale { display: flex; gap: .8rem; width: 100%; align-items: start; }
.kw .bars { flex: 1; margin: 0 1.5rem; }
.kw .bar { height: .9rem; border: 1px solid var(--muted); margin-top: .25rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.kw .ticks { position: relative; height: 1.3rem; }
.kw .ticks span { position: absolute; transform: translateX(-50%); }
.kw .details { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .8rem; min-height: 8rem; max-width: 38.5rem; margin: .5rem 0; }
.kw .details p { margin: .2rem 0; }
.kw .details .heading { font-weight: 600; }
.kw dl { margin: 0; display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.kw dl div { display: flex; gap: .6rem; min-width: 0; }
.kw dl .wide { grid-column: 1 / -1; }
.kw dt { color: var(--muted); overflow-wrap: anywhere; }
.kw dd { margin: 0; min-width: 5rem; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.kw .neighbours button { margin: 0 .2rem; }
.kw .scroll { overflow: auto; max-width: 100%; }
.kw .tall { max-height: 44rem; border-bottom: 1px solid var(--line); }
.kw table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
.kw caption { text-align: left; color: var(--muted); }
.kw th, .kw td { text-align: right; padding: .15rem .5rem .15rem .2rem; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
.kw .pattern { text-align: left; font-family: ui-monospace, monospace; }
.kw thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; z-index: 1; }
.kw thead button { font-weight: 600; white-space: nowrap; }
.kw tr.lit > * { background: var(--lit); box-shadow: inset 0 2px var(--second), inset 0 -2px var(--second); }
.kw .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.kw .command { overflow-wrap: anywhere; font-size: .875rem; color: var(--muted); }
.kw figure { margin: 1rem 0; }
.kw .figures { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.kw figure svg { max-width: 100%; height: auto; }
.kw [hidden] { display: none; }
@media (prefers-reduced-motion: reduce) { .kw * { transition: none; animation: none; scroll-behavior: auto; } }
@media print {
  .kw { --text: #000; --first: #0072b2; --second: #d55e00; --muted: #444; --paper: #fff; --soft: #fff; --line: #bbb; --lit: #fff; font-size: 11pt; }
  .kw .filters, .kw .zoom, .kw .help, .kw .hint, .kw .more, .kw .spoken, .kw .neighbours { display: none; }
  .kw .scroll { overflow: visible; max-height: none; }
  .kw .pair { display: block; }
  .kw .plane, .kw .surface { max-width: 14cm; }
  .kw .plane, .kw .surface, .kw .legend, .kw .details, .kw .cards > *, .kw figure, .kw tr { break-inside: avoid; }
  .kw h2, .kw h3 { break-after: avoid; }
  .kw table button { border: 0; background: none; padding: 0; min-height: 0; min-width: 0; }
  .kw .plane:focus-visible, .kw canvas:focus-visible, .kw button:focus-visible { outline: none; }
  .kw thead th { position: static; }
}

"""#
}
