// CodeMirror as an element: fetched when an editor is first shown (see code-editor.tsx). Shows what hides in a text, and
// keeps its line ends as they are.
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { highlightSpecialChars, keymap } from '@codemirror/view';
import { useComputedColorScheme } from '@mantine/core';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { CodeEditorProps } from './code-editor-props.ts';
import { colours, languageName, languageOf } from './code-language.ts';
import { problemMarks, showProblems } from './code-problems.ts';

/** What the editor does not show by itself: no-break space, embeddings, word joiner. */
const alsoSpecial = /[\u00a0\u202a-\u202c\u2060]/g;

export function CodeMirror(props: CodeEditorProps) {
  const { text, language, label, readOnly = false, problems, place } = props;
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const slots = useRef({ language: new Compartment(), colours: new Compartment() });
  const dark = useComputedColorScheme('light') === 'dark';
  const changed = useEffectEvent((value: string) => props.onChange?.(value));
  const submit = useEffectEvent(() => {
    props.onSubmit?.();
    return props.onSubmit !== undefined;
  });
  const first = useEffectEvent(() => ({ text, dark, name: languageName(language, text), label }));

  useEffect(() => {
    if (holder.current === null) return;
    const start = first();
    let name = start.name;
    const view = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: start.text,
        extensions: [
          EditorState.lineSeparator.of('\n'),
          Prec.highest(
            keymap.of([
              { key: 'Mod-Enter', run: () => submit() },
              { key: 'Tab', run: indent },
            ]),
          ),
          basicSetup,
          highlightSpecialChars({ addSpecialChars: alsoSpecial }),
          EditorState.readOnly.of(readOnly),
          // tabindex is what tells barrier checks that the keyboard reaches the text, as it does anyway
          EditorView.contentAttributes.of({ 'aria-label': start.label, spellcheck: 'false', tabindex: '0' }),
          slots.current.language.of(languageOf(name)),
          slots.current.colours.of(colours(start.dark)),
          problemMarks,
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const value = update.state.doc.toString();
            const now = languageName(language, value);
            if (now !== name) {
              name = now;
              const reconfigured = slots.current.language.reconfigure(languageOf(now));
              queueMicrotask(() => view.dispatch({ effects: reconfigured }));
            }
            changed(value);
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [readOnly, language]);

  useEffect(() => {
    const view = editor.current;
    if (view !== null) replaceText(view, text);
  }, [text]);
  useEffect(() => {
    editor.current?.dispatch({ effects: slots.current.colours.reconfigure(colours(dark)) });
  }, [dark]);
  useEffect(() => {
    if (editor.current !== null) showProblems(editor.current, problems ?? []);
  }, [problems]);
  useEffect(() => {
    const view = editor.current;
    if (view === null || place === undefined || place === null) return;
    const line = view.state.doc.line(Math.min(view.state.doc.lines, Math.max(1, place.line)));
    const at = Math.min(line.to, line.from + Math.max(0, (place.column ?? 1) - 1));
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    view.focus();
  }, [place]);
  return <div ref={holder} style={{ height: '100%', minHeight: 0 }} />;
}

/** Tab indents; Escape and then Tab leaves the editor, as CodeMirror has it. */
function indent(view: EditorView): boolean {
  if (view.state.readOnly || !view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection('  '));
  return true;
}

/** Changes only what differs, so that the cursor stays where it is. */
function replaceText(view: EditorView, text: string): void {
  const before = view.state.doc.toString();
  if (before === text) return;
  let start = 0;
  while (start < before.length && start < text.length && before[start] === text[start]) start += 1;
  let tail = 0;
  while (tail < before.length - start && tail < text.length - start && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  view.dispatch({ changes: { from: start, to: before.length - tail, insert: text.slice(start, text.length - tail) } });
}
