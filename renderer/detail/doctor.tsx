import { useEffect, useState } from 'react';
import type { ServerRef } from '../../shared/domain.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import type { DoctorReport } from '../../shared/actions.ts';
import type { Shape } from '../../shared/state-words.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { useApp } from '../hooks/use-app.ts';
import { DebugCommand } from './debug-command.tsx';
import { reportText } from './doctor-report.ts';
import { Section } from './section.tsx';
import { TokenForm } from './token-form.tsx';

const STAGE_SHAPES = {
  ok: 'fine',
  failed: 'broken',
  skipped: 'disabled',
  info: 'unknown',
} as const satisfies Record<DoctorReport['stages'][number]['state'], Shape>;

interface DoctorProps {
  readonly target: ServerRef;
  /** It is reached by an address, so a token can be sent to it. */
  readonly takesToken: boolean;
}

/** Runs a diagnosis when it appears and tells it stage by stage. */
export function Doctor({ target, takesToken }: DoctorProps) {
  const { call } = useApp();
  const [answer, setAnswer] = useState<ChannelOutput<'server:doctor'> | null>(null);
  const [copied, setCopied] = useState(false);

  async function tryToken(accessToken: string): Promise<void> {
    setAnswer(null);
    setCopied(false);
    setAnswer(await call('server:doctor', { ref: target, accessToken }));
  }

  useEffect(() => {
    let current = true;
    void call('server:doctor', { ref: target }).then((value) => {
      if (current) setAnswer(value);
    });
    return () => {
      current = false;
    };
  }, [call, target]);

  return (
    <Section title={COPY.detail.doctor}>
      <div aria-live="polite">
        {answer === null && <p className="text-muted">{COPY.detail.doctorRunning}</p>}
        {answer?.ok === false && (
          <p>
            {answer.error.message} {answer.error.next}
          </p>
        )}
        {answer?.ok === true && (
          <>
            <ol className="flex flex-col gap-2">
              {answer.value.stages.map((stage) => (
                <li key={`${stage.name} ${stage.text}`} className="flex gap-2">
                  <span className="pt-px">
                    <ShapeIcon shape={STAGE_SHAPES[stage.state]} />
                  </span>
                  <span className="min-w-0 [overflow-wrap:anywhere]">
                    <span className="font-medium">{stage.name}</span>
                    <span className="sr-only">, {COPY.detail.doctorStates[stage.state]}: </span>
                    <span className="block text-sm text-muted">
                      {stage.link === undefined ? (
                        stage.text
                      ) : (
                        <LinkedText text={stage.text} link={stage.link} />
                      )}
                    </span>
                    {stage.next !== null && <span className="block text-sm">{stage.next}</span>}
                  </span>
                </li>
              ))}
            </ol>
            <div className="mt-3">
              <Button size="small" onClick={() => void copyText(reportText(answer.value)).then(setCopied)}>
                {copied ? COPY.copied : COPY.detail.doctorCopy}
              </Button>
            </div>
            {answer.value.debug !== null && <DebugCommand target={target} debug={answer.value.debug} />}
          </>
        )}
      </div>
      {takesToken && (
        <div className="mt-2">
          <TokenForm busy={answer === null} onToken={(accessToken) => void tryToken(accessToken)} />
        </div>
      )}
    </Section>
  );
}

/** The whole address is what is shown: the page is named by the server, not by us. */
function LinkedText({ text, link }: { readonly text: string; readonly link: string }) {
  const { snapshot } = useApp();
  const [copied, setCopied] = useState(false);
  // No page may open another there, and no address that a server names is opened for it.
  if (snapshot.host.kind === 'desktop') {
    return (
      <>
        {text}{' '}
        <Button look="link" size="small" onClick={() => void copyText(link).then(setCopied)}>
          {copied ? COPY.copied : COPY.action.copyAddress}
        </Button>
      </>
    );
  }
  const [before = '', after = ''] = text.split(link);
  return (
    <>
      {before}
      <a href={link} target="_blank" rel="noreferrer" className="text-accent underline">
        {link}
      </a>
      {after}
    </>
  );
}
