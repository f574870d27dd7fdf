// Texts that would do harm to whoever shows them without care.

export const hostileTexts: readonly string[] = [
  '<img src=x onerror="alert(1)">',
  '</script><script>alert(2)</script>',
  '</pre></details><iframe src="http://127.0.0.1:9/frame"></iframe>',
  '"><svg onload=alert(3)>',
  "' onmouseover='alert(4)",
  '<style>@import "http://127.0.0.1:9/style"</style>',
  '<a href="javascript:alert(5)">here</a>',
  '\u001b]8;;javascript:alert(6)\u0007link\u001b]8;;\u0007 \u001b[31mred\u001b[0m \u001b[38;2;250;250;250mwhite\u001b[0m \u001b[2J',
  'photo\u202egpj.exe \u2066turned\u2069',
  '--> <!-- <script>alert(7)</script>',
  'line\u0000with\u0007bells\rover',
  '=HYPERLINK("http://127.0.0.1:9/","here")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1,1)',
  '\t=1+1',
  '| `pipe` | [x](javascript:alert(8)) |',
];
