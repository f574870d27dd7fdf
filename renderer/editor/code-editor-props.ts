// What a text editor is given and what it tells; apart, because the editor itself is fetched late.
import type { Language } from './code-language.ts';
import type { TextProblem } from './code-problems.ts';

export interface CodeEditorProps {
  text: string;
  label: string;
  language: Language;
  readOnly?: boolean;
  onChange?: (text: string) => void;
  /** Ctrl/⌘ Enter inside the editor */
  onSubmit?: () => void;
  problems?: readonly TextProblem[];
  /** a new object moves the cursor there */
  place?: { line: number; column: number | null } | null;
}
