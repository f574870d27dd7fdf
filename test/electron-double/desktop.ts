// What a desktop draws around a program: menus, the tray, notices and questions. Nothing is drawn; a test reads it and
// answers in the place of the user.
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { offered, onCommand, record } from './record.ts';
import type { Image } from './system.ts';

interface MenuItem {
  label?: string;
  role?: string;
  type?: string;
  enabled?: boolean;
  click?: () => void;
  submenu?: MenuItem[];
}

const roles = ['appMenu', 'fileMenu', 'editMenu', 'windowMenu', 'reload', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'];

export class Menu {
  readonly items: MenuItem[];

  private constructor(items: MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: MenuItem[]): Menu {
    for (const item of template) {
      if (item.role !== undefined && !roles.includes(item.role)) throw new Error(`the stand-in knows no role "${item.role}"`);
      Menu.buildFromTemplate(item.submenu ?? []);
    }
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu): void {
    record('applicationMenu', labelsOf(menu));
  }
}

function labelsOf(menu: Menu): string[] {
  return menu.items.map((item) => (item.type === 'separator' ? '-' : (item.label ?? item.role ?? '')));
}

const trays: Tray[] = [];

export class Tray extends EventEmitter {
  menu: Menu | null = null;
  tooltip = '';
  icon: string;

  constructor(image: Image) {
    super();
    this.icon = shapeOf(image);
    trays.push(this);
    record('tray');
  }

  setImage(image: Image): void {
    this.icon = shapeOf(image);
  }

  setToolTip(text: string): void {
    this.tooltip = text;
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu;
  }

  destroy(): void {
    trays.pop();
    record('tray.destroy');
  }
}

function shapeOf(image: Image): string {
  return createHash('sha256').update(image.bytes).digest('hex').slice(0, 8);
}

function theTray(): Tray {
  const tray = trays.at(-1);
  if (tray === undefined) throw new Error('there is no tray');
  return tray;
}

onCommand('tray', () => {
  const { icon, tooltip, menu } = theTray();
  return { icon, tooltip, labels: menu === null ? [] : labelsOf(menu) };
});
onCommand('clickTray', (label) => {
  const tray = theTray();
  if (label === undefined) {
    tray.emit('click');
    return;
  }
  const item = tray.menu?.items.find((candidate) => candidate.label === label);
  if (item?.click === undefined || item.enabled === false) throw new Error(`nothing to click in the tray says ${JSON.stringify(label)}`);
  item.click();
});

const shown: Notification[] = [];

export class Notification extends EventEmitter {
  readonly words: { title: string; body: string };

  constructor(words: { title: string; body: string }) {
    super();
    this.words = words;
  }

  show(): void {
    shown.push(this);
    record('notification', this.words);
  }
}

onCommand('clickNotification', () => {
  const latest = shown.at(-1);
  if (latest === undefined) throw new Error('no notice was shown');
  latest.emit('click');
});

/** labels of buttons, in the order in which questions will come */
const answers: string[] = [];
onCommand('answer', (label) => {
  answers.push(String(label));
});

interface Question {
  message: string;
  buttons: string[];
}

export const dialog = offered('dialog', {
  async showMessageBox(...args: [Question] | [object, Question]): Promise<{ response: number }> {
    const question = args.length === 1 ? args[0] : args[1];
    record('question', question.message, question.buttons);
    const answer = answers.shift();
    const response = question.buttons.indexOf(answer ?? '');
    if (response < 0) throw new Error(`nobody answers "${question.message}" (${answer ?? 'no answer was prepared'})`);
    return { response };
  },
  showErrorBox(title: string, content: string): void {
    record('errorBox', title, content);
  },
});
