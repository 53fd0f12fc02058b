import { expect, test } from 'vitest';
import { browserLaunches } from './open-url.ts';
import { fileManagerLaunches } from './ports.ts';

const url = 'https://login.test/authorize?client_id=a&state=b%20c';

test('starts the BROWSER of the person first, then the system opener', () => {
  const launches = browserLaunches({ platform: 'linux', vars: { BROWSER: '/opt/fake', DISPLAY: ':0' } }, url);
  expect(launches).toEqual([
    { program: '/opt/fake', args: [url] },
    { program: 'xdg-open', args: [url] },
  ]);
});

test('reads a BROWSER list with arguments and a place for the address', () => {
  const launches = browserLaunches({ platform: 'linux', vars: { BROWSER: 'a --new %s --end: :b' } }, url);
  expect(launches).toEqual([
    { program: 'a', args: ['--new', url, '--end'] },
    { program: 'b', args: [url] },
  ]);
});

test('opens nothing on a Linux machine without a screen', () => {
  expect(browserLaunches({ platform: 'linux', vars: {} }, url)).toEqual([]);
});

test('uses the Windows browser inside WSL', () => {
  const [first] = browserLaunches({ platform: 'linux', vars: { WSL_DISTRO_NAME: 'Debian' } }, url);
  expect(first).toEqual({ program: 'wslview', args: [url] });
});

test('passes the address as one argument, never through a shell', () => {
  expect(browserLaunches({ platform: 'darwin', vars: {} }, url)).toEqual([{ program: 'open', args: [url] }]);
  expect(browserLaunches({ platform: 'win32', vars: {} }, url)).toEqual([
    { program: 'rundll32', args: ['url.dll,FileProtocolHandler', url] },
  ]);
});

test('keeps a Windows BROWSER path with spaces whole', () => {
  const [first] = browserLaunches(
    { platform: 'win32', vars: { BROWSER: 'C:\\Program Files\\Browser\\browser.exe' } },
    url,
  );
  expect(first).toEqual({ program: 'C:\\Program Files\\Browser\\browser.exe', args: [url] });
});

test('shows the file where the system can select it, else its folder', () => {
  expect(fileManagerLaunches('darwin', '/a b/c.json')).toEqual([
    { program: 'open', args: ['-R', '/a b/c.json'] },
  ]);
  expect(fileManagerLaunches('linux', '/a b/c.json')).toEqual([{ program: 'xdg-open', args: ['/a b'] }]);
  expect(fileManagerLaunches('win32', 'C:\\a b\\c.json')[0]?.args).toEqual(['/select,"C:\\a b\\c.json"']);
});
