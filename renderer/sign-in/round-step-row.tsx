import type { RoundStep, RoundStepState } from '../../shared/sign-in-round.ts';
import type { Shape } from '../../shared/state-words.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { folderName } from '../servers/entry-verbs.ts';
import { GuideSteps } from './guide-steps.tsx';

interface RoundStepRowProps {
  /** The server's name; an entry with another one says so. */
  readonly serverName: string;
  readonly step: RoundStep;
  readonly going: boolean;
  readonly onDo: (what: 'retry' | 'skip' | 'confirm') => void;
}

const SHAPES = {
  waiting: 'unknown',
  running: 'unknown',
  'needs-you': 'needs-you',
  done: 'fine',
  skipped: 'disabled',
  failed: 'broken',
} as const satisfies Record<RoundStepState, Shape>;

/** One place: how far it is, why, and what can be done about it. */
export function RoundStepRow({ serverName, step, going, onDo }: RoundStepRowProps) {
  const { ownerName, snapshot } = useApp();
  const owner = ownerName(step.owner);
  const entry = snapshot.entries.find(({ ref }) => ref === step.ref);
  const operation = snapshot.operations.find(({ kind, ref }) => kind === 'sign-in' && ref === step.ref);
  const phase = step.state === 'running' ? (operation?.phase ?? null) : null;
  const place = step.way === 'own' || entry?.project == null ? null : folderName(entry.project);
  const needsHand = step.state === 'needs-you' || step.state === 'failed';
  return (
    <li className="flex gap-3 border-b border-hairline py-2.5 last:border-b-0">
      <span className="pt-0.5">
        <ShapeIcon shape={SHAPES[step.state]} busy={step.state === 'running'} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5 [overflow-wrap:anywhere]">
        <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5">
          <p className="min-w-0 flex-1 basis-48">
            <span className="font-semibold">{owner}</span>
            {step.way !== 'own' && entry !== undefined && entry.name !== serverName && ` “${entry.name}”`}
            {place !== null && <span className="text-muted"> · {place}</span>}
            <span className="block text-sm">
              {COPY.everywhere.states[step.state]}
              {(phase ?? step.detail) !== null && (
                <span className="text-muted">
                  {' '}
                  · {[phase ?? step.detail, step.next].filter(Boolean).join(' ')}
                </span>
              )}
            </span>
          </p>
          <StepActions step={step} going={going} owner={owner} onDo={onDo} />
        </div>
        {needsHand && step.guide !== null && (
          <GuideSteps guide={step.guide} target={step.ref} owner={owner} />
        )}
      </div>
    </li>
  );
}

type Offer = readonly [possible: boolean, label: string, what: 'retry' | 'skip' | 'confirm'];

type StepActionsProps = Omit<RoundStepRowProps, 'serverName'> & { readonly owner: string };

function StepActions({ step, going, owner, onDo }: StepActionsProps) {
  const { state, way } = step;
  const words = COPY.everywhere;
  const offers: readonly Offer[] = [
    [state === 'needs-you' && way !== 'own', words.looked, 'confirm'],
    [state === 'failed' || (state === 'needs-you' && way !== 'by-hand'), words.again, 'retry'],
    [(state === 'skipped' || state === 'waiting') && way !== 'by-hand' && !going, words.signIn, 'retry'],
    [state === 'running', words.skip, 'skip'],
    [state === 'waiting' || state === 'needs-you' || state === 'failed', words.leaveOut, 'skip'],
  ];
  return (
    <span className="flex flex-wrap gap-2">
      {offers
        .filter(([possible]) => possible)
        .map(([, label, what]) => (
          <Button key={what} size="small" aria-label={words.of(label, owner)} onClick={() => onDo(what)}>
            {label}
          </Button>
        ))}
    </span>
  );
}
