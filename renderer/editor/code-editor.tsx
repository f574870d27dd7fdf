// A text editor with highlighting, and the same for reading only. The editor itself is large and comes when it is needed.
import { lazy, Suspense, useMemo } from 'react';
import styles from './code-editor.module.css';
import type { CodeEditorProps } from './code-editor-props.ts';
import type { Language } from './code-language.ts';
import { hasWindowsLineEnds, hiddenCharacters } from './hidden-characters.ts';

const CodeMirror = lazy(async () => ({ default: (await import('./code-mirror.tsx')).CodeMirror }));

/** As high as its container. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <div className={styles.editor}>
      <Suspense fallback={<PlainText {...props} />}>
        <CodeMirror {...props} />
      </Suspense>
    </div>
  );
}

/** As high as its text, up to a limit; then it scrolls. */
export function CodeView({ text, label, language = 'script' }: { text: string; label: string; language?: Language }) {
  const lines = Math.min(24, text.split('\n').length);
  return (
    <div style={{ height: lines * 18 + 14 }}>
      <CodeEditor text={text} label={label} language={language} readOnly />
    </div>
  );
}

interface HiddenCharactersProps {
  text: string;
  /** Makes the line ends those of Unix. */
  onMend: () => void;
}

/** What a reader of the script would not see; the editor marks each place. */
export function HiddenCharacters({ text, onMend }: HiddenCharactersProps) {
  const found = useMemo(() => hiddenCharacters(text, 20), [text]);
  const windows = hasWindowsLineEnds(text);
  if (found.length === 0 && !windows) return null;
  return (
    <div className={styles.hidden} role="status">
      {windows && (
        <span>
          Lines end as on Windows (CR LF): most interpreters fail on that.{' '}
          <button type="button" className={styles.link} onClick={onMend}>
            Make them LF
          </button>
        </span>
      )}
      {found.slice(0, 4).map(({ at, name, line, column }) => (
        <span key={at}>
          {name} at {line}:{column}
        </span>
      ))}
      {found.length > 4 && <span>and more</span>}
    </div>
  );
}

/** What stands there until the editor is fetched: it scrolls, so the keyboard must reach it. */
function PlainText({ label, text }: CodeEditorProps) {
  return <textarea className={styles.plain} aria-label={label} value={text} readOnly spellCheck={false} />;
}
