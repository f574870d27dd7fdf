// Problems drawn under the text they speak of, in a CodeMirror editor.
import { type Extension, RangeSetBuilder, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

export interface TextProblem {
  severity: 'error' | 'warning';
  message: string;
  /** from 1 */
  line: number;
  /** from 1; null: the whole line */
  column: number | null;
}

const setProblems = StateEffect.define<readonly TextProblem[]>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const told = transaction.effects.find((effect) => effect.is(setProblems));
    return told === undefined ? marks.map(transaction.changes) : marksOf(told.value, transaction.state.doc);
  },
  provide: (marks) => EditorView.decorations.from(marks),
});

export const problemMarks: Extension = field;

export function showProblems(view: EditorView, problems: readonly TextProblem[]): void {
  view.dispatch({ effects: setProblems.of(problems) });
}

function marksOf(problems: readonly TextProblem[], doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const placed = problems
    .filter(({ line }) => line >= 1 && line <= doc.lines)
    .map((problem) => ({ problem, ...rangeOf(problem, doc) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { problem, from, to } of placed) {
    const attributes = { title: problem.message };
    if (from === to) builder.add(from, from, Decoration.line({ class: 'cm-problem-line', attributes }));
    else builder.add(from, to, Decoration.mark({ class: `cm-problem-${problem.severity}`, attributes }));
  }
  return builder.finish();
}

/** The word at the place; the line's beginning (a mark on the whole line) when nothing stands there. */
function rangeOf({ line: number, column }: TextProblem, doc: Text): { from: number; to: number } {
  const line = doc.line(number);
  const start = Math.min(line.length, (column ?? 1) - 1);
  const rest = line.text.slice(start);
  const length = column === null ? line.text.trimEnd().length : (/^\s*\S+/.exec(rest)?.[0].length ?? 0);
  return length === 0 ? { from: line.from, to: line.from } : { from: line.from + start, to: line.from + start + length };
}
