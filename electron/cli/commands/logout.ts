import type { Command } from '../context.ts';
import { runSignOut } from '../sign-out.ts';
import { VERBS } from '../verbs.ts';

export const run: Command = (context) => runSignOut(context, { syntax: VERBS.logout, asks: false });
