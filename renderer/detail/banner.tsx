import { ownSignInHelps } from '../../shared/attention.ts';
import { Button } from '../components/button.tsx';
import { Notice, OutsideText } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import type { BannerModel } from './banner-model.ts';
import { mendOf } from './mend.ts';

interface BannerProps {
  readonly model: BannerModel;
  readonly onDiagnose: () => void;
}

export function Banner({ model, onDiagnose }: BannerProps) {
  const { commands, ownerName, snapshot } = useApp();
  const { entry } = model;
  const mend = mendOf(entry, snapshot);
  const signIn = model.offers === 'sign-in';
  const actions = (
    <>
      {model.asksClientId && (
        <Button size="small" look="primary" onClick={() => commands.signInOtherwise(entry, true)}>
          {COPY.action.enterClientId}
        </Button>
      )}
      {signIn && entry.can.clientSignIn && (
        <Button
          size="small"
          look={model.asksClientId ? 'plain' : 'primary'}
          onClick={() => commands.signIn(entry.ref, 'client')}
        >
          {COPY.action.signInWith(ownerName(entry.client))}
        </Button>
      )}
      {signIn && !entry.can.clientSignIn && (
        <Button
          size="small"
          look={model.asksClientId ? 'plain' : 'primary'}
          onClick={() => commands.signInByHand(entry.ref)}
        >
          {COPY.guide.action(ownerName(entry.client))}
        </Button>
      )}
      {signIn && ownSignInHelps(entry) && (
        // What the client needs comes first; a sign-in of ours is for checks alone.
        <Button size="small" onClick={() => commands.signIn(entry.ref, 'own')}>
          {COPY.action.signInAs}
        </Button>
      )}
      {mend !== null && (
        <Button size="small" look="primary" onClick={() => commands.preview(mend.action)}>
          {mend.label}
        </Button>
      )}
      {model.offers === 'diagnose' && (
        <Button size="small" onClick={onDiagnose}>
          {COPY.action.diagnose}
        </Button>
      )}
      {model.offers === 'diagnose' && (
        <Button size="small" onClick={() => commands.check([entry])}>
          {COPY.action.checkAgain}
        </Button>
      )}
    </>
  );
  return (
    <Notice
      tone={model.tone}
      title={model.title}
      {...(model.offers === null && !model.asksClientId && mend === null ? {} : { actions })}
    >
      {model.sentences.map((sentence) => (
        <p key={sentence} className="mt-0.5">
          {sentence}
        </p>
      ))}
      {model.quote !== null && <OutsideText text={model.quote} />}
    </Notice>
  );
}
