import { Button } from '../components/button.tsx';
import { Notice, OutsideText } from '../components/notice.tsx';
import { COPY } from '../copy.ts';
import { useApp } from '../hooks/use-app.ts';
import type { BannerModel } from './banner-model.ts';
import { SignInCodeCard } from './sign-in-code.tsx';

interface BannerProps {
  readonly model: BannerModel;
  readonly onDiagnose: () => void;
}

export function Banner({ model, onDiagnose }: BannerProps) {
  const { commands, ownerName, snapshot } = useApp();
  const { entry } = model;
  const code = snapshot.operations.find(({ ref, code }) => ref === entry.ref && code !== null)?.code ?? null;
  const signIn = model.offers === 'sign-in';
  const actions = (
    <>
      {signIn && entry.can.clientSignIn && (
        <Button size="small" look="primary" onClick={() => commands.signIn(entry.ref, 'client')}>
          {COPY.action.signInWith(ownerName(entry.client))}
        </Button>
      )}
      {signIn && entry.can.ownSignIn && (
        <Button
          size="small"
          look={entry.can.clientSignIn ? 'plain' : 'primary'}
          onClick={() => commands.signIn(entry.ref, 'own')}
        >
          {COPY.action.signInAs}
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
      {...(model.offers === null || code !== null ? {} : { actions })}
    >
      {model.sentences.map((sentence) => (
        <p key={sentence} className="mt-0.5">
          {sentence}
        </p>
      ))}
      {model.quote !== null && <OutsideText text={model.quote} />}
      {code !== null && <SignInCodeCard code={code} onCancel={() => commands.cancel(entry.ref)} />}
    </Notice>
  );
}
