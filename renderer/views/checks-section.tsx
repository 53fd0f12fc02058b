import { useState } from 'react';
import { pauseEnd } from '../../shared/pause.ts';
import type { PauseUntil } from '../../shared/pause.ts';
import { untilTime } from '../../shared/time-words.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';
import { allowNotices, noticesState, refuseNotices } from '../hooks/use-notices.ts';

/** Checks that run by themselves: what they do, whether they rest, and the switch. */
export function ChecksSection() {
  const { snapshot, call } = useApp();
  const now = useNow();
  const { background } = snapshot;
  if (background === null) return null;
  const words = COPY.settings.checks;
  const pause = (until: PauseUntil | null) => void call('checks:pause', { until });
  return (
    <Section level={2} title={words.title}>
      <p className="text-muted">{words.text}</p>
      <p className="mt-2">
        {background.pausedBy === 'person'
          ? words.paused(background.until === null ? null : untilTime(background.until, now))
          : words.states[background.pausedBy ?? 'running']}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        {background.pausedBy === 'person' ? (
          <Button size="small" onClick={() => pause(null)}>
            {words.resume}
          </Button>
        ) : (
          (['hour', 'day', 'open'] as const).map((length) => (
            <Button key={length} size="small" onClick={() => pause(pauseEnd(length, Date.now()))}>
              {words.pause[length]}
            </Button>
          ))
        )}
      </div>
    </Section>
  );
}

/** In a browser, notifications need the browser's permission, and it is asked for only here. */
export function NoticesSection() {
  const { snapshot } = useApp();
  const [state, setState] = useState(noticesState);
  if (snapshot.host.kind !== 'browser' || state === 'impossible') return null;
  const words = COPY.settings.notices;
  return (
    <Section level={2} title={words.title}>
      <p className="text-muted">{words.states[state]}</p>
      {state === 'off' && (
        <Button
          size="small"
          className="mt-2"
          onClick={() => void allowNotices().then(() => setState(noticesState()))}
        >
          {words.allow}
        </Button>
      )}
      {state === 'on' && (
        <Button
          size="small"
          className="mt-2"
          onClick={() => {
            refuseNotices();
            setState(noticesState());
          }}
        >
          {words.stop}
        </Button>
      )}
    </Section>
  );
}
