// CodeMirror's languages for scripts and job files, and the colours for both schemes.
import { python } from '@codemirror/lang-python';
import { yaml } from '@codemirror/lang-yaml';
import { StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { javascript } from '@codemirror/legacy-modes/mode/javascript';
import { perl } from '@codemirror/legacy-modes/mode/perl';
import { ruby } from '@codemirror/legacy-modes/mode/ruby';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';
import { oneDarkHighlightStyle } from '@codemirror/theme-one-dark';
import { EditorView } from '@codemirror/view';
import { type ScriptLanguage, scriptLanguage } from './script-language.ts';

const languages: Record<ScriptLanguage | 'yaml', () => Extension> = {
  shell: () => StreamLanguage.define(shell),
  python,
  perl: () => StreamLanguage.define(perl),
  ruby: () => StreamLanguage.define(ruby),
  javascript: () => StreamLanguage.define(javascript),
  plain: () => [],
  yaml,
};

export type Language = 'script' | 'yaml' | 'plain';

/** A script's language is told by its first line. */
export function languageName(language: Language, text: string): ScriptLanguage | 'yaml' {
  return language === 'script' ? scriptLanguage(text) : language;
}

export function languageOf(name: ScriptLanguage | 'yaml'): Extension {
  return languages[name]();
}

const surface = {
  '&': { backgroundColor: 'var(--bg)', color: 'var(--text)', fontSize: '12.5px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontVariantLigatures: 'none', lineHeight: '18px', overflow: 'auto' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in oklab, var(--accent) 7%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--accent) 28%, transparent)',
  },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-tooltip': { backgroundColor: 'var(--overlay)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  '.cm-specialChar': {
    color: 'var(--failed)',
    backgroundColor: 'color-mix(in oklab, var(--failed) 14%, transparent)',
    borderRadius: '2px',
  },
  '.cm-problem-error': { textDecoration: 'underline wavy var(--failed)', textUnderlineOffset: '3px' },
  '.cm-problem-warning': { textDecoration: 'underline wavy var(--attention)', textUnderlineOffset: '3px' },
  '.cm-problem-line': { backgroundColor: 'color-mix(in oklab, var(--failed) 7%, transparent)' },
};

export function colours(dark: boolean): Extension {
  return [EditorView.theme(surface, { dark }), dark ? syntaxHighlighting(oneDarkHighlightStyle) : []];
}
