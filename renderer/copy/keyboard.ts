export const PALETTE = {
  title: 'Go to or do',
  placeholder: 'Type a server or an action',
  none: 'Nothing matches.',
  view: (name: string) => `Go to ${name}`,
  hint: { server: 'server', view: 'view', action: 'action' },
  signInOtherwise: (name: string) => `Sign in to ${name} in another way…`,
  undo: 'Undo the last change',
  help: 'Show keyboard shortcuts',
} as const;

export const HELP = {
  title: 'Keyboard shortcuts',
  rows: [
    ['/', 'Search'],
    ['↑ ↓ Home End', 'Move in the list'],
    ['Enter', 'Details'],
    ['Space', 'Enable or disable'],
    ['E', 'Edit…'],
    ['Delete', 'Remove…'],
    ['N or Ctrl+N', 'Add server'],
    ['Ctrl+Z', 'Undo the last change'],
    ['Ctrl+K', 'Go to or do'],
    ['Esc', 'Back'],
    ['?', 'This list'],
  ],
  mac: 'On a Mac use ⌘ in place of Ctrl.',
} as const;
