// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let styleCss = #"""
/* Colours, type and the frame of the page. */
:root {
  color-scheme: light dark;
  --ground: #fbfaf6; --paper: #fff; --text: #1a1c20; --muted: #5c5f66; --faint: #e3e1da; --line: #cfccc3; --control: #85837b;
  --first: #0072b2; --second: #d55e00; --third: #009e73; --second-text: #a84a00; --third-text: #00734f;
  --wash: #eef4f8; --fault: #a3220f; --fault-wash: #fdeeea; --shadow: 0 1px 2px #0000000d, 0 6px 24px #0000000a;
  --serif: ui-serif, Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-appearance="light"]) {
    --ground: #101216; --paper: #16181d; --text: #f2f2f0; --muted: #a8a8a8; --faint: #2a2d34; --line: #3c4049; --control: #7d828d;
    --first: #e69f00; --second: #56b4e9; --third: #f0e442; --second-text: #56b4e9; --third-text: #f0e442;
    --wash: #201d15; --fault: #ff9d8a; --fault-wash: #2b1a17; --shadow: 0 1px 2px #0006;
  }
}
:root[data-appearance="dark"] {
  color-scheme: dark;
  --ground: #101216; --paper: #16181d; --text: #f2f2f0; --muted: #a8a8a8; --faint: #2a2d34; --line: #3c4049; --control: #7d828d;
  --first: #e69f00; --second: #56b4e9; --third: #f0e442; --second-text: #56b4e9; --third-text: #f0e442;
  --wash: #201d15; --fault: #ff9d8a; --fault-wash: #2b1a17; --shadow: 0 1px 2px #0006;
}
:root[data-appearance="light"] { color-scheme: light; }

* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 5rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 var(--sans); font-variant-numeric: tabular-nums; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.18; margin: 0; text-wrap: balance; letter-spacing: -0.01em; }
h1 { font-size: clamp(1.75rem, 1.2rem + 2vw, 2.6rem); }
h2 { font-size: 1.2rem; }
h3 { font-size: 1.02rem; }
p { margin: 0; text-wrap: pretty; }
a { color: var(--first); }
code, .mono { font-family: var(--mono); font-size: 0.92em; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; z-index: 9; background: var(--paper); padding: 0.6rem 1rem; }
.skip:focus { left: 1rem; top: 0.5rem; }
:focus-visible { outline: 3px solid var(--first); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }

header { position: sticky; top: 0; z-index: 5; display: flex; align-items: center; gap: 0.4rem 1.6rem; padding: 0.55rem clamp(0.9rem, 3vw, 2.4rem);
  background: var(--ground); border-bottom: 1px solid var(--faint); }
.brand { font: 600 1.15rem var(--serif); display: flex; gap: 0.45rem; align-items: center; }
.brand svg { width: 26px; height: 26px; fill: none; stroke: var(--first); stroke-width: 3.5; stroke-linejoin: round; }
nav { display: flex; gap: 0.2rem; flex: 1; overflow-x: auto; scrollbar-width: none; }
nav a { color: var(--muted); text-decoration: none; padding: 0.5rem 0.8rem; border-radius: 8px; white-space: nowrap; }
nav a:hover { color: var(--text); background: var(--faint); }
nav a[aria-current] { color: var(--text); font-weight: 600; box-shadow: inset 0 -3px 0 var(--first); border-radius: 8px 8px 0 0; }
.tools { display: flex; gap: 0.3rem; }
main { max-width: 1480px; margin: 0 auto; padding: clamp(1.2rem, 3vw, 2.4rem) clamp(0.9rem, 3vw, 2.4rem) 3rem; }
footer { color: var(--muted); font-size: 0.88rem; padding: 1.2rem clamp(0.9rem, 3vw, 2.4rem) 2rem; border-top: 1px solid var(--faint); }
footer p { max-width: 1480px; margin: 0 auto; }

button, select, input, .button { font: inherit; color: inherit; }
button, .button { background: var(--paper); border: 1px solid var(--control); border-radius: 8px; padding: 0.4rem 0.8rem; min-height: 2.4rem;
  cursor: pointer; text-decoration: none; }
button:hover:not(:disabled), .button:hover { border-color: var(--text); }
button:disabled { opacity: 0.4; cursor: default; }
button.main { background: var(--text); color: var(--paper); border-color: var(--text); font-weight: 600; }
button.quiet { border-color: transparent; background: none; }
.tools button { border-color: transparent; background: none; min-width: 2.4rem; padding: 0.3rem 0.55rem; }
.tools button:hover:not(:disabled) { background: var(--faint); border-color: transparent; }
select, input[type="number"], input[type="text"] { background: var(--paper); border: 1px solid var(--control); border-radius: 7px; padding: 0.32rem 0.5rem; min-height: 2.3rem;
  max-width: 100%; }
input[type="number"] { width: 5.6rem; text-align: right; font-variant-numeric: tabular-nums; }
input[type="range"] { width: 100%; min-width: 4rem; accent-color: var(--first); height: 1.6rem; margin: 0; }
input[type="checkbox"], input[type="radio"] { accent-color: var(--first); width: 1.15rem; height: 1.15rem; margin: 0; flex: none; }
label { color: var(--text); }
.fault { color: var(--fault); background: var(--fault-wash); border-left: 3px solid var(--fault); padding: 0.4rem 0.7rem; border-radius: 0 6px 6px 0; font-size: 0.93rem;
  overflow-wrap: anywhere; white-space: pre-wrap; }
.fault.code { font-family: var(--mono); }
.note, small { color: var(--muted); font-size: 0.9rem; }
#toast { position: fixed; bottom: 1.2rem; left: 50%; translate: -50% 0; background: var(--text); color: var(--paper); padding: 0.6rem 1rem; border-radius: 8px;
  max-width: 90vw; z-index: 9; }
@media (max-width: 900px) {
  header { flex-wrap: wrap; }
  nav { order: 3; flex-basis: 100%; margin: 0 -0.4rem; }
  nav a { padding: 0.45rem 0.6rem; }
  .tools { margin-left: auto; }
}
@media (prefers-reduced-motion: no-preference) {
  .case, .button, button { transition: border-color 0.12s, box-shadow 0.12s, background 0.12s; }
}
@media print { header, footer, [data-part="controls"] { display: none; } }

"""#
}
