// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let partsCss = #"""
/* What the panels are made of. */
.lead { max-width: 62ch; color: var(--muted); font-size: 1.08rem; margin-top: 0.5rem; }
.top { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; align-items: end; justify-content: space-between; margin-bottom: 1.4rem; }
.card { background: var(--paper); border: 1px solid var(--faint); border-radius: 12px; padding: clamp(0.8rem, 1.6vw, 1.2rem); box-shadow: var(--shadow); min-width: 0; contain: content; }
.stack { display: grid; gap: 1rem; align-content: start; min-width: 0; }
.tight { display: grid; gap: 0.45rem; align-content: start; min-width: 0; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.9rem; align-items: center; }
.row > label { display: inline-flex; gap: 0.45rem; align-items: center; }
.split { display: grid; gap: 1.2rem; grid-template-columns: minmax(0, 1fr); }
.formula { font-family: var(--serif); font-size: 1.06em; white-space: nowrap; }
.formula i, i { font-family: var(--serif); }
.big { font: 600 1.35rem/1.3 var(--serif); }

/* The question */
.verdict { border-left: 4px solid var(--second); padding-left: 0.9rem; display: grid; gap: 0.15rem; max-width: 64ch; min-height: 4.6rem; align-content: start; }
.verdict.linear { border-color: var(--third); }
.scene { grid-template-columns: minmax(0, 1fr); }
.cases { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.7rem; list-style: none; padding: 0; margin: 0; }
.case { display: grid; gap: 0.2rem; align-content: start; border: 2px solid var(--faint); border-radius: 10px; padding: 0.65rem 0.75rem; background: var(--paper); position: relative; min-width: 0;
  cursor: default; text-align: left; }
.case::before { content: ""; position: absolute; inset: 0 auto 0 0; width: 7px; background: var(--tint); border-radius: 8px 0 0 8px; }
.case > * { padding-left: 0.4rem; }
.case.lit { border-color: var(--first); box-shadow: 0 0 0 2px var(--first); background: var(--tint); }
.case.absent { opacity: 0.55; }
.case .pattern { font: 600 1.1rem var(--mono); letter-spacing: 0.1em; display: flex; justify-content: space-between; align-items: baseline; gap: 0.4rem; }
.case .pattern small { font: 0.86rem var(--sans); letter-spacing: 0; color: var(--text); }
.case .condition, .case .symbols { font-size: 0.86rem; color: var(--muted); overflow-wrap: anywhere; }
.case.lit .condition, .case.lit .symbols { color: var(--text); }
.case .bar { height: 5px; background: var(--faint); border-radius: 3px; padding: 0; margin: 0.2rem 0 0 0.4rem; overflow: hidden; }
.case .bar i { display: block; height: 100%; background: var(--muted); }
.identities { display: flex; flex-wrap: wrap; gap: 0.4rem; list-style: none; padding: 0; margin: 0; font-size: 0.92rem; }
.identities li { border: 1px solid var(--line); border-radius: 99px; padding: 0.15rem 0.75rem; font-family: var(--serif); }
.weights { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0.3rem 1.6rem; }
.weight { display: grid; grid-template-columns: 2.1rem minmax(0, 1fr) auto; gap: 0.6rem; align-items: center; }
.weight label { font: italic 1.08rem var(--serif); }
.weight.unit1 { --first: var(--unit1); } 
.tour { border: 1px solid var(--first); background: var(--wash); border-radius: 12px; padding: 1rem 1.2rem; display: grid; gap: 0.6rem; margin-bottom: 1.4rem; }
.tour p { max-width: 72ch; }
.tour h2 { font-size: 1.35rem; }

/* Maps and surfaces */
.map { position: relative; width: 100%; }
.pad { position: relative; width: 100%; aspect-ratio: 1.01; overflow: hidden; border-radius: 8px; cursor: crosshair; user-select: none; -webkit-user-select: none; }
.pad canvas, .pad .overlay { position: absolute; inset: 0; width: 100%; height: 100%; }
.overlay { pointer-events: none; overflow: visible; }
.overlay text { font: 600 14px var(--mono); fill: var(--text); text-anchor: middle; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.overlay text.say { font: 13px var(--serif); }
.zoom { display: flex; gap: 0.4rem; justify-content: flex-end; align-items: center; }
.zoom output { margin-right: auto; padding-left: 54px; }
.zoom button { min-width: 2.4rem; padding: 0 0.7rem; white-space: nowrap; }
.handle { position: absolute; width: 44px; height: 44px; margin: -22px; padding: 0; min-height: 0; border: 0; background: none; border-radius: 50%; cursor: grab; touch-action: none; }
.handle::after { content: ""; position: absolute; inset: 13px; border-radius: 50%; background: var(--tint); border: 3px solid var(--paper); box-shadow: 0 0 0 2px var(--tint); }
.handle:active { cursor: grabbing; }
.surface { display: block; width: 100%; aspect-ratio: 1.5; max-height: 24rem; border-radius: 8px; cursor: grab; }
.stage { position: relative; overflow: hidden; }
.axis { position: absolute; translate: -50% -50%; font: italic 15px var(--serif); pointer-events: none; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.6rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.9rem; color: var(--muted); padding-top: 0.3rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; font-size: 0.88rem; color: var(--muted); align-items: center; }
.legend span { display: inline-flex; gap: 0.4rem; align-items: center; }
.legend svg { width: 30px; height: 12px; overflow: visible; stroke: var(--text); fill: none; }
.legend .key::first-letter { color: var(--third-text); }
.ramp { width: 120px; height: 11px; border-radius: 3px; border: 1px solid var(--line); }
dl.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 0.9rem; margin: 0; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
dl.facts .formula { white-space: normal; }
.numbers { display: flex; flex-wrap: wrap; gap: 0.4rem 1.8rem; }
.numbers div { display: grid; }
.numbers data, .numbers output { font: 600 1.3rem/1.2 var(--serif); }
.numbers span { color: var(--muted); font-size: 0.86rem; }

/* Charts and tables */
.chart { display: block; width: 100%; user-select: none; -webkit-user-select: none; }
.chart .frame { fill: none; stroke: var(--line); }
.chart .grid { stroke: var(--faint); }
.chart .tick { font: 12px var(--sans); fill: var(--muted); }
.chart .name { font: italic 14px var(--serif); fill: var(--text); }
.middle { text-anchor: middle; } .end { text-anchor: end; }
.chart .fit { fill: none; stroke: var(--first); stroke-width: 3; stroke-linejoin: round; }
.chart .regression { fill: none; stroke: var(--second); stroke-width: 2; stroke-dasharray: 8 5; }
.chart .target { fill: none; stroke: var(--text); stroke-width: 1.2; }
.chart .knot { stroke: var(--third); stroke-width: 1.4; stroke-dasharray: 2 3; }
.chart .interval { fill: var(--third); opacity: 0.16; }
.chart .residual { fill: none; stroke: var(--muted); stroke-width: 1; }
.chart .mark { fill: var(--text); stroke: var(--paper); stroke-width: 1; }
.chart .diamond { fill: var(--third); stroke: var(--paper); stroke-width: 1.5; }
.board { position: relative; touch-action: pan-y; }
.scroll { overflow: auto; max-height: 24rem; border: 1px solid var(--faint); border-radius: 8px;
  /* Shadows at the sides show that there is more to scroll to. */
  background: linear-gradient(90deg, var(--paper) 30%, transparent) 0 0 / 40px 100% no-repeat local,
    linear-gradient(270deg, var(--paper) 30%, transparent) 100% 0 / 40px 100% no-repeat local,
    linear-gradient(90deg, #0004, transparent) 0 0 / 14px 100% no-repeat scroll, linear-gradient(270deg, #0004, transparent) 100% 0 / 14px 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { text-align: right; padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--faint); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; }
thead button { border: 0; background: none; padding: 0; min-height: 0; font-weight: 600; }
tbody tr.lit { background: var(--wash); box-shadow: inset 3px 0 0 var(--first); }
.stack:empty { display: none; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 10.5rem), 1fr)); gap: 0.7rem 1rem; align-items: end; }
.fields label { display: grid; gap: 0.15rem; font-size: 0.9rem; color: var(--muted); }
.fields label.tick { display: flex; align-items: center; gap: 0.5rem; min-height: 2.3rem; color: var(--text); font-size: 1rem; }
.fields :is(select, input[type="number"], input[type="text"]) { width: 100%; color: var(--text); font-size: 1rem; text-align: left; }
.drop { border: 2px dashed var(--control); border-radius: 14px; padding: clamp(1.2rem, 4vw, 2.6rem); display: grid; gap: 0.7rem; justify-items: center; text-align: center; }
.drop.over { border-color: var(--first); background: var(--wash); }
pre { background: var(--faint); padding: 0.7rem 0.9rem; border-radius: 8px; overflow-x: auto; margin: 0; font-size: 0.9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
details summary { cursor: pointer; padding: 0.3rem 0; }
@media (min-width: 780px) {
  .two { grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); align-items: start; }
}
@media (min-width: 1120px) {
  .scene { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; }
  .wide { grid-template-columns: minmax(0, 1.4fr) minmax(20rem, 1fr); align-items: start; }
}
@media (max-width: 480px) { .zoom output { padding-left: 0; font-size: 0.8rem; } th, td { padding: 0.3rem 0.4rem; } .cases { gap: 0.5rem; } .case { padding: 0.5rem 0.45rem; } .case .pattern { display: grid; } .case .formula { white-space: normal; } }

"""#
}
