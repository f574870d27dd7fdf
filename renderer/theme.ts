// djcron's look on top of Mantine: calm neutral surfaces, one accent, small sizes. Colours of states live in styles.css,
// because they are no decoration: they are measured against each other and against every surface.
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
  type TransitionOverride,
  type VariantColorsResolver,
} from '@mantine/core';
import { onPreferred, prefer, preferences } from './parts/preferences.ts';

const accent: MantineColorsTuple = [
  '#eef4ff',
  '#dbe7ff',
  '#bcd3ff',
  '#9cc1ff',
  '#7fb0ff',
  '#4c86f5',
  '#2563eb',
  '#1d54cf',
  '#1c47a8',
  '#1b3a82',
];
const gray: MantineColorsTuple = [
  '#f5f6f8',
  '#eceff3',
  '#dfe3e9',
  '#cdd3db',
  '#868f9e',
  '#737d8c',
  '#646d7c',
  '#4b5361',
  '#333a46',
  '#1b1f27',
];
const dark: MantineColorsTuple = [
  '#e6e9ee',
  '#aab2bf',
  '#8791a1',
  '#6f7988',
  '#39414d',
  '#232932',
  '#191d24',
  '#12151a',
  '#0d1014',
  '#090b0e',
];

// A dialog goes at once: one that fades away still takes the keys, or the focus from the one opened after it.
const dialogTransition: TransitionOverride = { duration: 140, exitDuration: 0, transition: 'fade' };

const px = (size: number) => `${size / 16}rem`;

/** Filled and light buttons take the measured tokens, whose text is readable in both schemes. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const named = input.color ?? 'accent';
  const token = named === 'accent' ? 'accent' : named === 'red' ? 'failed' : null;
  if (input.variant === 'default') return { ...colors, border: '1px solid var(--line-strong)' };
  if (token === null) return colors;
  if (input.variant === 'filled') {
    return {
      background: `var(--${token})`,
      hover: `color-mix(in oklab, var(--${token}) 88%, var(--text))`,
      color: 'var(--on-state)',
      border: '1px solid transparent',
    };
  }
  if (input.variant === 'light') {
    return {
      background: `color-mix(in oklab, var(--${token}) 10%, var(--bg))`,
      hover: `color-mix(in oklab, var(--${token}) 18%, var(--bg))`,
      color: `color-mix(in oklab, var(--${token}) 80%, var(--text))`,
      border: '1px solid transparent',
    };
  }
  return colors;
};

export const theme = createTheme({
  variantColorResolver: variantColors,
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  colors: { accent, gray, dark },
  white: '#ffffff',
  black: '#1b1f27',
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: px(12.5), sm: px(13), md: px(14), lg: px(16), xl: px(18) },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: px(3), sm: px(4), md: px(6), lg: px(8), xl: px(12) },
  defaultRadius: 'sm',
  spacing: { xs: px(8), sm: px(12), md: px(16), lg: px(20), xl: px(28) },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: px(18), lineHeight: '1.3' }, h2: { fontSize: px(14), lineHeight: '1.4' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 120 } } },
    ModalRoot: { defaultProps: { transitionProps: dialogTransition } },
    Modal: {
      defaultProps: { padding: 'md', centered: false, yOffset: '8vh', transitionProps: dialogTransition },
      styles: { content: { border: '1px solid var(--line)' }, title: { fontWeight: 600, fontSize: px(15) } },
    },
    ModalHeader: { defaultProps: { component: 'div' } }, // a header inside a dialog is no banner of the page
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', transitionProps: { duration: 120 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Tabs: { defaultProps: { keepMounted: false } },
  },
});

let unsubscribe: () => void = () => undefined;

/** Mantine's scheme is the preference `theme`, whoever changes it. */
export const schemeManager: MantineColorSchemeManager = {
  get: () => preferences().theme,
  set: (theme) => theme !== preferences().theme && prefer({ theme }),
  subscribe: (update) => {
    unsubscribe = onPreferred(() => update(preferences().theme));
  },
  unsubscribe: () => unsubscribe(),
  clear: () => prefer({ theme: 'auto' }),
};

/** Mantine's own names, bound to the tokens of styles.css so that there is one truth. */
export const cssVariables: CSSVariablesResolver = () => {
  const bound = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-bright': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-2)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-error': 'var(--failed)',
    '--mantine-color-success': 'var(--ok)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--control)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--control-border)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-disabled-border': 'var(--line)',
  };
  return { variables: {}, light: bound, dark: bound };
};
