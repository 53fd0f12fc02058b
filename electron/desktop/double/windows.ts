import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { emitPreventable, record, world } from './state.ts';

type ContentsPart = Pick<Electron.WebContents, 'send' | 'isDestroyed' | 'setWindowOpenHandler'>;

export class WebContentsDouble extends EventEmitter implements ContentsPart {
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null;
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
  isDestroyed(): boolean {
    return false;
  }
  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler;
  }
}

type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'reload'
  | 'maximize'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'close'
>;

export class BrowserWindowDouble extends EventEmitter implements WindowPart {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new WebContentsDouble();
  visible = false;
  focused = false;
  destroyed = false;
  maximized = false;
  minimized = false;
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    world.windows.push(this);
    record('BrowserWindow', options);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    record('window.loadURL', url);
    await Promise.resolve();
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }
  show(): void {
    record('window.show');
    this.visible = true;
    this.emit('show');
  }
  hide(): void {
    record('window.hide');
    this.visible = false;
    this.emit('hide');
  }
  focus(): void {
    this.focused = true;
  }
  restore(): void {
    this.minimized = false;
  }
  reload(): void {
    record('window.reload');
  }
  maximize(): void {
    this.maximized = true;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 20, width: 900, height: 600 };
  }
  close(): void {
    if (this.destroyed || emitPreventable(this, 'close')) return;
    this.destroyed = true;
    this.visible = false;
    this.emit('closed');
    if (!world.quitting && world.windows.every((window) => window.destroyed)) app.emit('window-all-closed');
  }
}
