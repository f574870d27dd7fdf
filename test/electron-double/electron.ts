// A stand-in for the module "electron", for machines where its program cannot be had: windows are pages of the system's
// Chromium, the scheme is really served and streams, and what a desktop would draw is recorded. It offers what djcron
// uses; anything else is an error, never a silent success.
//
// What it cannot show: Chromium's own sandbox under Electron, fuses at run time, native modules under Electron's Node,
// menus, tray and notices as drawn, and how macOS and Windows behave.
export { app } from './app.ts';
export { dialog, Menu, Notification, Tray } from './desktop.ts';
export { protocol } from './scheme.ts';
export { nativeImage, nativeTheme, powerMonitor, powerSaveBlocker, screen, session, shell } from './system.ts';
export { BrowserWindow } from './window.ts';
