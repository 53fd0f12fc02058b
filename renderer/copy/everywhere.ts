import type { RoundStepState } from '../../shared/sign-in-round.ts';
import { plural } from './words.ts';

/** Signing in at every place of a server, and by hand. */
export const EVERYWHERE = {
  action: 'Sign in everywhere…',
  leftTitle: (server: string) => `Signing in to ${server} everywhere is not finished.`,
  leftText: (count: number) => `${plural(count, 'place is', 'places are')} left from last time.`,
  leaveIt: 'Leave it',
  title: (server: string) => `Sign in to ${server} everywhere`,
  intro:
    'Each client keeps a sign-in of its own. They are signed in one after the other; your browser opens once for each.',
  loading: 'Looking where it is set up…',
  start: (count: number) => (count === 1 ? 'Sign in with 1 client' : `Sign in with ${count} clients`),
  goOn: 'Go on',
  stop: 'Stop',
  signIn: 'Sign in',
  again: 'Try again',
  skip: 'Skip',
  looked: 'I have signed in',
  leaveOut: 'Leave out',
  of: (verb: string, owner: string) => `${verb}: ${owner}`,
  progress: (done: number, all: number) => `${done} of ${all} done`,
  allDone: 'Every client is signed in.',
  left: (count: number) => (count === 1 ? '1 client needs you.' : `${count} clients need you.`),
  states: {
    waiting: 'Waiting',
    running: 'Signing in…',
    'needs-you': 'Needs you',
    done: 'Done',
    skipped: 'Left out',
    failed: 'Failed',
  } satisfies Record<RoundStepState, string>,
} as const;

export const GUIDE = {
  action: (client: string) => `How to sign in with ${client}…`,
  title: (server: string, client: string) => `Sign in to ${server} with ${client}`,
  loading: 'Reading…',
  copyCommand: 'Copy command',
  showFile: 'Show file',
  list: 'Steps',
} as const;
