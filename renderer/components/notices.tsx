import type { ReactNode } from 'react';
import { fileProblems, shortPath, unreadClients } from '../../shared/selectors.ts';
import { leftRound } from '../../shared/sign-in-round.ts';
import type { ConfigFileView } from '../../shared/snapshot.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { LookAtClient } from './look-at-client.tsx';
import { KeychainAgain } from './keychain-again.tsx';
import { RoundLeft } from './round-left.tsx';
import { ShapeIcon } from './shape.tsx';

/** What concerns the whole window: files and a keychain that cannot be used, what an earlier run left. */
export function Notices() {
  const { snapshot, ownerName } = useApp();
  const round = leftRound(snapshot);
  const problems = fileProblems(snapshot);
  const { keychain, host } = snapshot;
  return (
    <>
      {problems.length > 0 && (
        <Strip title={COPY.problems.title(problems.length)} rest={COPY.problems.rest} tone="broken">
          <ul>
            {problems.map((file) => (
              <li key={file.path}>{problemSentence(file, host.home)}</li>
            ))}
          </ul>
        </Strip>
      )}
      {snapshot.ownProblems.length > 0 && (
        <Strip title={COPY.problems.ownTitle} rest={COPY.problems.ownRest} tone="attention">
          <ul>
            {snapshot.ownProblems.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Strip>
      )}
      {round !== null && (
        <Strip
          title={COPY.everywhere.leftTitle(round.name)}
          rest={COPY.everywhere.leftText(round.left)}
          tone="quiet"
          action={<RoundLeft target={round.ref} />}
        />
      )}
      {unreadClients(snapshot).map((client) => (
        <Strip
          key={client}
          title={COPY.unread.title(ownerName(client))}
          rest={COPY.unread.text}
          tone="quiet"
          action={<LookAtClient client={client} />}
        />
      ))}
      {keychain.state === 'locked' && (
        <Strip
          title={COPY.keychain.lockedTitle(keychain.name)}
          rest={COPY.keychain.lockedText}
          tone="attention"
          action={<KeychainAgain />}
        >
          {keychain.hint !== null && <p>{keychain.hint}</p>}
        </Strip>
      )}
      {keychain.state === 'unavailable' && (
        <Strip
          title={COPY.keychain.unavailableTitle}
          rest={COPY.keychain.unavailableText}
          tone="quiet"
          action={<KeychainAgain />}
        >
          {keychain.hint !== null && <p>{keychain.hint}</p>}
        </Strip>
      )}
    </>
  );
}

/** "~/.config/Claude/claude_desktop_config.json, line 3, column 7: A comma is missing. Add it." */
export function problemSentence(file: ConfigFileView, home: string): string {
  const { problem } = file;
  const path = shortPath(file.path, home);
  if (problem === null) return path;
  const place = problem.line === null ? '' : `, ${COPY.clients.place(problem.line, problem.column)}`;
  return `${path}${place}: ${problem.message} ${problem.next}`;
}

/** A missing keychain is a fact of the machine, not something that waits for the person. */
const TONES = {
  broken: { surface: 'bg-broken-soft', shape: 'broken' },
  attention: { surface: 'bg-attention-soft', shape: 'needs-you' },
  quiet: { surface: 'bg-sunken', shape: 'unknown' },
} as const;

interface StripProps {
  readonly title: string;
  readonly rest: string;
  readonly tone: keyof typeof TONES;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

function Strip({ title, rest, tone, action, children }: StripProps) {
  return (
    <div
      className={`flex max-h-32 shrink-0 gap-2.5 overflow-y-auto border-b border-hairline px-4 py-2 ${TONES[tone].surface}`}
    >
      <span className="pt-px">
        <ShapeIcon shape={TONES[tone].shape} />
      </span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <span className="font-semibold">{title}</span> {rest}
        <div className="text-sm">{children}</div>
      </div>
      {action}
    </div>
  );
}
