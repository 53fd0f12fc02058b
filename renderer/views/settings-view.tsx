import { shortPath } from '../../shared/selectors.ts';
import { Button } from '../components/button.tsx';
import { KeychainAgain } from '../components/keychain-again.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';
import { THEMES, useTheme } from '../hooks/use-theme.ts';
import { ChecksSection, NoticesSection } from './checks-section.tsx';
import { Page } from './page.tsx';
import { WslSection } from './wsl-section.tsx';

export function SettingsView() {
  return (
    <Page title={VIEW_WORDS.settings}>
      <ThemeChoice />
      <ChecksSection />
      <NoticesSection />
      <WslSection />
      <Keychain />
      <Storage />
      <About />
    </Page>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useTheme();
  return (
    <Section level={2} title={COPY.settings.theme}>
      <div className="flex flex-wrap gap-4">
        {THEMES.map((choice) => (
          <label key={choice} className="flex items-center gap-2">
            <input type="radio" name="theme" checked={theme === choice} onChange={() => setTheme(choice)} />
            {COPY.settings.themes[choice]}
          </label>
        ))}
      </div>
    </Section>
  );
}

const KEYCHAIN_SHAPES = {
  ready: 'fine',
  locked: 'needs-you',
  // A missing keychain is a fact of the machine, not something that waits for the person.
  unavailable: 'unknown',
  unchecked: 'unknown',
} as const;

function Keychain() {
  const { keychain } = useApp().snapshot;
  return (
    <Section level={2} title={COPY.settings.keychain}>
      <p className="flex gap-2">
        <ShapeIcon shape={KEYCHAIN_SHAPES[keychain.state]} />
        <span>
          {keychain.name} · {COPY.settings.keychainStates[keychain.state]}
          {keychain.hint !== null && <span className="block text-sm text-muted">{keychain.hint}</span>}
        </span>
      </p>
      {(keychain.state === 'locked' || keychain.state === 'unavailable') && (
        <div className="mt-2 pl-6">
          <KeychainAgain />
        </div>
      )}
    </Section>
  );
}

function Storage() {
  const { host } = useApp().snapshot;
  return (
    <Section level={2} title={COPY.settings.storage}>
      <dl className="border-t border-hairline">
        {Object.values(COPY.settings.storageRows).map(([what, where]) => (
          <StorageRow key={what} what={what} where={where} />
        ))}
        <StorageRow what={COPY.settings.stateFolder} where={shortPath(host.stateDir, host.home)} />
      </dl>
    </Section>
  );
}

function StorageRow({ what, where }: { readonly what: string; readonly where: string }) {
  return (
    <div className="grid grid-cols-[14rem_1fr] gap-x-4 border-b border-hairline py-2 max-rail:grid-cols-1">
      <dt className="font-medium">{what}</dt>
      <dd className="text-muted [overflow-wrap:anywhere]">{where}</dd>
    </div>
  );
}

function About() {
  const { snapshot, dispatch } = useApp();
  const { version, kind } = snapshot.host;
  return (
    <Section level={2} title={COPY.settings.about}>
      <p>
        {COPY.settings.version(version)} · {COPY.settings.host[kind]}
      </p>
      <Button
        size="small"
        className="mt-2"
        onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'help' } })}
      >
        {COPY.settings.keys}
      </Button>
    </Section>
  );
}
