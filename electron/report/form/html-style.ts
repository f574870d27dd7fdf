// How a report in HTML looks: light, for paper and mail, with the fonts of whoever reads it.

export const style = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b1f27; font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
.page { max-width: 1080px; margin: 0 auto; padding: 32px 28px 64px; }
header { border-bottom: 2px solid #1b1f27; padding-bottom: 14px; }
.made { color: #5c636e; font-size: 12.5px; margin: 0; }
h1 { font-size: 26px; line-height: 1.25; margin: 2px 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 30px 0 8px; padding-bottom: 4px; border-bottom: 1px solid #d5dae1; }
h3 { font-size: 13px; margin: 18px 0 4px; color: #39414d; }
.summary { font-size: 15px; margin: 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 10px 0 0; font-size: 13px; }
a { color: #1d4ed8; }
dl { display: grid; grid-template-columns: minmax(120px, max-content) 1fr; gap: 3px 18px; margin: 0; }
dt { color: #5c636e; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid #1d4ed8; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; font-weight: 600; color: #39414d; border-bottom: 1.5px solid #9aa3b0; padding: 5px 10px 5px 0; white-space: nowrap; }
td { border-bottom: 1px solid #e5e9ee; padding: 4px 10px 4px 0; vertical-align: top; overflow-wrap: anywhere; }
td.whole { white-space: nowrap; }
td code { font-size: 12px; }
.right { text-align: right; padding-right: 20px; font-variant-numeric: tabular-nums; white-space: nowrap; }
code, pre, .lines { font-family: ui-monospace, "JetBrains Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
.state { white-space: nowrap; font-weight: 600; }
.ok { color: #14663c; } .failed { color: #b3161b; } .attention { color: #8a5200; } .running { color: #1d4ed8; } .neutral { color: #5c636e; }
.note { color: #5c636e; margin: 8px 0; }
.scroll > svg { display: block; max-width: 100%; height: auto; margin: 4px 0; }
pre { background: #f4f6f8; border: 1px solid #dfe4ea; border-radius: 6px; padding: 10px 12px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; }
details { border: 1px solid #dfe4ea; border-radius: 6px; margin: 8px 0; }
summary { cursor: pointer; padding: 7px 12px; display: flow-root; }
summary:focus-visible { outline: 2px solid #1d4ed8; }
summary .hosts { font-weight: 600; overflow-wrap: anywhere; }
summary .size { color: #5c636e; float: right; margin-left: 12px; }
.lines { background: #f4f6f8; border-top: 1px solid #dfe4ea; margin: 0; padding: 8px 0; list-style: none; tab-size: 8; }
.lines li { display: grid; grid-template-columns: 58px 18px 1fr; }
.lines li > span:first-child { text-align: right; color: #5c636e; user-select: none; }
.lines li > b { text-align: center; color: #b3161b; user-select: none; }
.lines li > span:last-child { white-space: pre-wrap; overflow-wrap: anywhere; padding-right: 12px; }
.lines .gap { display: block; padding: 2px 12px 2px 76px; color: #8a5200; font-style: italic; }
.b { font-weight: 700; } .d { color: #5c636e; } .i { font-style: italic; } .u { text-decoration: underline; } .s { text-decoration: line-through; }
.g { background: #dfe4ea; }
@media print {
  @page { margin: 16mm 14mm; }
  .page { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3, summary { break-after: avoid; }
  tr, svg { break-inside: avoid; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
}
`;
