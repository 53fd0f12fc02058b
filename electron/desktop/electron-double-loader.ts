import { registerHooks } from 'node:module';
import { app, becomeReady, clickRow, world } from './electron-double.ts';

/**
 * Loaded before the built main bundle (`node --import`): gives it the double in place of `electron`, and lets
 * the parent process click rows of the tray's menu.
 */
const double = new URL('./electron-double.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : nextResolve(specifier, context),
});

process.on('message', (message: { readonly click: string }) => {
  const [tray] = world.trays;
  if (!clickRow(tray?.menu ?? null, new RegExp(message.click))) {
    process.send?.({ name: 'no such row', args: [message.click] });
  }
});
// From here on only what the program left open keeps this process alive.
app.on('will-quit', () => setImmediate(() => process.disconnect()));

becomeReady();
